"""The blueprint of this area, and what its pages share."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from caf_tracker.web.fields import Form

blueprint = Blueprint("cases", __name__)


def show(template: str, form: Form, **context: object) -> ResponseReturnValue:
    """The page with its form."""
    return render_template(f"cases/{template}", form=form, **context)
