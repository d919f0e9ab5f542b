"""The actions of a plan: agreeing one, and what happened with it."""

from datetime import date
from typing import cast

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.access.scope import find_case
from caf_tracker.errors import NotPermitted, NotVisible
from caf_tracker.models import Case, PlanAction
from caf_tracker.services import actions as acts
from caf_tracker.web import already
from caf_tracker.web.access import person, requires
from caf_tracker.web.areas.plans import owners, queries
from caf_tracker.web.areas.plans.forms import DONE, NEW_DAY, NO_LONGER, PROGRESS, RECORDED, AddActionForm, RecordForm
from caf_tracker.web.areas.plans.views import OUTCOME, PLAN, blueprint, page, plan_page
from caf_tracker.web.groups import chosen
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for, whole_case_for

_CONFIRMED = {
    PROGRESS: "How far it has come is noted",
    DONE: "It is done",
    NEW_DAY: "The new day is agreed",
    NO_LONGER: "It is no longer to be done, and stays on record",
}


@blueprint.route(f"{PLAN}/actions/add", methods=["GET", "POST"])
@blueprint.route(f"{OUTCOME}/actions/add", methods=["GET", "POST"])
@requires(Permission.AGREE_ACTION)
def add_action(reference: str, outcome_id: int | None = None) -> ResponseReturnValue:
    """Agree who does what by when, for an outcome of the plan or for none."""
    case = case_for(Permission.AGREE_ACTION, reference)
    outcome = None if outcome_id is None else queries.standing_outcome(case, outcome_id)
    form = AddActionForm.at_stage(queries.last_action(case), lambda: already.plan_changed(case))
    form.offer(owners.possible_owners(case))
    owner = chosen(form.groups, form.owner.data)
    if form.validate_on_submit() and owner is not None:
        with form.showing_broken_rules():
            new = acts.NewAction(
                action=form.action.data, owner=owner, due_on=cast(date, form.due_on.data), outcome=outcome
            )
            acts.add_action(actor=current_user, at=clock.now(), case=case, new=new)
            confirm("It is agreed. Whoever does it is reminded until it is done")
            return redirect(plan_page(case))
    return page("add_action.html", form, case, outcome=outcome)


@blueprint.route(f"{PLAN}/actions/<int(max=2147483647):action_id>", methods=["GET", "POST"])
@requires(Permission.READ_CASE)
def action(reference: str, action_id: int) -> ResponseReturnValue:
    """One action: how far it has come, that it is done, that another day is agreed, or that it is not to be done."""
    case = whole_case_for(reference)
    planned = queries.action_of(case, action_id)
    offered = _offered(planned.action, case)
    form = RecordForm.at_stage(queries.how_far(planned.action), lambda: already.action_over(planned.action))
    form.offer(offered)
    if form.is_submitted() and not planned.action.is_open:
        raise already.action_over(planned.action)
    if form.is_submitted() and (not offered or form.what.data in RECORDED.keys() - set(offered)):
        raise NotPermitted
    if form.validate_on_submit():
        with form.showing_broken_rules():
            _record(form, planned.action)
            confirm(_CONFIRMED[form.what.data])
            return redirect(_where_next(case))
    return render_template(
        "plans/action.html",
        form=form if offered else None,
        case=case,
        planned=planned,
        follower=queries.follower_of(planned.action),
        back=plan_page(case),
    )


def _offered(action: PlanAction, case: Case) -> list[str]:
    """What the person signed in may record of it now."""
    if not action.is_open:
        return []
    found = [PROGRESS, DONE] if acts.may_complete(person(), action) else []
    return [*found, NEW_DAY, NO_LONGER] if Permission.AGREE_ACTION in granted(current_user, case) else found


def _record(form: RecordForm, action: PlanAction) -> None:
    at, actor = clock.now(), person()
    if form.what.data == PROGRESS:
        acts.note_progress(actor=actor, at=at, action=action, note=form.note.data or "")
    elif form.what.data == DONE:
        acts.complete_action(actor=actor, at=at, action=action, done_on=form.done_on.data)
    elif form.what.data == NEW_DAY:
        acts.agree_new_day(
            actor=actor,
            at=at,
            action=action,
            due_on=cast(date, form.due_on.data),
            reason=form.why_another_day.data or "",
        )
    else:
        acts.drop_action(actor=actor, at=at, action=action, reason=form.why_no_longer.data or "")


def _where_next(case: Case) -> str:
    """The plan; for an owner who had no other part in the case, and now has none, their own work."""
    try:
        find_case(current_user, case.reference)
    except NotVisible:
        return url_for("work.home")
    return plan_page(case)
