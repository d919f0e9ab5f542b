"""The CAF: early help assessment, plan and team, held by a lead professional."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, choice, clock_start, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import CafOutcome


class Caf(Base):
    """A CAF; its foreign keys hold that it started with an accepted lead and an agreement of the same case.

    Kept here by the acts: `plan_shared_on` (when the plan was first shared with the family), `reviewed_id` and
    `reviewed_on` (the latest TAF or review meeting since the assessment).
    """

    __tablename__ = "cafs"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_on: Mapped[date]
    started_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    lead_id: Mapped[int]
    lead_accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreement_id: Mapped[int]
    agreed: Mapped[bool] = mapped_column(default=True)
    assessed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assessed_on: Mapped[date | None]
    assessed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    plan_shared_on: Mapped[date | None]
    reviewed_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meetings.id"))
    reviewed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_on: Mapped[date | None]
    outcome: Mapped[CafOutcome | None] = choice(CafOutcome)
    unassessed_on: Mapped[date | None] = clock_start("closed_at IS NULL AND assessed_on IS NULL", "started_on")
    plan_unshared_on: Mapped[date | None] = clock_start("closed_at IS NULL AND plan_shared_on IS NULL", "started_on")
    first_review_from: Mapped[date | None] = clock_start("closed_at IS NULL AND reviewed_on IS NULL", "assessed_on")
    next_review_from: Mapped[date | None] = clock_start("closed_at IS NULL", "reviewed_on")

    case: Mapped[Case] = relationship()

    __table_args__ = (
        partial("uq_cafs_open", "case_id", where="closed_at IS NULL", unique=True),
        sa.ForeignKeyConstraint(
            ["lead_id", "case_id", "lead_accepted_at"],
            ["leads.id", "leads.case_id", "leads.accepted_at"],
            name="fk_cafs_accepted_lead",
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id", "case_id", "agreed"],
            ["agreements.id", "agreements.case_id", "agreements.agreed"],
            name="fk_cafs_agreement",
        ),
        sa.CheckConstraint("agreed", name="agreed"),
        sa.CheckConstraint(
            "(assessed_at IS NULL) = (assessed_on IS NULL) AND (assessed_at IS NULL) = (assessed_by_id IS NULL)",
            name="assessed_by_somebody",
        ),
        sa.CheckConstraint("(reviewed_id IS NULL) = (reviewed_on IS NULL)", name="reviewed_on_a_day"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        *(
            partial(f"ix_cafs_{name}", name, where=f"{name} IS NOT NULL")
            for name in ("unassessed_on", "plan_unshared_on", "first_review_from", "next_review_from")
        ),
    )


class CafClosing(Base):
    """What somebody proposes when they ask a second person to close a CAF."""

    __tablename__ = "caf_closings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    caf_id: Mapped[int] = mapped_column(sa.ForeignKey("cafs.id"), index=True)
    outcome: Mapped[CafOutcome] = choice(CafOutcome)
    # Who carries on with what.
    carries_on: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    # The agency that carries on alone; the day social care decided, the family moved or the child died.
    agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agencies.id"))
    act_on: Mapped[date | None]
    # The person of the receiving area who was told.
    receiving_person: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    # What the lead's manager found when they looked at why the family declined or turned away.
    managers_review: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # Within thirty days of the closing somebody may find that it was too soon.
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reopen_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    caf: Mapped[Caf] = relationship()
    agency: Mapped[Agency | None] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])

    __table_args__ = (
        sa.CheckConstraint("reopened_at IS NULL OR reopen_reason IS NOT NULL", name="reopened_for_a_reason"),
    )
