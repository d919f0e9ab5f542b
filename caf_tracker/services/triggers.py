"""Raising what calls for a decision whether to meet."""

from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Case, MeetingDecision, MeetingTrigger, User
from caf_tracker.models.words import TriggerKind


def raise_trigger(
    *, at: datetime, case: Case, kind: TriggerKind, actor: User | None, on: date | None = None, note: str | None = None
) -> MeetingTrigger:
    """Add a trigger; its ladder counts from `on`, or from today."""
    trigger = MeetingTrigger(
        case_id=case.id,
        kind=kind,
        raised_on=on or clock.london_date(at),
        raised_at=at,
        raised_by_id=actor.id if actor else None,
        note=note,
    )
    db.session.add(trigger)
    db.session.flush()
    return trigger


def answer_triggers(case: Case, decision: MeetingDecision) -> None:
    """One decision answers every trigger open on the case."""
    for trigger in _undecided(case):
        trigger.decision = decision
    db.session.flush()


def drop_triggers(*, at: datetime, case: Case) -> None:
    """The case closed before anybody decided."""
    for trigger in _undecided(case):
        trigger.dropped_at = at
    db.session.flush()


def any_undecided(case: Case) -> bool:
    """Whether a decision to meet is still waited for."""
    return bool(_undecided(case))


def _undecided(case: Case) -> list[MeetingTrigger]:
    return list(
        db.session.scalars(
            sa.select(MeetingTrigger).where(MeetingTrigger.case_id == case.id, MeetingTrigger.undecided_on.is_not(None))
        )
    )
