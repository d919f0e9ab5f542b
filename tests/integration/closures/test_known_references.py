"""A closure whose reference is here already: what is missing here is taken over, what differs is listed."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.exchange.closures import loading
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, AuditEvent, Child, MeetingTrigger, StepDown
from caf_tracker.models.words import Answer, ApprovalKind, ComesFrom, StepDownOutcome
from tests import factories
from tests.factories import Authority
from tests.integration.closures.files import cases, children, everything, load, row, step_down_of


@pytest.fixture
def decided(authority: Authority) -> StepDown:
    ada = Child(name="Ada Fell", name_key="ada fell", born=date(2020, 5, 4))
    case = factories.make_case(authority, children=[ada])
    step_down = factories.make_step_down(case, authority.manager, decided_on=date(2026, 2, 16))
    step_down.social_care_reference = "CSC-1"
    db.session.flush()
    return step_down


def test_the_closing_is_recorded_where_only_the_decision_is_here(decided: StepDown) -> None:
    result = load(row())
    assert result.counts == (1, 0, 1, 1)
    assert result.problems == []
    assert decided.closed_on == date(2026, 2, 20)
    assert decided.close_recorded_at == clock.now()
    assert decided.not_started_on == date(2026, 2, 20)
    assert len(cases()) == 1
    closed = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "close_to_social_care")).one()
    assert (closed.job, closed.case_id) == (loading.JOB, decided.case_id)


def test_the_closing_is_recorded_once(decided: StepDown, clock_at: Any) -> None:
    load(row())
    first = clock.now()
    clock_at("2026-03-04 10:00")
    assert load(row()).counts == (1, 0, 1, 0)
    assert decided.close_recorded_at == first


def test_a_closing_before_our_decision_is_listed(decided: StepDown) -> None:
    decided.decided_on = date(2026, 2, 25)
    result = load(row())
    assert result.counts == (1, 0, 1, 0)
    assert result.problems == [(2, "Closing date")]
    assert decided.closed_on is None


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Decision date", {"DECIDED_ON": "2026-02-17"}),
        ("Closing date", {"CLOSED_ON": "2026-02-21"}),
        ("From", {"COMES_FROM": "assessment"}),
        ("Recommendation", {"RECOMMENDATION": "none"}),
        ("Reason", {"REASON": "needs_met"}),
        ("Receiving agency", {"AGENCY": "Early Help"}),
    ],
)
def test_what_the_file_says_otherwise_is_listed_and_ours_stays(
    decided: StepDown, column: str, cells: dict[str, str]
) -> None:
    load(row())
    before = everything()
    again = load(row(**cells))
    assert again.problems == [(2, column)]
    after = everything()
    before.pop("audit_events")
    after.pop("audit_events")
    assert after == before


def test_a_draft_is_decided_and_closed(decided: StepDown, authority: Authority) -> None:
    draft = decided
    draft.current = False
    draft.decided_on = draft.decided_at = draft.manager_id = draft.vacant_on = None
    draft.drafted_by_id = authority.social_worker.id
    draft.remaining_risk = "Money"
    db.session.add(
        ApprovalRequest(
            case_id=draft.case_id, step_down_id=draft.id, kind=ApprovalKind.RECOMMEND_NONE,
            asked_id=authority.head.id, requested_by_id=authority.manager.id, requested_at=clock.now(),
            requested_on=clock.today(), reason="The family refused",
        )
    )  # fmt: skip
    result = load(row(MANAGER=authority.manager.email, COMES_FROM="child_protection"))
    assert result.counts == (1, 0, 1, 1)
    assert result.problems == []
    found = step_down_of("CSC-1")
    assert (found.decided_on, found.closed_on) == (date(2026, 2, 16), date(2026, 2, 20))
    assert (found.current, found.manager_id) == (True, authority.manager.id)
    assert (draft.comes_from, draft.remaining_risk) == (ComesFrom.CHILD_PROTECTION, "Money")
    assert draft.vacant_on == date(2026, 2, 16)
    assert db.session.scalars(sa.select(ApprovalRequest)).one().answer is Answer.WITHDRAWN
    assert [trigger.raised_on for trigger in db.session.scalars(sa.select(MeetingTrigger))] == [date(2026, 2, 16)]


def test_a_child_is_not_added_to_a_closed_case(decided: StepDown, authority: Authority) -> None:
    decided.outcome = StepDownOutcome.RETURNED_TO_SOCIAL_CARE
    decided.outcome_reason, decided.outcome_on = "Back", date(2026, 2, 25)
    decided.case.closed_at = clock.now()
    result = load(row(), row("CSC-1", "Bo Moor", BORN="2024-01-09"))
    assert result.problems == [(2, "The whole line")]
    assert "closed" in result.reasons[0]
    assert children() == ["Ada Fell"]
    # The closing is a fact all the same.
    assert decided.closed_on == date(2026, 2, 20)
