"""What the pages about meeting read."""

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Case, MeetingDecision, MeetingTrigger


def undecided(case: Case) -> list[MeetingTrigger]:
    """What waits for the decision, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(MeetingTrigger)
            .where(MeetingTrigger.case_id == case.id, MeetingTrigger.undecided_on.is_not(None))
            .order_by(MeetingTrigger.raised_on, MeetingTrigger.id)
        )
    )


def last_trigger(case: Case) -> str:
    """Which was the last thing recorded when the page was shown."""
    return str(db.session.scalar(sa.select(sa.func.max(MeetingTrigger.id)).where(MeetingTrigger.case_id == case.id)))


def last_decision(case: Case) -> str:
    """Which was the last decision when the page was shown."""
    return str(db.session.scalar(sa.select(sa.func.max(MeetingDecision.id)).where(MeetingDecision.case_id == case.id)))
