"""Meetings as plain facts: those arranged, held and cancelled."""

from datetime import date
from typing import cast

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, granted
from caf_tracker.models import Case
from caf_tracker.models.words import MeetingKind
from caf_tracker.services import meetings as acts
from caf_tracker.services.plans import outcomes
from caf_tracker.services.standing import open_caf, require_open
from caf_tracker.web import already
from caf_tracker.web.access import requires
from caf_tracker.web.areas.meetings import queries
from caf_tracker.web.areas.meetings.forms import ArrangeForm, CancelForm, HeldForm
from caf_tracker.web.areas.meetings.views import blueprint
from caf_tracker.web.fields import Form
from caf_tracker.web.groups import chosen
from caf_tracker.web.layout import confirm
from caf_tracker.web.the_case import case_for, whole_case_for

MEETINGS = "/cases/<reference>/meetings"
_MEETING = f"{MEETINGS}/<int(max=2147483647):meeting_id>"


@blueprint.get(MEETINGS)
@requires(Permission.READ_CASE)
def show(reference: str) -> ResponseReturnValue:
    """Every meeting of the case."""
    case = whole_case_for(reference)
    return render_template(
        "meetings/show.html",
        case=case,
        meetings=queries.meetings_of(case),
        today=clock.today(),
        reviewable=_has_plan(case),
        may_hold=case.is_open and Permission.HOLD_MEETING in granted(current_user, case),
        back=url_for("case_page.show", reference=case.reference),
    )


@blueprint.route(f"{MEETINGS}/arrange", methods=["GET", "POST"])
@requires(Permission.HOLD_MEETING)
def arrange(reference: str) -> ResponseReturnValue:
    """Arrange a meeting for a day."""
    case = case_for(Permission.HOLD_MEETING, reference)
    require_open(case)
    form = ArrangeForm.at_stage(queries.how_far(case), lambda: already.meeting_recorded(case))
    form.offer(queries.possible_chairs(case))
    chair = chosen(form.groups, form.chair.data)
    if form.validate_on_submit() and chair is not None:
        with form.showing_broken_rules():
            kind, day = MeetingKind(form.kind.data), cast(date, form.planned_for.data)
            acts.arrange_meeting(actor=current_user, at=clock.now(), case=case, kind=kind, planned_for=day, chair=chair)
            confirm("The meeting is arranged. Tell everybody who should come: nobody is invited from here")
            return redirect(meetings_page(case))
    return page("arrange.html", form, case)


@blueprint.route(f"{_MEETING}/cancel", methods=["GET", "POST"])
@requires(Permission.HOLD_MEETING)
def cancel(reference: str, meeting_id: int) -> ResponseReturnValue:
    """Cancel an arranged meeting."""
    case = case_for(Permission.HOLD_MEETING, reference)
    meeting = queries.meeting_of(case, meeting_id)
    if not meeting.is_arranged:
        raise already.meeting_recorded(case)
    form = CancelForm()
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.cancel_meeting(actor=current_user, at=clock.now(), meeting=meeting, reason=form.reason.data)
            confirm("The meeting is cancelled. Tell everybody who would have come")
            return redirect(meetings_page(case))
    return page("cancel.html", form, case, meeting=meeting)


@blueprint.route(f"{MEETINGS}/held", methods=["GET", "POST"])
@blueprint.route(f"{_MEETING}/held", methods=["GET", "POST"])
@requires(Permission.HOLD_MEETING)
def hold(reference: str, meeting_id: int | None = None) -> ResponseReturnValue:
    """Record that a meeting took place, and which agencies were there."""
    case = case_for(Permission.HOLD_MEETING, reference)
    require_open(case)
    meeting = None if meeting_id is None else queries.meeting_of(case, meeting_id)
    if meeting is not None and not meeting.is_arranged:
        raise already.meeting_recorded(case)
    form, agencies = _held_form(case), queries.team(case)
    form.offer(agencies, was_arranged=meeting is not None)
    if form.validate_on_submit():
        with form.showing_broken_rules():
            acts.hold_and_record(
                actor=current_user,
                at=clock.now(),
                case=case,
                held_on=cast(date, form.held_on.data),
                kind=meeting.kind if meeting else MeetingKind(form.kind.data),
                meeting=meeting,
                present=[agency for agency in agencies if str(agency.id) in (form.present.data or ())],
                next_on=form.next_on.data,
            )
            confirm("The meeting is recorded")
            return redirect(meetings_page(case))
    return page("hold.html", form, case, meeting=meeting, reviewable=_has_plan(case))


def _has_plan(case: Case) -> bool:
    """Whether there is something that a review could look at."""
    caf = open_caf(case)
    return caf is not None and bool(outcomes(caf))


def _held_form(case: Case) -> HeldForm:
    return HeldForm.at_stage(queries.how_far(case), lambda: already.meeting_recorded(case))


def page(template: str, form: Form, case: Case, **context: object) -> ResponseReturnValue:
    """One of the pages about meetings, with the way back to all of them."""
    return render_template(f"meetings/{template}", form=form, case=case, back=meetings_page(case), **context)


def meetings_page(case: Case) -> str:
    """The address of the meetings."""
    return url_for("meetings.show", reference=case.reference)
