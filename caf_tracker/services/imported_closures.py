"""Closures that social care's own system reports: facts from elsewhere, so that no right or reason is asked.

Many at once, with one flush for all: a file brings tens of thousands. What is written for a new case is what
opening, deciding and closing one by one would write; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from caf_tracker import audit
from caf_tracker.extensions import db
from caf_tracker.models import Agency, ApprovalRequest, AuditEvent, Case, Child, MeetingTrigger, StepDown, User
from caf_tracker.models.words import Answer, ClosingReason, ComesFrom, Recommendation, TriggerKind
from caf_tracker.services import closing, standing, step_downs
from caf_tracker.services.cases import NewChild, first_birthday, keep_youngest, write_child
from caf_tracker.services.step_downs import StepDownFacts


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """What social care's system says of a closure; areas, agencies and people by their numbers."""

    area_id: int
    decided_on: date
    closed_on: date
    comes_from: ComesFrom
    recommendation: Recommendation
    main_reason: ClosingReason
    receiving_agency_id: int | None
    manager_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedClosure:
    """One closure as social care's system has it."""

    reference: str
    facts: ClosureFacts
    children: tuple[NewChild, ...]


def open_reported_cases(*, job: str, at: datetime, closures: Sequence[ReportedClosure]) -> list[Child]:
    """Open a case for each closure, with its step-down decided and closed; the children of them all.

    None of the references may be known yet: the database refuses a second one.
    """
    agencies = _agencies(closures)
    opened = [_case(closure, at) for closure in closures]
    db.session.add_all(opened)
    db.session.flush()
    decided = [_step_down(closure, case, agencies, at) for closure, case in zip(closures, opened, strict=True)]
    db.session.add_all(decided)
    db.session.flush()
    if decided:
        # Nothing points at these rows, so they need not be objects.
        db.session.execute(sa.insert(MeetingTrigger), [_question_whether_to_meet(one, at) for one in decided])
        db.session.execute(sa.insert(AuditEvent), [event for one in decided for event in _written_down(one, job, at)])
    return [child for case in opened for child in case.children]


def decide_reported_draft(*, job: str, at: datetime, draft: StepDown, closure: ReportedClosure) -> None:
    """Decide and close a draft that social care's system reports as decided and closed.

    What only the draft says (risk, actions, with whom information was shared) stays. A request for a second person's
    approval of it is withdrawn: there is nothing left to approve.
    """
    standing.lock(draft.case)
    db.session.refresh(draft)
    agency_id = closure.facts.receiving_agency_id or draft.receiving_agency_id
    facts = replace(
        step_downs.facts_of(draft),
        comes_from=closure.facts.comes_from,
        recommendation=closure.facts.recommendation,
        main_reason=closure.facts.main_reason,
        receiving_agency=db.session.get_one(Agency, agency_id) if agency_id else None,
    )
    step_downs.write(draft, facts)
    manager = db.session.get_one(User, closure.facts.manager_id) if closure.facts.manager_id else None
    step_downs.put_in_force(
        actor=None, job=job, at=at, step_down=draft, decided_on=closure.facts.decided_on, manager=manager
    )
    closing.close_from_import(job=job, at=at, step_down=draft, closed_on=closure.facts.closed_on)
    step_downs.start_search(step_down=draft)
    for request in db.session.scalars(
        sa.select(ApprovalRequest).where(ApprovalRequest.step_down_id == draft.id, ApprovalRequest.answer.is_(None))
    ):
        request.answer = Answer.WITHDRAWN
        request.answered_at = at
        audit.record(job=job, at=at, act="withdraw_request", case=draft.case, request=request.id)
    db.session.flush()


def add_reported_child(*, job: str, at: datetime, case: Case, child: NewChild) -> Child:
    """Add a child whom a later file names for a closure that is here already; the case must be open."""
    standing.lock(case)
    standing.require_open(case)
    added = write_child(Child(case_id=case.id), child, at, "")
    db.session.add(added)
    db.session.flush()
    db.session.expire(case, ["children"])
    keep_youngest(case)
    audit.record(job=job, at=at, act="add_child", case=case, child=added.id)
    return added


def _agencies(closures: Sequence[ReportedClosure]) -> dict[int, Agency]:
    numbers = {closure.facts.receiving_agency_id for closure in closures} - {None}
    if not numbers:
        return {}
    return {agency.id: agency for agency in db.session.scalars(sa.select(Agency).where(Agency.id.in_(numbers)))}


def _case(closure: ReportedClosure, at: datetime) -> Case:
    return Case(
        area_id=closure.facts.area_id,
        opened_at=at,
        involved_since=at,
        children=[write_child(Child(), child, at, "") for child in closure.children],
        turns_one_on=max(first_birthday(child.born or child.due or at.date()) for child in closure.children),
    )


def _step_down(closure: ReportedClosure, case: Case, agencies: dict[int, Agency], at: datetime) -> StepDown:
    facts = StepDownFacts(
        comes_from=closure.facts.comes_from,
        recommendation=closure.facts.recommendation,
        main_reason=closure.facts.main_reason,
        receiving_agency=agencies[closure.facts.receiving_agency_id] if closure.facts.receiving_agency_id else None,
        social_care_reference=closure.reference,
    )
    # With the reference in place already, writing does not look it up for each.
    step_down = step_downs.write(StepDown(case_id=case.id, social_care_reference=closure.reference), facts)
    step_down.current = True
    step_down.decided_on = closure.facts.decided_on
    step_down.decided_at = at
    step_down.manager_id = closure.facts.manager_id
    step_down.closed_on = closure.facts.closed_on
    step_down.close_recorded_at = at
    # A new case has no CAF, no lead and no earlier step-down.
    step_down.vacant_on = closure.facts.decided_on if closure.facts.recommendation == Recommendation.CAF else None
    return step_down


def _question_whether_to_meet(step_down: StepDown, at: datetime) -> dict[str, Any]:
    return {
        "case_id": step_down.case_id,
        "kind": TriggerKind.STEP_DOWN,
        "raised_on": step_down.decided_on,
        "raised_at": at,
    }


def _written_down(step_down: StepDown, job: str, at: datetime) -> list[dict[str, Any]]:
    event = {"job": job, "at": at, "case_id": step_down.case_id}
    details = {"step_down": step_down.id}
    return [
        {**event, "act": "open_case", "details": {}},
        {**event, "act": "decide_step_down", "details": details},
        {**event, "act": "close_to_social_care", "details": details},
    ]
