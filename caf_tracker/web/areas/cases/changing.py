"""Changing or adding a child or an adult of an open case."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.models import Case
from caf_tracker.services import cases as acts
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.cases import queries
from caf_tracker.web.areas.cases.forms import (
    AddAdultForm,
    AddChildForm,
    ChangeAdultForm,
    ChangeChildForm,
    for_children,
    saved_adult_data,
    saved_child_data,
)
from caf_tracker.web.areas.cases.views import blueprint, show
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for


@blueprint.route("/cases/<reference>/children/<int:child_id>", methods=["GET", "POST"])
@requires(Permission.CHANGE_CASE)
def change_child(reference: str, child_id: int) -> ResponseReturnValue:
    """Change what is recorded of a child."""
    case = case_for(Permission.CHANGE_CASE, reference)
    child = queries.child_of(case, child_id)
    form = ChangeChildForm(data=saved_child_data(child))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.change_child(
                actor=current_user, at=clock.now(), child=child, version=form.version.data, new=form.child()
            )
            confirm("The child’s details are changed")
            return redirect(_case_page(case))
    return show("change_child.html", form, case=case, back=_case_page(case))


@blueprint.route("/cases/<reference>/children/add", methods=["GET", "POST"])
@requires(Permission.CHANGE_CASE)
def add_child(reference: str) -> ResponseReturnValue:
    """Add a child to the case."""
    case = case_for(Permission.CHANGE_CASE, reference)
    form = AddChildForm.at_stage(queries.last_child(case), lambda: already.added(case.children[-1].name))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.add_child(actor=current_user, at=clock.now(), case=case, child=form.child())
            confirm("The child is added")
            return redirect(_case_page(case))
    return show("add_child.html", form, case=case, back=_case_page(case))


@blueprint.route("/cases/<reference>/adults/<int:adult_id>", methods=["GET", "POST"])
@requires(Permission.CHANGE_CASE)
def change_adult(reference: str, adult_id: int) -> ResponseReturnValue:
    """Change what is recorded of an adult."""
    case = case_for(Permission.CHANGE_CASE, reference)
    adult = queries.adult_of(case, adult_id)
    form = for_children(ChangeAdultForm, _names(case))(data=saved_adult_data(adult))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.change_adult(
                actor=current_user, at=clock.now(), adult=adult, version=form.version.data, new=form.adult()
            )
            confirm("The person’s details are changed")
            return redirect(_case_page(case))
    return show("change_adult.html", form, case=case, back=_case_page(case))


@blueprint.route("/cases/<reference>/adults/add", methods=["GET", "POST"])
@requires(Permission.CHANGE_CASE)
def add_adult(reference: str) -> ResponseReturnValue:
    """Add an adult to the case."""
    case = case_for(Permission.CHANGE_CASE, reference)
    form = for_children(AddAdultForm, _names(case)).at_stage(
        queries.last_adult(case), lambda: already.added(case.adults[-1].name or "Somebody")
    )
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.add_adult(actor=current_user, at=clock.now(), case=case, adult=form.adult())
            confirm("The person is added")
            return redirect(_case_page(case))
    return show("add_adult.html", form, case=case, back=_case_page(case))


def _names(case: Case) -> dict[int, str]:
    """Each child's place on the case, as the acts count them, and name."""
    return {place: child.name for place, child in enumerate(case.children)}


def _case_page(case: Case) -> str:
    return url_for("case_page.show", reference=case.reference)
