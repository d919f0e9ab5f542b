"""What the page of a handover reads."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from caf_tracker.extensions import db
from caf_tracker.models import Case, StepDown


def handed_over(case: Case) -> StepDown | None:
    """The case's step-down while it has no outcome, with its outstanding actions."""
    return db.session.scalar(
        sa.select(StepDown)
        .where(StepDown.case_id == case.id, StepDown.current, StepDown.outcome.is_(None))
        .options(selectinload(StepDown.actions))
    )
