"""Whether the family really uses an agency's support, as somebody knew it on a day."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, choice
from caf_tracker.models.cases import Adult, Case, Child
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import MAKES_KNOWN, EngagementStatus, Evidence


class EngagementObservation(Base):
    """One agency and one of the family (neither a child nor an adult: the whole family); append-only."""

    __tablename__ = "observations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agencies.id"))
    child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"))
    adult_id: Mapped[int | None] = mapped_column(sa.ForeignKey("adults.id"))
    status: Mapped[EngagementStatus] = choice(EngagementStatus)
    as_of: Mapped[date]
    # How the agency itself knows, whoever typed it.
    evidence: Mapped[Evidence] = choice(Evidence)
    note: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    # Whoever of the agency said it, asked by telephone.
    said_by: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # None: the agency answered from its mailbox, without an account.
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    case: Mapped[Case] = relationship()
    agency: Mapped[Agency] = relationship()
    child: Mapped[Child | None] = relationship()
    adult: Mapped[Adult | None] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    __table_args__ = (
        sa.Index("ix_observations_latest", "case_id", "agency_id", "as_of", "id"),
        sa.CheckConstraint("child_id IS NULL OR adult_id IS NULL", name="of_one_person"),
    )

    @property
    def makes_known(self) -> bool:
        """Whether it makes known if the family engages (DOMAIN.md): first hand, and something other than unknown."""
        return self.evidence in MAKES_KNOWN and self.status != EngagementStatus.UNKNOWN
