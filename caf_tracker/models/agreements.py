"""The family's agreement, refusal or withdrawal, person by person."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime, clock_start, partial
from caf_tracker.models.cases import Adult, Case
from caf_tracker.models.people import User


class Agreement(Base):
    """What one adult said of the service; append-only, the latest of each adult holds.

    `undecided` is kept by the acts: it marks the first refusal or withdrawal since the last agreement,
    until what happens now is settled.
    """

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    adult_id: Mapped[int] = mapped_column(sa.ForeignKey("adults.id"), index=True)
    agreed: Mapped[bool]
    # A refusal after a CAF has started is a withdrawal.
    withdrawal: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    undecided: Mapped[bool] = mapped_column(default=False)
    undecided_on: Mapped[date | None] = clock_start("undecided", "recorded_on")

    case: Mapped[Case] = relationship()
    adult: Mapped[Adult] = relationship()
    recorded_by: Mapped[User] = relationship()

    __table_args__ = (
        sa.Index(None, "case_id", "recorded_at"),
        partial("uq_agreements_undecided", "case_id", where="undecided", unique=True),
        partial("ix_agreements_undecided_on", "undecided_on", where="undecided_on IS NOT NULL"),
        # What a CAF points at, so that none can start on a refusal.
        sa.UniqueConstraint("id", "case_id", "agreed"),
        sa.CheckConstraint("NOT (agreed AND undecided)", name="only_refusals_undecided"),
    )
