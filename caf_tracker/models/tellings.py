"""Who was told what and when: a row that is missing is what makes the next sweep tell."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.absences import ClosedPeriod
from caf_tracker.models.base import UtcDateTime, choice, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.outbox import Mail
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import MailMode


class Tick(Base):
    """One run of a scheduled job: what proves that the tool itself is not silent."""

    __tablename__ = "ticks"

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(20))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How many tellings (sweep) or mails (relay, digest) it made.
    made: Mapped[int] = mapped_column(default=0)
    # Of a sweep in telling time: the day up to which everyone has been told, whether on that day this sweep or one
    # before it looked at everything, and the rules it went by.
    looked_on: Mapped[date | None]
    looked_at_everything: Mapped[bool] = mapped_column(default=False)
    rules: Mapped[str | None] = mapped_column(sa.String(16))

    __table_args__ = (sa.Index(None, "job", "started_at"),)


class Telling(Base):
    """One person (or agency mailbox) told, once, of one rung of one ladder.

    A ladder is one duty, subject and cause: `cause` says which kind of row started it, `cause_id` which one.
    `parts` holds, a bit each, the parts in which the recipient was told (lead, manager …; see duties.parts.Part),
    `deputy_parts` those of people who are away and for whom they stand in; `deputy_of_id` names one of these.
    """

    __tablename__ = "tellings"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(sa.String(40))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    subject_id: Mapped[int]
    cause: Mapped[str] = mapped_column(sa.String(20))
    cause_id: Mapped[int]
    ladder: Mapped[str] = mapped_column(sa.String(60))
    anchor_on: Mapped[date]
    rung: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agencies.id"))
    # The agency is closed, and this is when: told was not its usual mailbox but that of the closed period.
    closed_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("closed_periods.id"))
    parts: Mapped[int]
    deputy_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    deputy_parts: Mapped[int | None]
    mail: Mapped[MailMode] = choice(MailMode)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tick_id: Mapped[int] = mapped_column(sa.ForeignKey("ticks.id"), index=True)
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mails.id"), index=True)

    case: Mapped[Case] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    agency: Mapped[Agency | None] = relationship()
    closed_period: Mapped[ClosedPeriod | None] = relationship()
    deputy_of: Mapped[User | None] = relationship(foreign_keys=[deputy_of_id])
    sent: Mapped[Mail | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(user_id IS NULL) <> (agency_id IS NULL)", name="one_recipient"),
        sa.CheckConstraint("closed_period_id IS NULL OR agency_id IS NOT NULL", name="closed_agency"),
        sa.CheckConstraint("(deputy_of_id IS NULL) = (deputy_parts IS NULL)", name="deputy_of_somebody"),
        # Telling is idempotent: any number of processes may sweep at once.
        partial(
            "uq_tellings_user",
            "duty",
            "subject_id",
            "cause",
            "cause_id",
            "user_id",
            "rung",
            where="user_id IS NOT NULL",
            unique=True,
        ),
        partial(
            "uq_tellings_agency",
            "duty",
            "subject_id",
            "cause",
            "cause_id",
            "agency_id",
            "rung",
            where="agency_id IS NOT NULL AND closed_period_id IS NULL",
            unique=True,
        ),
        partial(
            "uq_tellings_out_of_term",
            "duty",
            "subject_id",
            "cause",
            "cause_id",
            "closed_period_id",
            "rung",
            where="closed_period_id IS NOT NULL",
            unique=True,
        ),
        partial(
            "ix_tellings_unmailed",
            "mail",
            "user_id",
            "agency_id",
            where="mail_id IS NULL AND mail IN ('now', 'digest')",
        ),
        sa.Index(None, "user_id", "told_at"),
    )
