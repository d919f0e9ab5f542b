"""What whoever owes a duty does about it, when they come to it: one act a duty, through the product's services."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.fatigue import families
from caf_tracker import clock
from caf_tracker.duties import OpenDuty
from caf_tracker.models import ApprovalRequest, Case, PlanAction, TeamAgency, User
from caf_tracker.models.words import ApprovalKind
from caf_tracker.services import (
    actions,
    agreements,
    approvals,
    assessments,
    handovers,
    leads,
    meeting_decisions,
    meetings,
    plans,
    standing,
)

if TYPE_CHECKING:
    from benchmarks.fatigue.year import Year

_WORDS = "As it is"
_DONE = handovers.Check(done=True)

# The year, the duty, its case, who does it, and when.
Doing = Callable[["Year", OpenDuty, Case, User, datetime], None]


def answer_nomination(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    lead = standing.pending_row(case)
    if lead is None:
        return
    if year.dice.random() < year.habits.declines:
        leads.decline_lead(actor=by, at=at, lead=lead, reason=_WORDS)
        return
    leads.accept_lead(actor=by, at=at, lead=lead, note_read=True)
    year.after(clock.london_date(at), year.dice.randint(10, 20), partial(families.visit, year, case.id))


def nominate(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    leads.nominate_lead(actor=by, at=at, case=case, nominee=year.one(User, year.lead_with_room(clock.london_date(at))))


def record_agreement(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    refuses = standing.undecided_step_down(case) is not None and year.dice.random() < year.habits.refuses
    agreements.record_agreement(
        actor=by, at=at, case=case, adult=case.adults[0], agreed=not refuses, reason=_WORDS if refuses else None
    )
    if not refuses:
        days = year.habits.starting.days(year.dice)
        year.after(clock.london_date(at), days, partial(families.start, year, case.id))


def decide_on_refusal(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    """Half of the families agree after all; for the others a second person is asked to let it end."""
    lead, step_down = standing.accepted_lead(case), standing.undecided_step_down(case)
    if lead is not None and (step_down is None or year.dice.random() < 0.5):
        record_agreement(year, duty, case, lead.user, at)
    elif step_down is not None:
        approvals.request_outcome(
            actor=by, at=at, step_down=step_down, kind=ApprovalKind.END_WITHOUT_CAF, reason=_WORDS,
            asked=year.one(User, case.coordinator_id or 0),
        )  # fmt: skip


def start_caf(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    families.start(year, case.id, at)


def close(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    """Closing comes last where the authority is well run: until the CAF has started it waits for that."""
    if not year.habits.closes_last or standing.open_caf(case):
        families.close_to_social_care(year, case.id, at)


def confirm(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    step_down = standing.undecided_step_down(case)
    if step_down is None:
        return
    handovers.confirm_handover(
        actor=by, at=at, step_down=step_down, papers=_DONE, joint_visit=_DONE, actions=_DONE, family=_DONE
    )
    days = year.habits.closing.days(year.dice)
    year.after(clock.london_date(at), days, partial(families.close_to_social_care, year, case.id))


def decide_meeting(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    meeting_decisions.decide_meeting(actor=by, at=at, case=case, hold=year.dice.random() < 0.5, reason=_WORDS)


def approve(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    approvals.approve(actor=by, at=at, request=year.one(ApprovalRequest, duty.subject_id))


def complete_assessment(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    for place in assessments.missing(case, standing.require_caf(case)):
        assessments.write_assessment(
            actor=by, at=at, case=case, place=place, text=_WORDS, version=assessments.UNWRITTEN
        )
    assessments.complete_assessment(actor=by, at=at, case=case)
    lead = standing.accepted_lead(case)
    if lead is not None and year.dice.random() < year.habits.arranges:
        families.arrange_review(year, case, lead, at, first=True)


def share_plan(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    lead = standing.accepted_lead(case)
    for _ in range(2):
        plans.add_outcome(actor=by, at=at, case=case, wanted=_WORDS)
    plans.share_plan(actor=by, at=at, case=case)
    for _ in range(year.dice.randint(2, 3)):
        if lead is not None:
            families.agree_action(year, case, lead, at)


def hold_review(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    """Where one is arranged its day decides; else it is arranged while there is time, and held when it is late."""
    lead, today, arranged = standing.accepted_lead(case), clock.london_date(at), meetings.arranged(case)
    if lead is None or any(one.planned_for and one.planned_for >= today for one in arranged):
        return
    if today >= duty.due_on:
        families.hold(year, case, lead, at, arranged[0] if arranged else None)
    else:
        families.arrange(year, case, lead, duty.due_on, at)


def do_action(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    action = year.one(PlanAction, duty.subject_id)
    if actions.may_complete(by, action):
        actions.complete_action(actor=by, at=at, action=action)
    else:
        families.complete_action(year, action.id, at)


def answer(year: "Year", duty: OpenDuty, case: Case, by: User, at: datetime) -> None:
    families.say(year, year.one(TeamAgency, duty.subject_id), by, at)


def by_mailbox(year: "Year", duty: OpenDuty, at: datetime) -> None:
    """What an agency owes that has a mailbox and nobody with an account: the lead hears that its action is done."""
    if duty.key == "engagement_unknown":
        families.say(year, year.one(TeamAgency, duty.subject_id), None, at)
    else:
        families.complete_action(year, duty.subject_id, at)


ACTS: dict[str, Doing] = {
    "lead_not_answered": answer_nomination,
    "no_lead": nominate,
    "agreement_not_recorded": record_agreement,
    "step_down_unfinished": close,
    "caf_not_started": start_caf,
    "handover_not_confirmed": confirm,
    "refusal_undecided": decide_on_refusal,
    "meeting_undecided": decide_meeting,
    "handover_stalled": start_caf,
    "approval_waiting": approve,
    "assessment_not_complete": complete_assessment,
    "plan_not_shared": share_plan,
    "review_not_held": hold_review,
    "action_not_done": do_action,
    "engagement_unknown": answer,
}
