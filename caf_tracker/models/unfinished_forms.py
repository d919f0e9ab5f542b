"""What somebody has begun and not yet sent: forms of several pages, and drafts of a text."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime, Versioned


class UnfinishedForm(Versioned, Base):
    """Answers given so far, kept on the server so that no name or birth date stands in an address or a cookie.

    Only who began it may read it. Sending it empties the answers and leaves the row, so that sending twice is
    noticed; one that nobody sends is deleted after a day, a draft after its own longer time (services/drafts.py).
    """

    __tablename__ = "unfinished_forms"

    key: Mapped[str] = mapped_column(sa.String(43), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # The case that the form is about, or that it opened.
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    # A draft begins anew with each saving of it.
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
