"""Closing a CAF with a second person, what ends with it, and opening it again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.errors import NotPermitted, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, AuditEvent, Caf, Case, Lead, Meeting, PlanAction, TeamAgency, User
from caf_tracker.models.words import CafOutcome, ClosingReason, ComesFrom, LeadEnding, MeetingKind, Recommendation
from caf_tracker.services import actions, approvals, caf_closing, leads, meetings, people, standing
from caf_tracker.services.caf_closing import Closing
from caf_tracker.services.closing import return_to_social_care
from caf_tracker.services.step_downs import StepDownFacts, decide_step_down
from tests.factories import (
    Authority,
    make_case_with_caf,
)
from tests.factories import make_step_down as decided
from tests.fixtures.plugin import ClockAt

pytestmark = pytest.mark.usefixtures("app")

MET = Closing(outcome=CafOutcome.NEEDS_MET, carries_on="The nursery and the health visitor, as for every child")


@pytest.fixture
def case(authority: Authority) -> Case:
    """A family whose CAF the health visitor leads, with an action to do and a meeting arranged."""
    case = make_case_with_caf(authority)
    today, visitor = clock.today(), authority.health_visitor
    new = actions.NewAction(action="Ring the nursery", owner=visitor, due_on=today)
    actions.add_action(actor=visitor, at=clock.now(), case=case, new=new)
    soon = today + timedelta(days=7)
    meetings.arrange_meeting(
        actor=visitor, at=clock.now(), case=case, kind=MeetingKind.TAF, planned_for=soon, chair=visitor
    )
    return case


def propose(case: Case, by: User, asked: User, closing: Closing = MET) -> ApprovalRequest:
    return caf_closing.propose_closing(actor=by, at=clock.now(), case=case, closing=closing, asked=asked)


def close(case: Case, authority: Authority, closing: Closing = MET) -> None:
    request = propose(case, authority.health_visitor, authority.coordinator, closing)
    approvals.approve(actor=authority.coordinator, at=clock.now(), request=request)


def owed(case: Case) -> set[str]:
    return {duty.key for duty in open_duties(clock.now(), case_ids=[case.id])}


def test_nothing_closes_until_the_second_person_approves(case: Case, authority: Authority) -> None:
    before = owed(case)
    assert {"assessment_not_complete", "plan_not_shared", "action_not_done", "engagement_unknown"} <= before
    request = propose(case, authority.health_visitor, authority.coordinator)
    assert owed(case) == before | {"approval_waiting"}
    approvals.approve(actor=authority.coordinator, at=clock.now(), request=request)

    caf = db.session.scalars(sa.select(Caf)).one()
    assert (caf.outcome, caf.closed_on, caf.closed_at) == (CafOutcome.NEEDS_MET, clock.today(), case.closed_at)
    assert owed(case) == set()
    assert db.session.scalars(sa.select(Meeting)).one().cancel_reason == "The case closed"
    acts = set(db.session.scalars(sa.select(AuditEvent.act).where(AuditEvent.case_id == case.id)))
    assert {"ask_close_caf", "approve", "close_caf"} <= acts


def test_a_manager_of_social_care_cannot_approve_and_nobody_approves_their_own(
    case: Case, authority: Authority
) -> None:
    with pytest.raises(RuleBroken, match="coordinator or a head"):
        propose(case, authority.health_visitor, authority.manager)
    with pytest.raises(RuleBroken, match="other than yourself"):
        propose(case, authority.coordinator, authority.coordinator)
    request = propose(case, authority.coordinator, authority.head)
    for somebody in (authority.coordinator, authority.manager, authority.health_visitor):
        with pytest.raises(NotPermitted):
            approvals.approve(actor=somebody, at=clock.now(), request=request)
    assert case.is_open


def test_only_the_lead_proposes_among_practitioners_and_once(case: Case, authority: Authority) -> None:
    with pytest.raises(NotPermitted):
        propose(case, authority.team_leader, authority.coordinator)
    propose(case, authority.health_visitor, authority.coordinator)
    with pytest.raises(TransitionNotAllowed, match="has not answered"):
        propose(case, authority.coordinator, authority.head)


@pytest.mark.parametrize(
    ("closing", "field"),
    [
        (replace(MET, carries_on="  "), "carries_on"),
        (replace(MET, outcome=CafOutcome.SINGLE_AGENCY), "agency"),
        (replace(MET, outcome=CafOutcome.STEPPED_UP), "act_on"),
        (replace(MET, outcome=CafOutcome.STEPPED_UP, act_on=date(2026, 3, 2)), "act_on"),
        (replace(MET, outcome=CafOutcome.STEPPED_UP, act_on=date(2026, 3, 4)), "act_on"),
        (replace(MET, outcome=CafOutcome.MOVED_AREA, act_on=date(2026, 3, 3)), "receiving_person"),
        (replace(MET, outcome=CafOutcome.DIED), "act_on"),
        (replace(MET, outcome=CafOutcome.DECLINED_OR_DISENGAGED), "managers_review"),
    ],
)
def test_every_outcome_needs_what_the_catalogue_of_closings_says(
    case: Case, authority: Authority, closing: Closing, field: str
) -> None:
    """The CAF started today, Tuesday 3 March 2026: a day before or after that is no day of its closing."""
    with pytest.raises(RuleBroken) as broken:
        propose(case, authority.health_visitor, authority.coordinator, closing)
    assert broken.value.field == field


def test_a_handover_that_was_never_confirmed_is_asked_for_no_more(case: Case, authority: Authority) -> None:
    step_down = decided(case, authority.manager)
    step_down.caf_started_on, step_down.vacant_on = clock.today(), None
    db.session.flush()
    assert "handover_not_confirmed" in owed(case)
    close(case, authority)
    assert owed(case) == set()
    assert (step_down.caf_closed_on, step_down.outcome) == (clock.today(), None)


def test_what_closed_with_its_caf_has_no_other_end(case: Case, authority: Authority) -> None:
    """An outcome after that would close the case a second time: it could not be opened again any more."""
    step_down = decided(case, authority.manager)
    step_down.caf_started_on, step_down.vacant_on = clock.today(), None
    close(case, authority)
    with pytest.raises(TransitionNotAllowed, match="closed with its CAF"):
        return_to_social_care(
            actor=authority.manager,
            at=clock.now(),
            step_down=step_down,
            reason="A new worry",
            accepted_on=clock.today(),
        )
    assert caf_closing.reopenable(case, clock.now()) is not None


def test_within_thirty_days_it_opens_again_as_it_was(case: Case, authority: Authority, clock_at: ClockAt) -> None:
    before = owed(case)
    close(case, authority)
    clock_at("2026-04-02 10:00")
    with pytest.raises(NotPermitted):
        caf_closing.reopen(actor=authority.health_visitor, at=clock.now(), case=case, reason="Too soon")
    caf_closing.reopen(actor=authority.coordinator, at=clock.now(), case=case, reason="Too soon")
    lead = standing.accepted_lead(case)
    assert lead is not None and lead.user_id == authority.health_visitor.id
    member = db.session.scalars(sa.select(TeamAgency)).one()
    assert (member.left_at, member.ended_with_case_at) == (None, None)
    assert db.session.scalars(sa.select(PlanAction)).one().is_open
    assert before <= owed(case)


def test_after_thirty_days_it_stays_closed(case: Case, authority: Authority, clock_at: ClockAt) -> None:
    close(case, authority)
    clock_at("2026-04-03 10:00")
    with pytest.raises(TransitionNotAllowed, match="30 days"):
        caf_closing.reopen(actor=authority.coordinator, at=clock.now(), case=case, reason="Too soon")


def test_a_lead_who_has_left_since_does_not_lead_again(case: Case, authority: Authority, clock_at: ClockAt) -> None:
    close(case, authority)
    clock_at("2026-03-10 10:00")
    people.disable(actor=authority.system_admin, at=clock.now(), user=authority.health_visitor)
    caf_closing.reopen(actor=authority.coordinator, at=clock.now(), case=case, reason="Too soon")
    assert standing.accepted_lead(case) is None
    assert db.session.scalars(sa.select(Lead)).one().ended_as is LeadEnding.ACCOUNT_DISABLED
    assert "no_lead" in owed(case)


@pytest.mark.parametrize("asked", [False, True], ids=["a search that ran", "a nomination that waited"])
def test_with_nobody_leading_at_its_end_a_lead_is_looked_for_again(
    case: Case, authority: Authority, clock_at: ClockAt, asked: bool
) -> None:
    successor = authority.other_health_visitor if asked else None
    lead = standing.accepted_lead(case)
    assert lead is not None
    leads.end_lead(
        actor=authority.coordinator, at=clock.now(), lead=lead, reason="Leaves the team", successor=successor
    )
    request = propose(case, authority.coordinator, authority.head)
    approvals.approve(actor=authority.head, at=clock.now(), request=request)
    assert owed(case) == set()
    clock_at("2026-03-10 10:00")
    caf_closing.reopen(actor=authority.coordinator, at=clock.now(), case=case, reason="Too soon")
    assert {"no_lead", "assessment_not_complete"} <= owed(case)


def test_a_new_step_down_finds_the_old_team_gone(case: Case, authority: Authority, clock_at: ClockAt) -> None:
    close(case, authority)
    clock_at("2026-06-03 10:00")
    facts = StepDownFacts(
        comes_from=ComesFrom.CHILD_IN_NEED, recommendation=Recommendation.CAF, main_reason=ClosingReason.NEEDS_REDUCED
    )
    decide_step_down(actor=authority.manager, at=clock.now(), case=case, facts=facts, decided_on=clock.today())
    member = db.session.scalars(sa.select(TeamAgency)).one()
    assert (member.left_at, case.is_open) == (clock.now(), True)
    assert "engagement_unknown" not in owed(case)
    assert not leads.is_led(case)
