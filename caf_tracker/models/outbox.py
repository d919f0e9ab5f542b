"""Mail on its way: a row is written with the telling, in one transaction, and sent by a relay."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime, choice, partial
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import MailKind


class Mail(Base):
    """One mail to one recipient; its text is composed from the rows when it is sent.

    Waiting while neither sent nor given up; `next_try_at` says from when, `claimed_until` that a relay has it.
    """

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailKind] = choice(MailKind)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agencies.id"))
    # The London day of a digest or summary: one a person and day.
    day: Mapped[date | None]
    # The one-time link of an invitation, or the code for an agency's answer, until it is sent.
    link: Mapped[str | None] = mapped_column(sa.String(300))
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(500))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User | None] = relationship()
    agency: Mapped[Agency | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(user_id IS NULL) <> (agency_id IS NULL)", name="one_recipient"),
        sa.Index(None, "created_at"),
        partial("ix_mails_waiting", "next_try_at", where="sent_at IS NULL AND given_up_at IS NULL"),
        partial("ix_mails_given_up", "id", where="given_up_at IS NOT NULL"),
        partial(
            "uq_mails_user_day", "kind", "user_id", "day", where="day IS NOT NULL AND user_id IS NOT NULL", unique=True
        ),
        partial(
            "uq_mails_agency_day",
            "kind",
            "agency_id",
            "day",
            where="day IS NOT NULL AND agency_id IS NOT NULL",
            unique=True,
        ),
    )
