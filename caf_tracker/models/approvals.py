"""Acts that wait for a second person."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, choice, clock_start, partial
from caf_tracker.models.cafs import CafClosing
from caf_tracker.models.cases import Case
from caf_tracker.models.people import User
from caf_tracker.models.step_downs import StepDown
from caf_tracker.models.words import Answer, ApprovalKind


class ApprovalRequest(Base):
    """A request to a named person about a step-down, or about closing a CAF.

    The act takes place when it is approved, with what was typed here or stands in the closing.
    """

    __tablename__ = "approval_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    step_down_id: Mapped[int | None] = mapped_column(sa.ForeignKey("step_downs.id"), index=True)
    closing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("caf_closings.id"), unique=True)
    kind: Mapped[ApprovalKind] = choice(ApprovalKind)
    asked_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    requested_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    # The day of a decision or a move, and the receiving area's person, where the kind needs them.
    act_on: Mapped[date | None]
    receiving_person: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    answer: Mapped[Answer | None] = choice(Answer)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answer_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    waiting_on: Mapped[date | None] = clock_start("answer IS NULL", "requested_on")

    case: Mapped[Case] = relationship()
    step_down: Mapped[StepDown | None] = relationship()
    closing: Mapped[CafClosing | None] = relationship()
    asked: Mapped[User] = relationship(foreign_keys=[asked_id])
    requested_by: Mapped[User] = relationship(foreign_keys=[requested_by_id])

    __table_args__ = (
        partial("ix_approval_requests_waiting_on", "waiting_on", where="waiting_on IS NOT NULL"),
        partial("uq_approval_requests_waiting", "step_down_id", where="answer IS NULL", unique=True),
        partial(
            "uq_approval_requests_closing", "case_id", where="answer IS NULL AND closing_id IS NOT NULL", unique=True
        ),
        sa.CheckConstraint("(step_down_id IS NULL) = (closing_id IS NOT NULL)", name="about_one_thing"),
        sa.CheckConstraint("(kind = 'close_caf') = (closing_id IS NOT NULL)", name="closing_is_proposed"),
        sa.CheckConstraint("asked_id <> requested_by_id", name="two_people"),
        sa.CheckConstraint(
            "answer IS NULL OR answer <> 'approved' OR answered_by_id <> requested_by_id", name="approved_by_another"
        ),
        sa.CheckConstraint(
            "answer IS NULL OR answer <> 'refused' OR answer_reason IS NOT NULL", name="refusal_has_reason"
        ),
    )
