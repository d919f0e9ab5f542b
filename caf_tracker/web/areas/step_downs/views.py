"""The blueprint of this area, and what its pages share."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from caf_tracker.models import Case
from caf_tracker.web.fields import Form

blueprint = Blueprint("step_downs", __name__)


def show(template: str, form: Form, case: Case, **context: object) -> ResponseReturnValue:
    """The page, with a way back to the case or to the page before."""
    context = {"back": case_page(case), "back_to": "the case", **context}
    return render_template(f"step_downs/{template}", form=form, case=case, **context)


def case_page(case: Case) -> str:
    """Where every act ends."""
    return url_for("case_page.show", reference=case.reference)
