"""What was done and read, by whom: written in the act's own transaction, never changed, read by no rule."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime


class AuditEvent(Base):
    """One act or read. `job` names the job or import where no person acted; `details` holds ids, never names."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    job: Mapped[str | None] = mapped_column(sa.String(40))
    act: Mapped[str] = mapped_column(sa.String(60))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"))
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    __table_args__ = (
        sa.Index(None, "case_id", "id"),
        sa.Index(None, "user_id", "id"),
        sa.CheckConstraint("(user_id IS NULL) <> (job IS NULL)", name="somebody"),
    )
