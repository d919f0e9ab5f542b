"""What the pages about a lead professional read."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from caf_tracker.extensions import db
from caf_tracker.models import Case, Child, Lead, StepDown


@dataclass(frozen=True)
class Summary:
    """What somebody needs to answer a nomination, and no more: no other adults, no history."""

    children: list[Child]
    step_down: StepDown | None


def summary(case: Case) -> Summary:
    """The children, where the case comes from, why, the risk and the open actions."""
    children = db.session.scalars(
        sa.select(Child)
        .where(Child.case_id == case.id)
        .options(selectinload(Child.mobility_records))
        .order_by(sa.func.coalesce(Child.born, Child.due), Child.id)
    )
    step_down = db.session.scalar(
        sa.select(StepDown).where(StepDown.case_id == case.id, StepDown.current).options(selectinload(StepDown.actions))
    )
    return Summary(children=list(children), step_down=step_down)


def last_nomination(case: Case) -> str:
    """Which nomination was the last when the page was shown."""
    return str(db.session.scalar(sa.select(sa.func.max(Lead.id)).where(Lead.case_id == case.id)))
