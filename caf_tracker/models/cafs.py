"""The CAF: early help assessment, plan and team, held by a lead professional."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime, partial
from caf_tracker.models.cases import Case


class Caf(Base):
    """A CAF; its foreign keys hold that it started with an accepted lead and an agreement of the same case."""

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
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

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
    )
