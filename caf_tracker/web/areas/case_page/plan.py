"""The plan as the case page shows it: how much of it, what is late, and when it was and will be reviewed."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Caf, Case, Meeting, PlanAction, PlanOutcome
from caf_tracker.models.words import COUNTING_MEETINGS


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """The plan of the CAF that runs in a few numbers, and what was agreed without one."""

    outcomes: int
    to_do: int
    late: int
    shared_on: date | None
    last_review: date | None
    # The day arranged for the next meeting with the family, and the one noted at the last.
    arranged_for: date | None
    noted_for: date | None

    @property
    def next_meeting(self) -> str:
        """Which of the two the page says."""
        return "arranged" if self.arranged_for else "noted, not arranged" if self.noted_for else ""


def plan_line(case: Case) -> PlanLine:
    """In one statement."""
    today, caf = clock.today(), sa.and_(Caf.case_id == case.id, Caf.closed_at.is_(None))
    wanted = sa.select(sa.func.count()).where(PlanOutcome.caf_id == Caf.id, PlanOutcome.dropped_at.is_(None), caf)
    to_do = sa.select(sa.func.count()).where(PlanAction.case_id == case.id, PlanAction.undone_on.is_not(None))
    meetings = Meeting.case_id == case.id, Meeting.kind.in_(COUNTING_MEETINGS)
    arranged = sa.select(sa.func.min(Meeting.planned_for)).where(
        *meetings, Meeting.held_on.is_(None), Meeting.cancelled_at.is_(None), Meeting.planned_for >= today
    )
    noted = sa.select(Meeting.next_on).where(*meetings, Meeting.held_on.is_not(None))
    noted = noted.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(1)
    last = sa.select(sa.func.max(Meeting.held_on)).where(*meetings, Meeting.id == Caf.reviewed_id, caf)
    parts = {
        "outcomes": wanted,
        "to_do": to_do,
        "late": to_do.where(PlanAction.undone_on < today),
        "shared_on": sa.select(Caf.plan_shared_on).where(caf),
        "last_review": last,
        "arranged_for": arranged,
        "noted_for": noted,
    }
    found = db.session.execute(sa.select(*[part.scalar_subquery().label(name) for name, part in parts.items()])).one()
    return PlanLine(**found._asdict())
