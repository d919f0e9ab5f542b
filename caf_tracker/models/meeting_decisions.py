"""Whether to meet: what calls for the decision, and the decision with its reasons."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime, choice, clock_start, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import User
from caf_tracker.models.words import TriggerKind


class MeetingDecision(Base):
    """A recorded yes or no, with reasons from this case; it answers every trigger open on the case."""

    __tablename__ = "meeting_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    hold: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    decided_by: Mapped[User] = relationship()


class MeetingTrigger(Base):
    """Something after which whether to meet must be decided."""

    __tablename__ = "meeting_triggers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    kind: Mapped[TriggerKind] = choice(TriggerKind)
    # The day the ladder counts from: the decision's day for a step-down, else the day of recording.
    raised_on: Mapped[date]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    note: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("meeting_decisions.id"), index=True)
    # Set when the case closes before anybody decided.
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undecided_on: Mapped[date | None] = clock_start("decision_id IS NULL AND dropped_at IS NULL", "raised_on")

    case: Mapped[Case] = relationship()
    decision: Mapped[MeetingDecision | None] = relationship()

    __table_args__ = (partial("ix_meeting_triggers_undecided_on", "undecided_on", where="undecided_on IS NOT NULL"),)
