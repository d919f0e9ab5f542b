"""Closing to social care, ending otherwise, returning: each on its own page."""

from datetime import date
from typing import cast

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.models import Case, StepDown
from caf_tracker.models.words import ApprovalKind
from caf_tracker.services import closing
from caf_tracker.services.approvals import request_outcome
from caf_tracker.services.standing import current_step_down, undecided_step_down
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.step_downs import queries
from caf_tracker.web.areas.step_downs.forms import CloseForm, EndForm, ReturnForm
from caf_tracker.web.areas.step_downs.views import blueprint, case_page, show
from caf_tracker.web.layout import confirm
from caf_tracker.web.second_persons import as_choices, by_id, second_persons
from caf_tracker.web.the_case import case_for


@blueprint.route("/cases/<reference>/close", methods=["GET", "POST"])
@requires(Permission.CLOSE_STEP_DOWN)
def close(reference: str) -> ResponseReturnValue:
    """Record that social care closed; what is still open is listed, and needs a reason, and refuses nothing."""
    case = case_for(Permission.CLOSE_STEP_DOWN, reference)
    step_down = current_step_down(case)
    if step_down is None:
        raise already.over(None)
    if step_down.closed_on is not None:
        raise already.closed(step_down)
    form, conditions = CloseForm(), closing.open_conditions(step_down)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            closing.close_to_social_care(
                actor=current_user,
                at=clock.now(),
                step_down=step_down,
                closed_on=cast(date, form.closed_on.data),
                reason=form.reason.data or None,
            )
            confirm("Social care’s closing is recorded")
            return redirect(case_page(case))
    return show("close.html", form, case, step_down=step_down, conditions=conditions)


@blueprint.route("/cases/<reference>/step-down/end", methods=["GET", "POST"])
@requires(Permission.END_WITHOUT_CAF)
def end(reference: str) -> ResponseReturnValue:
    """Ask a second person to let the step-down end without a CAF, by a move, or as recorded in error."""
    case = case_for(Permission.END_WITHOUT_CAF, reference)
    step_down = _current(case)
    if (asked_already := queries.waiting_request(step_down)) is not None:
        raise already.waiting(asked_already)
    people = second_persons(case, current_user)
    form = EndForm()
    form.asked.choices = as_choices(people)
    asked = by_id(people, form.asked.data)
    if form.validate_on_submit() and asked is not None:
        with form.showing_broken_rules():
            moved = form.kind.data == ApprovalKind.MOVED_AREA
            request_outcome(
                actor=current_user,
                at=clock.now(),
                step_down=step_down,
                kind=ApprovalKind(form.kind.data),
                reason=form.reason.data,
                asked=asked,
                act_on=form.act_on.data if moved else None,
                receiving_person=form.receiving_person.data if moved else None,
            )
            confirm("The second person has been asked. Nothing ends until they approve")
            return redirect(case_page(case))
    return show("end.html", form, case, step_down=step_down)


@blueprint.route("/cases/<reference>/step-down/return", methods=["GET", "POST"])
@requires(Permission.CLOSE_STEP_DOWN)
def return_to_social_care(reference: str) -> ResponseReturnValue:
    """Record that social care accepted the family back."""
    case = case_for(Permission.CLOSE_STEP_DOWN, reference)
    step_down = _current(case)
    form = ReturnForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            closing.return_to_social_care(
                actor=current_user,
                at=clock.now(),
                step_down=step_down,
                reason=form.reason.data,
                accepted_on=cast(date, form.accepted_on.data),
            )
            confirm("The return to social care is recorded, and the case is closed here")
            return redirect(case_page(case))
    return show("return.html", form, case, step_down=step_down)


def _current(case: Case) -> StepDown:
    step_down = undecided_step_down(case)
    if step_down is None:
        raise already.over(current_step_down(case))
    return step_down
