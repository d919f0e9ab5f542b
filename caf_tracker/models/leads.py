"""The lead professional: nominated by one person, accepted by themself, never silently none."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime, choice, clock_start, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import User
from caf_tracker.models.words import LeadEnding


class Lead(Base):
    """One nomination and what became of it: pending until accepted or ended, current while accepted and not ended.

    A nomination lapses by the clock alone (DOMAIN.md); the next act on the case closes its row. Kept here by the
    acts that change them: `vacant_on` (it ended and left the case without a lead) and `agreement_awaited` (its
    acceptance began the wait for the family's agreement).
    """

    __tablename__ = "leads"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    nominated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    nominated_on: Mapped[date]
    nominated_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    note: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    # Whether it lapses on the 5th working day rather than the 10th: settled on the day of the nomination, for good.
    fast_track: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_as: Mapped[LeadEnding | None] = choice(LeadEnding)
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    end_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    vacant_on: Mapped[date | None]
    agreement_awaited: Mapped[bool] = mapped_column(default=False)
    pending_on: Mapped[date | None] = clock_start("accepted_at IS NULL AND ended_at IS NULL", "nominated_on")
    agreement_awaited_on: Mapped[date | None] = clock_start("agreement_awaited", "accepted_on")

    case: Mapped[Case] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    nominated_by: Mapped[User] = relationship(foreign_keys=[nominated_by_id])

    __table_args__ = (
        partial("uq_leads_pending", "case_id", where="accepted_at IS NULL AND ended_at IS NULL", unique=True),
        partial("uq_leads_current", "case_id", where="accepted_at IS NOT NULL AND ended_at IS NULL", unique=True),
        # Whose caseload holds what: one person leads few, and an area very many.
        partial("ix_leads_led_by", "user_id", "case_id", where="accepted_at IS NOT NULL AND ended_at IS NULL"),
        partial("ix_leads_pending_on", "pending_on", where="pending_on IS NOT NULL"),
        partial("ix_leads_vacant_on", "vacant_on", where="vacant_on IS NOT NULL"),
        partial("ix_leads_agreement_awaited_on", "agreement_awaited_on", where="agreement_awaited_on IS NOT NULL"),
        # What a CAF points at, so that none can start without an accepted lead.
        sa.UniqueConstraint("id", "case_id", "accepted_at"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_as_something"),
        sa.CheckConstraint(
            "ended_as IS NULL OR ended_as NOT IN ('declined', 'ended') OR end_reason IS NOT NULL",
            name="ending_has_reason",
        ),
    )
