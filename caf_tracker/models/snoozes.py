"""Reminders that somebody has put off for a few days, with their reason; what is owed stays owed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import User

_WAITS = "asked_id IS NOT NULL AND answered_at IS NULL"
_DUTY = ("user_id", "duty", "subject_id", "cause", "cause_id")


class Snooze(Base):
    """One person is not told of one duty before `until_on`; others are. The first they take, more are asked for."""

    __tablename__ = "snoozes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    # Which duty, as a telling names it.
    duty: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    cause: Mapped[str] = mapped_column(sa.String(20))
    cause_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # The day on which they are told again.
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Their line manager, of whom any but the first is asked, and the answer.
    asked_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    allowed: Mapped[bool | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    asked: Mapped[User | None] = relationship(foreign_keys=[asked_id])

    __table_args__ = (
        partial("uq_snoozes_taken", *_DUTY, where="asked_id IS NULL", unique=True),
        partial("uq_snoozes_waiting", *_DUTY, "until_on", where=_WAITS, unique=True),
        partial("ix_snoozes_asked", "asked_id", where=_WAITS),
        sa.Index(None, "until_on"),
        sa.CheckConstraint("(answered_at IS NULL) = (allowed IS NULL)", name="answered"),
        sa.CheckConstraint("asked_id IS NOT NULL OR allowed IS NULL", name="asked_before_answered"),
    )

    @classmethod
    def holds(cls, day: sa.ColumnElement[date] | date) -> sa.ColumnElement[bool]:
        """Whether on this day the person is not told."""
        return sa.and_(cls.until_on > day, sa.or_(cls.asked_id.is_(None), cls.allowed.is_(True)))

    @classmethod
    def waits(cls) -> sa.ColumnElement[bool]:
        """Whether somebody has been asked and has not answered."""
        return sa.and_(cls.asked_id.is_not(None), cls.answered_at.is_(None))
