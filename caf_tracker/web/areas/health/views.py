"""Two addresses for load balancers and monitoring: they say ok or not ok, and nothing that an outsider may not know."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from caf_tracker import clock
from caf_tracker.web.access import public
from caf_tracker.web.areas.health.queries import checks

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
@public
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """The product does its work: 503 when it does not."""
    found = checks(clock.now())
    ready = all(found.values())
    answer = jsonify(
        status="ok" if ready else "not ok", checks={name: "ok" if holds else "not ok" for name, holds in found.items()}
    )
    return answer, 200 if ready else 503
