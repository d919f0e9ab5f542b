"""When people are away and agencies closed, and who is told in those days."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime
from caf_tracker.models.people import Agency, User


class Days:
    """From one day to another, both included, unless it was taken back."""

    from_on: Mapped[date]
    to_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @classmethod
    def covers(cls, day: sa.ColumnElement[date] | date) -> sa.ColumnElement[bool]:
        """Whether it holds on this day."""
        return sa.and_(cls.from_on <= day, cls.to_on >= day, cls.taken_back_at.is_(None))


class Absence(Days, Base):
    """A person is away: they are told as usual, and their deputy with them."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    deputy_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])

    __table_args__ = (
        sa.Index(None, "user_id", "to_on"),
        sa.Index(None, "to_on"),
        sa.CheckConstraint("to_on >= from_on", name="ends_after_it_begins"),
        sa.CheckConstraint("deputy_id <> user_id", name="not_own_deputy"),
    )


class ClosedPeriod(Days, Base):
    """An agency is closed, as a school in its holidays: its out-of-term contact is told, a person or a mailbox.

    Without one, or where that one cannot be reached, the agency is told as at any other time.
    """

    __tablename__ = "closed_periods"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agencies.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    mailbox: Mapped[str | None] = mapped_column(sa.String(254))
    mailbox_bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    agency: Mapped[Agency] = relationship()
    contact: Mapped[User | None] = relationship(foreign_keys=[contact_id])

    __table_args__ = (
        sa.Index(None, "agency_id", "to_on"),
        sa.Index(None, "to_on"),
        sa.CheckConstraint("to_on >= from_on", name="ends_after_it_begins"),
        sa.CheckConstraint("contact_id IS NULL OR mailbox IS NULL", name="one_contact"),
    )

    @classmethod
    def takes_mail(cls, day: sa.ColumnElement[date] | date) -> sa.ColumnElement[bool]:
        """Whether on this day a mail to the agency's mailbox goes to this one instead."""
        return sa.and_(cls.covers(day), cls.mailbox.is_not(None), cls.mailbox_bounced_at.is_(None))
