"""When a second agency of the team knows that the family has turned away, whether to meet must be decided."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Case, EngagementObservation, TeamAgency, User
from caf_tracker.models.words import DISENGAGED, MAKES_KNOWN, EngagementStatus, TriggerKind
from caf_tracker.services import triggers

# So many agencies at once call for the decision (DOMAIN.md, `two_disengaged`).
_TOGETHER = 2


@contextmanager
def watched(*, at: datetime, case: Case, actor: User | None) -> Iterator[None]:
    """An act after which there may be two such agencies where there were fewer: then the trigger is raised."""
    before = disengaged(case)
    yield
    db.session.flush()
    if before < _TOGETHER <= disengaged(case):
        triggers.raise_trigger(at=at, case=case, kind=TriggerKind.TWO_DISENGAGED, actor=actor)


def disengaged(case: Case) -> int:
    """How many agencies of the team know as the latest that the family declined, was not brought or not at home.

    What an agency knew before it left the team is still the latest when it comes back, until it says something newer.
    """
    return db.session.scalar(_disengaged(), {"case_id": case.id}) or 0


@cache
def _disengaged() -> sa.Select[int]:
    said = EngagementObservation
    of_the_agency = sa.select(said.status).where(
        said.case_id == TeamAgency.case_id,
        said.agency_id == TeamAgency.agency_id,
        said.evidence.in_(MAKES_KNOWN),
        said.status != EngagementStatus.UNKNOWN,
    )
    latest = of_the_agency.order_by(said.as_of.desc(), said.id.desc()).limit(1).correlate(TeamAgency).scalar_subquery()
    return (
        sa.select(sa.func.count())
        .select_from(TeamAgency)
        .where(TeamAgency.case_id == sa.bindparam("case_id"), TeamAgency.left_at.is_(None), latest.in_(DISENGAGED))
    )
