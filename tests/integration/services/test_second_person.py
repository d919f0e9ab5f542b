"""What waits for a second person: asked, told, answered; and what the database refuses whoever asks it."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.errors import NotPermitted, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, AuditEvent, Case, StepDown, Telling
from caf_tracker.models.words import (
    Answer,
    ApprovalKind,
    ClosingReason,
    ComesFrom,
    MailMode,
    Recommendation,
    StepDownOutcome,
)
from caf_tracker.reminders.sweep import sweep
from caf_tracker.services import approvals, step_downs
from caf_tracker.services.step_downs import StepDownFacts
from tests import stories
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt

pytestmark = pytest.mark.usefixtures("app")

NOTHING = StepDownFacts(
    comes_from=ComesFrom.ASSESSMENT, recommendation=Recommendation.NONE, main_reason=ClosingReason.FAMILY_REFUSED
)


def owed(case: Case) -> set[str]:
    return {duty.key for duty in open_duties(clock.now(), case_ids=[case.id])}


def ask(authority: Authority, case: Case) -> ApprovalRequest:
    return approvals.request_outcome(
        actor=authority.manager,
        at=clock.now(),
        step_down=stories.step_down_of(case),
        kind=ApprovalKind.END_WITHOUT_CAF,
        reason="The grandparents have taken over",
        asked=authority.head,
    )


def test_until_the_second_person_approves_everything_stays_owed(authority: Authority, clock_at: ClockAt) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    before = owed(case)
    request = ask(authority, case)
    assert owed(case) == before | {"approval_waiting"}
    sweep(clock.now())
    told = db.session.scalars(sa.select(Telling).where(Telling.duty == "approval_waiting")).all()
    assert [(telling.user_id, telling.rung, telling.mail) for telling in told] == [(authority.head.id, 0, MailMode.NOW)]

    approvals.approve(actor=authority.head, at=clock.now(), request=request)
    step_down = stories.step_down_of(case)
    assert step_down.outcome is StepDownOutcome.ENDED_WITHOUT_CAF
    assert (step_down.outcome_by_id, step_down.outcome_approved_by_id) == (authority.manager.id, authority.head.id)
    assert not case.is_open
    assert owed(case) == set()
    acts = set(db.session.scalars(sa.select(AuditEvent.act).where(AuditEvent.case_id == case.id)))
    assert {"ask_end_without_caf", "approve", "ended_without_caf"} <= acts


def test_a_refusal_needs_a_reason_and_changes_nothing_else(authority: Authority, clock_at: ClockAt) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    before = owed(case)
    request = ask(authority, case)
    with pytest.raises(RuleBroken, match="reason for refusing"):
        approvals.refuse(actor=authority.head, at=clock.now(), request=request, reason=" ")
    approvals.refuse(actor=authority.head, at=clock.now(), request=request, reason="Nobody has seen the child")
    assert owed(case) == before
    assert stories.step_down_of(case).outcome is None


def test_nobody_is_their_own_second_person(authority: Authority, clock_at: ClockAt) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    request = ask(authority, case)
    for nobody in (authority.manager, authority.health_visitor, authority.system_admin):
        with pytest.raises(NotPermitted):
            approvals.approve(actor=nobody, at=clock.now(), request=request)
    assert stories.step_down_of(case).outcome is None


@pytest.mark.parametrize("wrong", ["oneself", "no right"])
def test_only_another_with_the_right_can_be_asked(authority: Authority, clock_at: ClockAt, wrong: str) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    asked = authority.manager if wrong == "oneself" else authority.team_leader
    with pytest.raises(RuleBroken) as broken:
        approvals.request_outcome(
            actor=authority.manager, at=clock.now(), step_down=stories.step_down_of(case),
            kind=ApprovalKind.ERROR, reason="Typed twice", asked=asked,
        )  # fmt: skip
    assert broken.value.field == "asked"


def test_one_answer_is_enough(authority: Authority, clock_at: ClockAt) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    request = ask(authority, case)
    approvals.withdraw(actor=authority.manager, at=clock.now(), request=request)
    with pytest.raises(TransitionNotAllowed):
        approvals.approve(actor=authority.head, at=clock.now(), request=request)
    assert request.answer is Answer.WITHDRAWN


def test_recommending_nothing_after_a_refusal_waits_and_nobody_changes_it_meanwhile(
    authority: Authority, clock_at: ClockAt
) -> None:
    case = stories.open_family(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")

    def decide(facts: StepDownFacts) -> object:
        return step_downs.decide_step_down(
            actor=authority.manager, at=clock.now(), case=case, facts=facts, decided_on=date(2026, 3, 2),
            asked=authority.coordinator,
        )  # fmt: skip

    request = decide(NOTHING)
    assert isinstance(request, ApprovalRequest)
    assert request.step_down is not None and request.step_down.is_draft
    with pytest.raises(TransitionNotAllowed, match="has been asked"):
        decide(NOTHING)
    with pytest.raises(TransitionNotAllowed, match="has been asked"):
        step_downs.revise_draft(
            actor=authority.manager, at=clock.now(), draft=request.step_down, version=request.step_down.version,
            facts=NOTHING,
        )  # fmt: skip
    approvals.approve(actor=authority.coordinator, at=clock.now(), request=request)
    step_down = stories.step_down_of(case)
    assert (step_down.decided_on, step_down.manager_id) == (date(2026, 3, 2), authority.manager.id)
    assert step_down.approved_by_id == authority.coordinator.id
    assert owed(case) == {"meeting_undecided"}


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "ended_without_caf", "outcome_by_id": 1, "outcome_approved_by_id": 2},
        {"outcome": "ended_without_caf", "outcome_reason": "No need", "outcome_by_id": 1},
        {"outcome": "error", "outcome_reason": "Typed twice", "outcome_by_id": 1, "outcome_approved_by_id": 1},
        {"outcome": "returned_to_social_care", "outcome_reason": "New concerns", "outcome_by_id": 1},
        {"outcome": "moved_area", "outcome_reason": "Moved", "outcome_by_id": 1, "outcome_approved_by_id": 2},
        {"closed_on": date(2020, 1, 1)},
    ],
)
def test_the_database_itself_refuses_an_outcome_without_reason_or_second_person(
    authority: Authority, values: dict[str, object]
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    people: dict[object, object] = {1: authority.manager.id, 2: authority.head.id}
    stored = {name: people.get(value, value) if name.endswith("_id") else value for name, value in values.items()}
    statement = sa.update(StepDown).where(StepDown.case_id == case.id).values(**stored)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(statement)


def test_a_decision_of_long_ago_is_a_slip_of_the_pen(authority: Authority, clock_at: ClockAt) -> None:
    case = stories.open_family(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    with pytest.raises(RuleBroken) as broken:
        step_downs.decide_step_down(
            actor=authority.manager, at=clock.now(), case=case, decided_on=date(2016, 3, 2),
            facts=StepDownFacts(
                comes_from=ComesFrom.ASSESSMENT, recommendation=Recommendation.CAF,
                main_reason=ClosingReason.NEEDS_REDUCED,
            ),
        )  # fmt: skip
    assert broken.value.field == "decided_on"
