"""The tables as plain rows, a block of cases at a time: a fixed number of statements a block, whatever it holds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from caf_tracker.models import (
    Agency,
    Agreement,
    ApprovalRequest,
    AuditEvent,
    Caf,
    CafClosing,
    Case,
    Child,
    ClosedPeriod,
    EngagementObservation,
    Handover,
    Lead,
    Meeting,
    MeetingTrigger,
    PlanAction,
    PlanShare,
    Snooze,
    StepDown,
    TeamAgency,
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
# The duty that asks an agency whether the family engages (DOMAIN.md, 17).
OF_AN_AGENCY = "engagement_unknown"

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
    closings: list[Row] = field(default_factory=list)
    plan_shares: list[Row] = field(default_factory=list)
    meetings: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    team: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    tellings: list[Row] = field(default_factory=list)
    snoozes: list[Row] = field(default_factory=list)


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
        StepDown.current, StepDown.caf_started_on, StepDown.caf_closed_on, StepDown.vacant_on,
    ),
    "leads": _of_cases(
        Lead, Lead.id, Lead.user_id, Lead.nominated_at, Lead.nominated_on, Lead.fast_track, Lead.accepted_at,
        Lead.accepted_on, Lead.ended_at, Lead.vacant_on, Lead.agreement_awaited,
    ),
    "agreements": _of_cases(
        Agreement, Agreement.id, Agreement.agreed, Agreement.recorded_at, Agreement.recorded_on, Agreement.undecided
    ),
    "cafs": _of_cases(
        Caf, Caf.id, Caf.started_at, Caf.started_on, Caf.closed_at, Caf.assessed_on, Caf.plan_shared_on,
        Caf.reviewed_id, Caf.reviewed_on,
    ),
    "triggers": _of_cases(
        MeetingTrigger, MeetingTrigger.id, MeetingTrigger.kind, MeetingTrigger.raised_on, MeetingTrigger.decision_id,
        MeetingTrigger.dropped_at,
    ),
    "requests": _of_cases(
        ApprovalRequest, ApprovalRequest.id, ApprovalRequest.step_down_id, ApprovalRequest.closing_id,
        ApprovalRequest.kind, ApprovalRequest.asked_id, ApprovalRequest.requested_on, ApprovalRequest.answer,
        ApprovalRequest.answered_at,
    ),
    "handovers": sa.select(StepDown.case_id, Handover.step_down_id)
    .join(StepDown, StepDown.id == Handover.step_down_id)
    .where(StepDown.case_id.between(_FIRST, _LAST)),
    "closings": _of_cases(CafClosing, CafClosing.id, CafClosing.caf_id, CafClosing.reopened_at),
    "plan_shares": _of_cases(PlanShare, PlanShare.id, PlanShare.caf_id, PlanShare.shared_on),
    "meetings": _of_cases(Meeting, Meeting.id, Meeting.kind, Meeting.held_on, Meeting.hold_recorded_at).where(
        Meeting.held_on.is_not(None)
    ),
    "actions": _of_cases(
        PlanAction, PlanAction.id, PlanAction.owner_id, PlanAction.owner_agency_id, PlanAction.due_on,
        PlanAction.agreed_at, PlanAction.agreed_on, PlanAction.done_at, PlanAction.dropped_at,
        PlanAction.reminded_before, PlanAction.ended_with_case_at,
    ),
    "team": _of_cases(
        TeamAgency, TeamAgency.id, TeamAgency.agency_id, TeamAgency.joined_at, TeamAgency.joined_on,
        TeamAgency.left_at, TeamAgency.ended_with_case_at, TeamAgency.known_id, TeamAgency.known_on,
        TeamAgency.unknown_id, TeamAgency.unknown_on,
    ),
    "observations": _of_cases(
        EngagementObservation, EngagementObservation.id, EngagementObservation.agency_id, EngagementObservation.status,
        EngagementObservation.as_of, EngagementObservation.evidence, EngagementObservation.recorded_at,
    ),
    "tellings": _of_cases(
        Telling, Telling.id, Telling.duty, Telling.subject_id, Telling.cause, Telling.cause_id, Telling.user_id,
        Telling.agency_id, Telling.closed_period_id, Telling.told_at,
    ).where(
        Telling.duty.in_((*OF_A_CLOSURE, OF_AN_AGENCY)), Telling.mail != MailMode.FOLDED, Telling.told_at > _SINCE
    ),
    "snoozes": _of_cases(
        Snooze, Snooze.id, Snooze.duty, Snooze.subject_id, Snooze.cause, Snooze.cause_id, Snooze.user_id,
        Snooze.recorded_at, Snooze.until_on, Snooze.asked_id, Snooze.allowed,
    ).where(Snooze.recorded_at > _SINCE),
}  # fmt: skip
_USERS = sa.select(
    User.id, User.name, User.role, User.agency_id, User.area_id, User.line_manager_id, User.disabled_at, User.bounced_at
)
_AGENCIES = sa.select(Agency.id, Agency.contact_id, Agency.mailbox, Agency.mailbox_bounced_at)
_CLOSED_PERIODS = sa.select(
    ClosedPeriod.id, ClosedPeriod.agency_id, ClosedPeriod.from_on, ClosedPeriod.to_on, ClosedPeriod.taken_back_at,
    ClosedPeriod.contact_id, ClosedPeriod.mailbox, ClosedPeriod.mailbox_bounced_at,
)  # fmt: skip


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


def users(connection: sa.Connection) -> list[Row]:
    """Everybody with an account."""
    return list(connection.execute(_USERS))


def agencies(connection: sa.Connection) -> list[Row]:
    """Every agency."""
    return list(connection.execute(_AGENCIES))


def closed_periods(connection: sa.Connection) -> list[Row]:
    """When agencies are closed."""
    return list(connection.execute(_CLOSED_PERIODS))


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
