"""The tables as plain rows, a block of cases at a time: a fixed number of statements a block, whatever it holds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from caf_tracker.models import (
    Agreement,
    ApprovalRequest,
    AuditEvent,
    Caf,
    Case,
    Child,
    Handover,
    Lead,
    MeetingTrigger,
    StepDown,
    Telling,
    User,
)
from caf_tracker.models.words import MailMode

# Cases read at once: enough to make a statement worth its while, few enough to hold in memory.
BLOCK = 1000
# Older tellings cannot be of the last five working days, however the holidays fall.
TELLINGS_OF = timedelta(days=21)
# The duties that speak for a closure of which nothing has started (DOMAIN.md, 5 and 9).
OF_A_CLOSURE = ("caf_not_started", "handover_stalled")

Row = sa.Row[*tuple[Any, ...]]

_FIRST, _LAST = sa.bindparam("first", type_=sa.Integer), sa.bindparam("last", type_=sa.Integer)
_SINCE = sa.bindparam("since", type_=Telling.told_at.type)


@dataclass
class CaseRows:
    """Everything that is recorded of one case, each list in the order of recording."""

    case: Row
    children: list[Row] = field(default_factory=list)
    step_downs: list[Row] = field(default_factory=list)
    leads: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)
    cafs: list[Row] = field(default_factory=list)
    triggers: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    handovers: list[Row] = field(default_factory=list)
    tellings: list[Row] = field(default_factory=list)


def _of_cases(model: Any, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(model.case_id, *columns).where(model.case_id.between(_FIRST, _LAST)).order_by(*columns[:1])


_CASES = (
    sa.select(
        Case.id, Case.area_id, Case.coordinator_id, Case.opened_at, Case.closed_at, Case.involved_since,
        Case.turns_one_on,
    )
    .where(Case.id.between(_FIRST, _LAST))
    .order_by(Case.id)
)  # fmt: skip
_STATEMENTS: dict[str, sa.Select[*tuple[Any, ...]]] = {
    "children": _of_cases(Child, Child.id, Child.born, Child.due),
    "step_downs": _of_cases(
        StepDown, StepDown.id, StepDown.comes_from, StepDown.recommendation, StepDown.decided_on, StepDown.decided_at,
        StepDown.manager_id, StepDown.closed_on, StepDown.close_recorded_at, StepDown.outcome, StepDown.outcome_at,
        StepDown.current, StepDown.caf_started_on, StepDown.vacant_on,
    ),
    "leads": _of_cases(
        Lead, Lead.id, Lead.user_id, Lead.nominated_at, Lead.nominated_on, Lead.fast_track, Lead.accepted_at,
        Lead.accepted_on, Lead.ended_at, Lead.vacant_on, Lead.agreement_awaited,
    ),
    "agreements": _of_cases(
        Agreement, Agreement.id, Agreement.agreed, Agreement.recorded_at, Agreement.recorded_on, Agreement.undecided
    ),
    "cafs": _of_cases(Caf, Caf.id, Caf.started_at, Caf.started_on, Caf.closed_at),
    "triggers": _of_cases(
        MeetingTrigger, MeetingTrigger.id, MeetingTrigger.kind, MeetingTrigger.raised_on, MeetingTrigger.decision_id,
        MeetingTrigger.dropped_at,
    ),
    "requests": _of_cases(
        ApprovalRequest, ApprovalRequest.id, ApprovalRequest.step_down_id, ApprovalRequest.kind,
        ApprovalRequest.asked_id, ApprovalRequest.requested_on, ApprovalRequest.answer,
    ),
    "handovers": sa.select(StepDown.case_id, Handover.step_down_id)
    .join(StepDown, StepDown.id == Handover.step_down_id)
    .where(StepDown.case_id.between(_FIRST, _LAST)),
    "tellings": _of_cases(Telling, Telling.id, Telling.subject_id, Telling.user_id, Telling.told_at).where(
        Telling.duty.in_(OF_A_CLOSURE),
        Telling.mail != MailMode.FOLDED,
        Telling.user_id.is_not(None),
        Telling.told_at > _SINCE,
    ),
}  # fmt: skip
_PEOPLE = sa.select(
    User.id, User.name, User.role, User.area_id, User.line_manager_id, User.disabled_at, User.bounced_at
)


def starts(connection: sa.Connection) -> range:
    """The first case number of each block that there is."""
    first, last = connection.execute(sa.select(sa.func.min(Case.id), sa.func.max(Case.id))).one()
    return range(first or 1, (last or 0) + 1, BLOCK)


def block(connection: sa.Connection, start: int, at: datetime) -> list[CaseRows]:
    """The cases of the block that begins with this number."""
    bounds = {"first": start, "last": start + BLOCK - 1, "since": at - TELLINGS_OF}
    found = {case.id: CaseRows(case) for case in connection.execute(_CASES, bounds)}
    for name, statement in _STATEMENTS.items():
        for row in connection.execute(statement, bounds):
            getattr(found[row.case_id], name).append(row)
    return list(found.values())


def people(connection: sa.Connection) -> list[Row]:
    """Everybody with an account."""
    return list(connection.execute(_PEOPLE))


def children_changed(connection: sa.Connection, case_ids: list[int]) -> dict[int, datetime]:
    """When the children of these cases were last added to or corrected: a birth date of before is not on record."""
    changed: dict[int, datetime] = {}
    for event in connection.execute(
        sa.select(AuditEvent.case_id, AuditEvent.at)
        .where(AuditEvent.case_id.in_(case_ids), AuditEvent.act.in_(("add_child", "change_child")))
        .order_by(AuditEvent.at)
    ):
        changed[event.case_id] = event.at
    return changed
