"""Sharing the plan with the family, and the copy that may be handed to one of them."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.models import Adult
from caf_tracker.services import plans as acts
from caf_tracker.services.standing import require_caf
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.plans import queries
from caf_tracker.web.areas.plans.family_copy import family_copy as copy_for
from caf_tracker.web.areas.plans.family_copy import worth_reading_again
from caf_tracker.web.areas.plans.forms import ShareForm
from caf_tracker.web.areas.plans.owners import words_of
from caf_tracker.web.areas.plans.views import PLAN, blueprint, page, plan_page
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for


@blueprint.route(f"{PLAN}/share", methods=["GET", "POST"])
@requires(Permission.SHARE_PLAN)
def share(reference: str) -> ResponseReturnValue:
    """Record that the plan was shared with the family, and to whom of them it was given."""
    case = case_for(Permission.SHARE_PLAN, reference)
    caf = require_caf(case)
    if not acts.outcomes(caf):
        raise TransitionNotAllowed("The plan is still empty: add at least one outcome before it is shared.")
    form = ShareForm.at_stage(queries.last_share(case), lambda: already.plan_shared(case))
    may_receive = [adult for adult in case.adults if adult.may_receive]
    form.with_adults.choices = [SelectChoice(str(adult.id), words_of(adult)) for adult in may_receive]
    if form.validate_on_submit():
        with form.showing_broken_rules():
            given = [adult for adult in may_receive if str(adult.id) in (form.with_adults.data or ())]
            with_adults = given if form.how.data == "given" else []
            acts.share_plan(actor=current_user, at=clock.now(), case=case, with_adults=with_adults)
            confirm("It is recorded that the plan was shared with the family")
            return redirect(plan_page(case))
    others = [(words_of(adult), _why_not(adult)) for adult in case.adults if not adult.may_receive]
    return page("share.html", form, case, may_receive=may_receive, others=others)


@blueprint.get(f"{PLAN}/family-copy/<int(max=2147483647):adult_id>")
@requires(Permission.SHARE_PLAN)
def family_copy(reference: str, adult_id: int) -> ResponseReturnValue:
    """The plan on paper for one adult of the family of whom it is recorded that they may be given papers."""
    case = case_for(Permission.SHARE_PLAN, reference)
    adult = queries.adult_of(case, adult_id)
    if not adult.may_receive:
        raise TransitionNotAllowed("It is not recorded of this adult that they may be given papers. Nothing is shown.")
    copy = copy_for(case, adult, require_caf(case).id, clock.today())
    other_names = [other.name for other in case.adults if other.id != adult.id and other.name]
    return render_template(
        "plans/family_copy.html",
        case=case,
        copy=copy,
        whose=words_of(adult),
        careful=worth_reading_again(copy, other_names),
        today=clock.today(),
        back=url_for("plans.share", reference=case.reference),
    )


def _why_not(adult: Adult) -> str:
    if adult.may_receive is None:
        return "nobody has asked yet whether they may be given papers"
    return "it is recorded that they may not be given papers"
