"""The team around the family: which agencies are in it, who works with the family there, and why they may know."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, Versioned, choice, clock_start, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import SharingBasis

_ASKED = "left_at IS NULL AND ended_with_case_at IS NULL"


class TeamAgency(Versioned, Base):
    """An agency in the team, from when it joined until it left; with the case closed it is asked nothing.

    Kept here by the acts: `known_id` and `known_on` (the latest observation that makes known whether the family
    engages), `unknown_id` and `unknown_on` (a later one by which that is unknown again, which opened a duty).
    """

    __tablename__ = "team_agencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agencies.id"), index=True)
    # Whoever works with the family there: an account, or a name where they have none.
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    worker_name: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    # The agency's own reference for the family, and since when it has worked with them.
    own_reference: Mapped[str | None] = mapped_column(sa.String(60))
    involved_since: Mapped[date | None]
    sharing_basis: Mapped[SharingBasis | None] = choice(SharingBasis)
    sharing_scope: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    family_told: Mapped[bool | None]
    # Why information is shared without the family's agreement.
    sharing_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_on: Mapped[date]
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    ended_with_case_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    known_id: Mapped[int | None] = mapped_column(sa.ForeignKey("observations.id"))
    known_on: Mapped[date | None]
    unknown_id: Mapped[int | None] = mapped_column(sa.ForeignKey("observations.id"))
    unknown_on: Mapped[date | None]
    never_known_on: Mapped[date | None] = clock_start(f"{_ASKED} AND known_id IS NULL", "joined_on")
    asked_again_on: Mapped[date | None] = clock_start(f"{_ASKED} AND known_id IS NOT NULL", "unknown_on")
    last_known_on: Mapped[date | None] = clock_start(f"{_ASKED} AND unknown_id IS NULL", "known_on")

    case: Mapped[Case] = relationship()
    agency: Mapped[Agency] = relationship()
    worker: Mapped[User | None] = relationship(foreign_keys=[worker_id])

    __table_args__ = (
        partial("uq_team_agencies_present", "case_id", "agency_id", where="left_at IS NULL", unique=True),
        partial("ix_team_agencies_never_known_on", "never_known_on", where="never_known_on IS NOT NULL"),
        partial("ix_team_agencies_asked_again_on", "asked_again_on", where="asked_again_on IS NOT NULL"),
        partial("ix_team_agencies_last_known_on", "last_known_on", where="last_known_on IS NOT NULL"),
        sa.CheckConstraint("(known_id IS NULL) = (known_on IS NULL)", name="known_on_a_day"),
        sa.CheckConstraint("(unknown_id IS NULL) = (unknown_on IS NULL)", name="unknown_on_a_day"),
        sa.CheckConstraint(
            "sharing_basis IS NULL OR sharing_basis = 'consent' OR sharing_reason IS NOT NULL",
            name="sharing_has_reason",
        ),
    )
