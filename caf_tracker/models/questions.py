"""What came of the question that an agency's mailbox was asked by mail."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime, partial
from caf_tracker.models.tellings import Telling


class MailboxQuestion(Base):
    """One telling of `engagement_unknown` to a mailbox: the codes sent there, the wrong ones typed, and the answer."""

    __tablename__ = "mailbox_questions"

    telling_id: Mapped[int] = mapped_column(sa.ForeignKey("tellings.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    team_agency_id: Mapped[int] = mapped_column(sa.ForeignKey("team_agencies.id"))
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    code_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    codes_sent: Mapped[int] = mapped_column(default=0)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    observation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("observations.id"))
    # The agency cannot tell which family is meant, or would rather talk: the lead is asked to telephone.
    call_wanted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    telling: Mapped[Telling] = relationship()

    __table_args__ = (
        partial("ix_mailbox_questions_call_wanted", "case_id", where="call_wanted_at IS NOT NULL"),
        sa.CheckConstraint("(code_hash IS NULL) OR (code_sent_at IS NOT NULL)", name="code_was_sent"),
        sa.CheckConstraint("observation_id IS NULL OR answered_at IS NOT NULL", name="answered_by_observation"),
    )
