"""Who saw a child and when, and what was tried to find out about a father or significant man."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime


class Sighting(Base):
    """A professional saw the child."""

    __tablename__ = "sightings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), index=True)
    seen_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))


class FindingOut(Base):
    """Attempts to find out who a child's father or significant man is, recorded as not known."""

    __tablename__ = "finding_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    adult_id: Mapped[int] = mapped_column(sa.ForeignKey("adults.id"), index=True)
    attempts: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    __table_args__ = (sa.CheckConstraint("attempts >= 0", name="attempts_counted"),)


class NotPursued(Base):
    """For this child no man is to be found out about, because unsafe or not applicable; a second person agreed."""

    __tablename__ = "not_pursued"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    agreed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    __table_args__ = (sa.CheckConstraint("agreed_by_id <> recorded_by_id", name="two_people"),)
