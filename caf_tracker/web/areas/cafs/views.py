"""The page on which a CAF starts, or which says what it still needs."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.services.cafs import start_caf
from caf_tracker.services.standing import open_caf
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.cafs import queries
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for

blueprint = Blueprint("cafs", __name__)


@blueprint.route("/cases/<reference>/caf", methods=["GET", "POST"])
@requires(Permission.START_CAF)
def start(reference: str) -> ResponseReturnValue:
    """Start the CAF; with or without a step-down it needs an accepted lead and the family's agreement."""
    case = case_for(Permission.START_CAF, reference)
    name = current_app.config["CAF_NAME"]
    if (running := open_caf(case)) is not None:
        raise already.started(running, name)
    form = Form()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            start_caf(actor=current_user, at=clock.now(), case=case)
            confirm(f"The {name} has started")
            return redirect(url_for("case_page.show", reference=case.reference))
    back = url_for("case_page.show", reference=case.reference)
    ready = queries.readiness(case)
    return render_template("cafs/start.html", form=form, case=case, ready=ready, caf=name, back=back)
