"""The plan of a CAF, and what shall be different: reading, adding, changing and taking out."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.models import Case
from caf_tracker.services import plans as acts
from caf_tracker.services.meetings import arranged
from caf_tracker.services.standing import require_caf
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.plans import queries
from caf_tracker.web.areas.plans.forms import AddOutcomeForm, ChangeOutcomeForm, DropOutcomeForm
from caf_tracker.web.fields import Form
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for, whole_case_for

blueprint = Blueprint("plans", __name__)

PLAN = "/cases/<reference>/plan"
OUTCOME = f"{PLAN}/outcomes/<int(max=2147483647):outcome_id>"


@blueprint.get(PLAN)
@requires(Permission.READ_CASE)
def show(reference: str) -> ResponseReturnValue:
    """The whole plan: what shall be different, who does what by when, and how far it has come."""
    case = whole_case_for(reference)
    rights, plan = granted(current_user, case), queries.plan_of(case)
    running = plan.caf is not None and plan.caf.closed_at is None
    return render_template(
        "plans/show.html",
        case=case,
        plan=plan,
        today=clock.today(),
        meetings=arranged(case),
        may_write=running and Permission.WRITE_PLAN in rights,
        may_agree=case.is_open and Permission.AGREE_ACTION in rights,
        may_share=running and bool(plan.outcomes) and Permission.SHARE_PLAN in rights,
        may_review=running and bool(plan.outcomes) and Permission.HOLD_MEETING in rights,
        back=url_for("case_page.show", reference=case.reference),
    )


@blueprint.route(f"{PLAN}/outcomes/add", methods=["GET", "POST"])
@requires(Permission.WRITE_PLAN)
def add_outcome(reference: str) -> ResponseReturnValue:
    """Add something that shall be different."""
    case = case_for(Permission.WRITE_PLAN, reference)
    require_caf(case)
    form = AddOutcomeForm.at_stage(queries.last_outcome(case), lambda: already.plan_changed(case))
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.add_outcome(actor=current_user, at=clock.now(), case=case, wanted=form.wanted.data)
            confirm("It is in the plan. Now agree who does what for it")
            return redirect(plan_page(case))
    return page("add_outcome.html", form, case)


@blueprint.route(OUTCOME, methods=["GET", "POST"])
@requires(Permission.WRITE_PLAN)
def change_outcome(reference: str, outcome_id: int) -> ResponseReturnValue:
    """Change its words."""
    case = case_for(Permission.WRITE_PLAN, reference)
    outcome = queries.standing_outcome(case, outcome_id)
    form = ChangeOutcomeForm(data={"wanted": outcome.wanted, "version": outcome.version})
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.change_outcome(
                actor=current_user,
                at=clock.now(),
                case=case,
                outcome=outcome,
                version=form.version.data,
                wanted=form.wanted.data,
            )
            confirm("The words are changed")
            return redirect(plan_page(case))
    return page("change_outcome.html", form, case, outcome=outcome)


@blueprint.route(f"{OUTCOME}/take-out", methods=["GET", "POST"])
@requires(Permission.WRITE_PLAN)
def drop_outcome(reference: str, outcome_id: int) -> ResponseReturnValue:
    """Take an outcome out of the plan; it stays on record with the reason."""
    case = case_for(Permission.WRITE_PLAN, reference)
    outcome = queries.standing_outcome(case, outcome_id)
    form = DropOutcomeForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.drop_outcome(actor=current_user, at=clock.now(), case=case, outcome=outcome, reason=form.reason.data)
            confirm("It is taken out of the plan, and stays on record")
            return redirect(plan_page(case))
    return page("drop_outcome.html", form, case, outcome=outcome)


def page(template: str, form: Form, case: Case, **context: object) -> ResponseReturnValue:
    """One of the plan's pages, with the way back to the plan."""
    return render_template(f"plans/{template}", form=form, case=case, back=plan_page(case), **context)


def plan_page(case: Case) -> str:
    """The address of the plan."""
    return url_for("plans.show", reference=case.reference)
