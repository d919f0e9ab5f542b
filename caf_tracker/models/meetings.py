"""Meetings around the family, as plain facts: arranged, cancelled or held, and recorded."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime, choice, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import User
from caf_tracker.models.words import MeetingKind


class Meeting(Base):
    """A meeting: arranged for a day or held without that; at most one of held and cancelled."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    kind: Mapped[MeetingKind] = choice(MeetingKind)
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    planned_for: Mapped[date | None]
    arranged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arranged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    cancel_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    held_on: Mapped[date | None]
    hold_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hold_recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    # When its attendance and outcome were recorded.
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    # The day noted for the next one; it arranges nothing.
    next_on: Mapped[date | None]

    case: Mapped[Case] = relationship()
    chair: Mapped[User] = relationship(foreign_keys=[chair_id])
    agencies: Mapped[list["MeetingAgency"]] = relationship(
        cascade="all, delete-orphan", order_by="MeetingAgency.agency_id"
    )

    __table_args__ = (
        # What "is one arranged?" is answered from.
        partial("ix_meetings_planned_for", "planned_for", where="held_on IS NULL AND cancelled_at IS NULL"),
        sa.CheckConstraint("planned_for IS NOT NULL OR held_on IS NOT NULL", name="has_a_day"),
        sa.CheckConstraint("held_on IS NULL OR cancelled_at IS NULL", name="held_or_cancelled"),
        sa.CheckConstraint("cancelled_at IS NULL OR cancel_reason IS NOT NULL", name="cancelled_for_a_reason"),
        sa.CheckConstraint("recorded_at IS NULL OR held_on IS NOT NULL", name="held_before_recorded"),
    )

    @property
    def is_arranged(self) -> bool:
        """Whether it is still to be held."""
        return self.held_on is None and self.cancelled_at is None


class MeetingAgency(Base):
    """An agency that was present at a meeting."""

    __tablename__ = "meeting_agencies"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agencies.id"), primary_key=True, index=True)
