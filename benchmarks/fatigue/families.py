"""What people do of themselves: families come, CAFs start, teams form, reviews are held, and at last a CAF closes."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, Case, Lead, Meeting, PlanAction, StepDown, TeamAgency, User
from caf_tracker.models.words import (
    CafOutcome,
    ClosingReason,
    ComesFrom,
    EngagementStatus,
    Evidence,
    MeetingKind,
    OutcomeProgress,
    Recommendation,
    Relation,
    TriggerKind,
)
from caf_tracker.services import (
    actions,
    caf_closing,
    cafs,
    cases,
    closing,
    engagement,
    leads,
    meeting_decisions,
    meetings,
    plans,
    reviews,
    standing,
    step_downs,
    team,
)

if TYPE_CHECKING:
    from benchmarks.fatigue.year import Year

_WORDS = "As it is"
_STATUSES = {
    EngagementStatus.ENGAGED: 70, EngagementStatus.PARTIAL: 14, EngagementStatus.WAITING_TO_START: 6,
    EngagementStatus.NOT_BROUGHT: 4, EngagementStatus.DECLINED: 3, EngagementStatus.NO_ACCESS: 3,
}  # fmt: skip
# How often an agency says something else than it said last.
_CHANGES = 0.15
_MONTH = timedelta(days=30)
# A working day's chance that something happens after which whether to meet must be decided: about twice in 3 years.
_INCIDENT = 0.003


def come(year: "Year", lead: int, at: datetime) -> None:
    """A family is stepped down to this lead; one in five comes without social care."""
    dice, town, day = year.dice, year.town, clock.london_date(at)
    coordinator = year.one(User, dice.choice(town.coordinators))
    manager = year.one(User, dice.choice(town.managers))
    straight = dice.random() < 0.2
    months = dice.randint(0, 6) if dice.random() < 0.15 else dice.randint(15, 150)
    case = cases.open_case(
        actor=coordinator if straight else manager,
        at=at,
        area=year.one(Area, town.area),
        children=[cases.NewChild(name="Child", born=day - months * _MONTH)],
        adults=[cases.NewAdult(name="Mother", relations={0: Relation.MOTHER}, parental_responsibility={0: True})],
        coordinator=coordinator,
    )
    nominee = year.one(User, lead)
    if straight:
        leads.nominate_lead(actor=coordinator, at=at, case=case, nominee=nominee)
        return
    at_once = dice.random() < year.habits.decides_at_once
    step_downs.decide_step_down(
        actor=manager,
        at=at,
        case=case,
        facts=step_downs.StepDownFacts(
            comes_from=dice.choice((ComesFrom.CHILD_IN_NEED, ComesFrom.CHILD_IN_NEED, ComesFrom.CHILD_PROTECTION)),
            recommendation=Recommendation.CAF,
            main_reason=ClosingReason.NEEDS_REDUCED,
            receiving_agency=nominee.agency,
        ),
        decided_on=day,
        nominee=nominee,
        meeting=step_downs.MeetingAnswer(True, _WORDS) if at_once else None,
    )
    if dice.random() < year.habits.closes_first:
        year.after(day, dice.randint(3, 10), partial(close_to_social_care, year, case.id))


def start(year: "Year", case_id: int, at: datetime) -> None:
    """The lead starts the CAF; agencies join one by one, and one day it will close."""
    case, day = year.one(Case, case_id), clock.london_date(at)
    lead = standing.accepted_lead(case)
    if lead is None or not case.is_open or standing.open_caf(case) or not standing.standing_agreement(case):
        return
    cafs.start_caf(actor=lead.user, at=at, case=case)
    others = [agency for agency in year.town.agencies if agency != lead.user.agency_id]
    for agency in year.dice.sample(others, year.dice.randint(3, 5)):
        year.after(day, year.dice.randint(0, 8), partial(join, year, case_id, agency))
    year.after(day, year.dice.randint(80, 220), partial(propose_closing, year, case_id))


def join(year: "Year", case_id: int, agency: int, at: datetime) -> None:
    """An agency joins the team, with a worker of its own where it has people with accounts."""
    case, joining = year.one(Case, case_id), year.one(Agency, agency)
    lead = standing.accepted_lead(case)
    if lead is None or not case.is_open:
        return
    colleague = year.town.colleagues.get(joining.contact_id or 0)
    worker = year.one(User, colleague) if colleague else None
    team.add_agency(actor=lead.user, at=at, case=case, agency=joining, member=team.Member(worker=worker))


def close_to_social_care(year: "Year", case_id: int, at: datetime) -> None:
    """Social care closes, with a reason where something is still open."""
    step_down = standing.undecided_step_down(year.one(Case, case_id)) or _confirmed(case_id)
    if step_down is None or step_down.closed_on is not None or not step_down.case.is_open:
        return
    manager = year.one(User, step_down.manager_id or 0)
    closing.close_to_social_care(
        actor=manager, at=at, step_down=step_down, closed_on=clock.london_date(at), reason=_WORDS
    )


def _confirmed(case_id: int) -> StepDown | None:
    return db.session.scalar(sa.select(StepDown).where(StepDown.case_id == case_id, StepDown.current))


def agree_action(year: "Year", case: Case, lead: Lead, at: datetime) -> None:
    """An action: for the lead, an agency of the team or the family, two to six weeks from now."""
    dice, day = year.dice, clock.london_date(at)
    members = [member.agency for member in present(case) if member.agency_id != lead.user.agency_id]
    chance = dice.random()
    owner = lead.user if chance < 0.4 or not members else dice.choice(members) if chance < 0.65 else case.adults[0]
    due = working_days.add(day, dice.randint(10, 30))
    if year.habits.plans_around_leave and year.town.is_away(lead.user_id, due):
        due = working_days.add(year.town.back_on(lead.user_id, due), dice.randint(4, 10))
    action = actions.add_action(
        actor=lead.user, at=at, case=case, new=actions.NewAction(action=_WORDS, owner=owner, due_on=due)
    )
    if dice.random() < year.habits.done_early:
        early = dice.randint(2, working_days.between(day, due) - 4)
        year.after(day, early, partial(complete_action, year, action.id))


def complete_action(year: "Year", action_id: int, at: datetime) -> None:
    """It is done, as the lead records."""
    action = year.one(PlanAction, action_id)
    lead = standing.accepted_lead(action.case)
    if action.is_open and lead is not None:
        actions.complete_action(actor=lead.user, at=at, action=action)


def arrange_review(year: "Year", case: Case, lead: Lead, at: datetime, *, first: bool = False) -> None:
    """The next review, a few days before it is due."""
    day = clock.london_date(at)
    step_down = standing.current_step_down(case)
    lately = step_down is not None and (step_down.closed_on or day) > day - 6 * _MONTH
    weeks = 4 if lately or case.under_one_on(day) else 6 if first else 12
    planned = working_days.add(day + timedelta(weeks=weeks), -year.dice.randint(3, 8))
    if year.habits.plans_around_leave:
        planned = year.at_work(lead.user_id, planned, day)
    arrange(year, case, lead, planned, at)


def arrange(year: "Year", case: Case, lead: Lead, planned: date, at: datetime) -> None:
    """A review on this day, chaired by the lead."""
    meeting = meetings.arrange_meeting(
        actor=lead.user, at=at, case=case, kind=MeetingKind.REVIEW, planned_for=planned, chair=lead.user
    )
    year.after(planned, 0, partial(review, year, case.id, meeting.id))


def review(year: "Year", case_id: int, meeting_id: int, at: datetime) -> None:
    """The day of a review: it is held, or put off by some days, or nobody comes."""
    case, meeting = year.one(Case, case_id), year.one(Meeting, meeting_id)
    lead = standing.accepted_lead(case)
    if lead is None or not case.is_open or not meeting.is_arranged:
        return
    if year.dice.random() < year.habits.meets and not year.town.is_away(lead.user_id, clock.london_date(at)):
        hold(year, case, lead, at, meeting)
        return
    meetings.cancel_meeting(actor=lead.user, at=at, meeting=meeting, reason=_WORDS)
    if year.dice.random() < year.habits.arranges:
        later = working_days.add(clock.london_date(at), year.dice.randint(1, 3))
        arrange(year, case, lead, year.town.back_on(lead.user_id, later), at)


def hold(year: "Year", case: Case, lead: Lead, at: datetime, meeting: Meeting | None = None) -> None:
    """The review is held: those present say how it goes, what is to be done is agreed, and the next is arranged."""
    there = present(case)
    next_on = clock.london_date(at) + timedelta(weeks=4)
    caf = standing.require_caf(case)
    wanted = plans.outcomes(caf)
    if wanted:
        reviews.record_review(
            actor=lead.user,
            at=at,
            case=case,
            held_on=clock.london_date(at),
            next_on=next_on,
            what_changed=_WORDS,
            answers={outcome.id: reviews.Progress(OutcomeProgress.BETTER) for outcome in wanted},
            present=[member.agency for member in there],
            meeting=meeting,
        )
    else:
        meetings.hold_and_record(
            actor=lead.user, at=at, case=case, held_on=clock.london_date(at), meeting=meeting, next_on=next_on
        )
    for member in there:
        if year.dice.random() < year.habits.says_at_meetings:
            say(year, member, lead.user, at)
    for _ in range(year.dice.randint(1, 2)):
        agree_action(year, case, lead, at)
    if year.dice.random() < year.habits.arranges:
        arrange_review(year, case, lead, at)


def say(year: "Year", member: TeamAgency, by: User | None, at: datetime) -> None:
    """What an agency says of the family's engagement, as it knows it itself; by nobody with an account: a mailbox."""
    if member.id not in year.engages or year.dice.random() < _CHANGES:
        [year.engages[member.id]] = year.dice.choices(list(_STATUSES), list(_STATUSES.values()))
    status = year.engages[member.id]
    today = clock.london_date(at)
    if by is None:
        engagement.record_answer(
            at=at, member=member, status=status, evidence=Evidence.DIRECT, as_of=today, said_by="Duty worker"
        )
    else:
        engagement.record_engagement(
            actor=by,
            at=at,
            case=member.case,
            agency=member.agency,
            status=status,
            evidence=Evidence.DIRECT,
            as_of=today,
        )


def present(case: Case) -> list[TeamAgency]:
    """The team now."""
    return list(db.session.scalars(sa.select(TeamAgency).where(
        TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None)
    )))  # fmt: skip


def visit(year: "Year", case_id: int, at: datetime) -> None:
    """A visit about every four weeks: the lead may note how their own agency's support goes."""
    case = year.one(Case, case_id)
    lead = standing.accepted_lead(case)
    if lead is None or not case.is_open:
        return
    member = team.member_of(case, lead.user.agency)
    if member is not None and year.dice.random() < year.habits.notes_visits:
        say(year, member, lead.user, at)
    if year.dice.random() < 20 * _INCIDENT:
        # The lead hears of it, or the coordinator, who tells the lead.
        by = lead.user if year.dice.random() < 0.5 else year.one(User, case.coordinator_id or 0)
        meeting_decisions.record_trigger(actor=by, at=at, case=case, kind=TriggerKind.DOMESTIC_ABUSE_INCIDENT)
    year.after(clock.london_date(at), year.dice.randint(17, 23), partial(visit, year, case_id))


def propose_closing(year: "Year", case_id: int, at: datetime) -> None:
    """The needs are met: the lead asks the coordinator to close."""
    case = year.one(Case, case_id)
    lead = standing.accepted_lead(case)
    if lead is None or not case.is_open or standing.open_caf(case) is None:
        return
    caf_closing.propose_closing(
        actor=lead.user, at=at, case=case, asked=year.one(User, case.coordinator_id or 0),
        closing=caf_closing.Closing(outcome=CafOutcome.NEEDS_MET, carries_on=_WORDS),
    )  # fmt: skip
