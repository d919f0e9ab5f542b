"""The page on which a review of the plan is recorded, outcome by outcome."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.services.plans import outcomes
from caf_tracker.services.reviews import record_review
from caf_tracker.services.standing import require_caf
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.meetings import queries
from caf_tracker.web.areas.meetings.forms import review_of
from caf_tracker.web.areas.meetings.holding import page
from caf_tracker.web.areas.meetings.views import blueprint
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for


@blueprint.route("/cases/<reference>/review", methods=["GET", "POST"])
@requires(Permission.HOLD_MEETING)
def review(reference: str) -> ResponseReturnValue:
    """Record a review: the one that is arranged, or else one that just took place."""
    case = case_for(Permission.HOLD_MEETING, reference)
    wanted = outcomes(require_caf(case))
    if not wanted:
        raise TransitionNotAllowed("The plan is still empty: add at least one outcome before it is reviewed.")
    agencies, arranged = queries.team(case), queries.arranged_review(case)
    form = review_of(wanted).at_stage(queries.how_far(case), lambda: already.meeting_recorded(case))
    form.offer(agencies)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            record_review(
                actor=current_user,
                at=clock.now(),
                case=case,
                held_on=form["held_on"].data,
                next_on=form["next_on"].data,
                what_changed=form["what_changed"].data,
                answers=form.answers(),
                present=[agency for agency in agencies if str(agency.id) in (form["present"].data or ())],
                meeting=arranged,
            )
            confirm("The review is recorded, and the next one is counted from it")
            return redirect(url_for("plans.show", reference=case.reference))
    return page("review.html", form, case, wanted=wanted, arranged=arranged)
