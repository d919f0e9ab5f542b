"""Whether to meet: what calls for the decision, and the decision."""

from datetime import datetime

from caf_tracker import audit
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Case, MeetingDecision, MeetingTrigger, User
from caf_tracker.models.words import TRIGGERS_BY_HAND, TriggerKind
from caf_tracker.services import standing, triggers
from caf_tracker.services.texts import optional, required


def record_trigger(
    *, actor: User, at: datetime, case: Case, kind: TriggerKind, note: str | None = None
) -> MeetingTrigger:
    """Record by hand something after which whether to meet must be decided."""
    require(actor, Permission.RECORD_FACT, case)
    standing.lock(case)
    standing.require_open(case)
    if kind not in TRIGGERS_BY_HAND:
        raise RuleBroken("kind", "Choose what happened: this one is recorded by the facts themselves")
    trigger = triggers.raise_trigger(at=at, case=case, kind=kind, actor=actor, note=optional("note", note))
    audit.record(actor=actor, at=at, act="record_trigger", case=case, trigger=trigger.id, kind=kind.value)
    return trigger


def decide_meeting(*, actor: User, at: datetime, case: Case, hold: bool, reason: str) -> MeetingDecision:
    """Decide yes or no, with reasons from this case; the decision answers every trigger open on it."""
    require(actor, Permission.DECIDE_MEETING, case)
    standing.lock(case)
    standing.require_open(case)
    return decide(actor=actor, at=at, case=case, hold=hold, reason=reason)


def decide(*, actor: User, at: datetime, case: Case, hold: bool, reason: str) -> MeetingDecision:
    """The decision itself, for acts that decide on their way; they have checked the right to."""
    decision = MeetingDecision(
        case_id=case.id,
        hold=hold,
        reason=required("reason", reason, "Enter the reasons, from what is known of this family"),
        decided_at=at,
        decided_by_id=actor.id,
    )
    db.session.add(decision)
    db.session.flush()
    triggers.answer_triggers(case, decision)
    audit.record(actor=actor, at=at, act="decide_meeting", case=case, decision=decision.id, hold=hold)
    return decision
