"""What every page's frame needs: the product's name, the front door's telephone and confirmations."""

from pathlib import Path

from flask import Flask, current_app, flash
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.models import Case
from caf_tracker.web.navigation import navigation

TEMPLATES = Path(__file__).parents[2] / "templates"


def init_app(app: Flask) -> None:
    """Adds the design system's templates and what the base template asks for."""
    design_system = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), design_system])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        allowed=allowed, current_user=current_user, front_door=front_door, navigation=navigation
    )
    app.jinja_env.globals["product_name"] = app.config["PRODUCT_NAME"]


def confirm(message: str) -> None:
    """Shows the success banner on the next page. It travels in a cookie: no name, no reference, no case text."""
    flash(message, "success")


def allowed(permission: str, case: Case | None = None) -> bool:
    """Whether to offer a link or button to the person who is signed in; the act itself checks again."""
    return bool(current_user.is_authenticated and may(current_user, Permission(permission), case))


def front_door() -> dict[str, object]:
    """Whom to telephone about a child at this hour."""
    door, now = current_app.config["FRONT_DOOR"], clock.now()
    return {"telephone": door.telephone(now), "is_open": door.is_open(now), "hours": door.hours_text}
