"""What must hold of a family whatever two people did at the same moment."""

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import (
    Agreement,
    ApprovalRequest,
    Caf,
    Case,
    Handover,
    Lead,
    MeetingTrigger,
    StepDown,
    TeamAgency,
    User,
)
from caf_tracker.models.words import StepDownOutcome


def broken(case: Case) -> list[str]:
    """What does not hold, in words; nothing when all is sound."""
    db.session.refresh(case)
    leads = list(db.session.scalars(sa.select(Lead).where(Lead.case_id == case.id)))
    steps = list(db.session.scalars(sa.select(StepDown).where(StepDown.case_id == case.id)))
    cafs = list(db.session.scalars(sa.select(Caf).where(Caf.case_id == case.id, Caf.closed_at.is_(None))))
    waiting = _count(ApprovalRequest, ApprovalRequest.case_id == case.id, ApprovalRequest.answer.is_(None))
    led = [lead for lead in leads if lead.accepted_at and not lead.ended_at]
    pending = [lead for lead in leads if not lead.accepted_at and not lead.ended_at]
    current = [step for step in steps if step.current]
    confirmed = [step for step in steps if step.outcome is StepDownOutcome.CAF_CONFIRMED]
    over = [step for step in steps if step.outcome not in (None, StepDownOutcome.CAF_CONFIRMED)]
    undecided = _count(MeetingTrigger, MeetingTrigger.case_id == case.id, MeetingTrigger.undecided_on.is_not(None))
    workers = set(
        db.session.scalars(sa.select(TeamAgency.worker_id).where(TeamAgency.case_id == case.id)).all()
    ) - {None}  # fmt: skip
    away = set(db.session.scalars(sa.select(User.id).where(User.disabled_at.is_not(None))))
    found = {
        "more than one lead": len(led) > 1,
        "more than one nomination waits": len(pending) > 1,
        "more than one current step-down": len(current) > 1,
        "more than one open CAF": len(cafs) > 1,
        "more than one request waits": waiting > 1,
        "more than one refusal to decide": _count(
            Agreement, Agreement.case_id == case.id, Agreement.undecided.is_(True)
        )
        > 1,
        "confirmed without its four answers": len(confirmed) != _handovers(steps),
        "ended, and the case is open": bool(over) and case.is_open,
        "closed, with a lead": not case.is_open and bool(led or pending),
        "closed, with a CAF": not case.is_open and bool(cafs),
        "closed, with a decision owed": not case.is_open and undecided > 0,
        "settled, and a second person is still asked": waiting > 0 and all(step.outcome for step in steps),
        "led by a disabled account": any(lead.user_id in away for lead in (*led, *pending)),
        "a disabled account works in the team": bool(workers & away),
    }
    return [words for words, holds in found.items() if holds]


def _handovers(steps: list[StepDown]) -> int:
    return _count(Handover, Handover.step_down_id.in_([step.id for step in steps]))


def _count(model: type, *where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0
