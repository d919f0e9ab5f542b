"""What the page about the family's agreement reads."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agreement, Case


@dataclass(frozen=True)
class AdultSaid:
    """One adult, whether they hold parental responsibility for a child, and what they said last."""

    adult: Adult
    responsible: bool
    said: Agreement | None


def adults_and_answers(case: Case) -> list[AdultSaid]:
    """Everybody who may be asked: those with parental responsibility first."""
    adults = db.session.scalars(
        sa.select(Adult).where(Adult.case_id == case.id).options(selectinload(Adult.relations)).order_by(Adult.id)
    )
    said = db.session.scalars(
        sa.select(Agreement)
        .where(Agreement.case_id == case.id, Agreement.recorded_at >= case.involved_since)
        .order_by(Agreement.id)
    )
    latest = {agreement.adult_id: agreement for agreement in said}
    found = [
        AdultSaid(adult, any(relation.parental_responsibility for relation in adult.relations), latest.get(adult.id))
        for adult in adults
    ]
    return sorted(found, key=lambda one: not one.responsible)


def last_recorded(people: list[AdultSaid]) -> str:
    """Which answer was the last one when the page was shown."""
    return str(max((one.said.id for one in people if one.said), default=0))
