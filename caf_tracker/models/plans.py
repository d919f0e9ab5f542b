"""The plan: what shall be different for the family, who does what by when, and who has been given it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, UtcDateTime, Versioned, choice, clock_start, partial
from caf_tracker.models.cafs import Caf
from caf_tracker.models.cases import Adult, Case, Child
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import OutcomeProgress


class PlanOutcome(Versioned, Base):
    """Something that shall be different, in the family's words."""

    __tablename__ = "plan_outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    caf_id: Mapped[int] = mapped_column(sa.ForeignKey("cafs.id"), index=True)
    wanted: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    drop_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    caf: Mapped[Caf] = relationship()
    written_by: Mapped[User] = relationship(foreign_keys=[written_by_id])

    __table_args__ = (sa.CheckConstraint("dropped_at IS NULL OR drop_reason IS NOT NULL", name="dropped_for_a_reason"),)


class PlanAction(Versioned, Base):
    """Something that somebody agreed to do by a day: a user, an agency or one of the family.

    A new day is a new action in this one's place, so that no clock is wound back in silence.
    """

    __tablename__ = "plan_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    caf_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cafs.id"))
    outcome_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_outcomes.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    owner_agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agencies.id"))
    owner_adult_id: Mapped[int | None] = mapped_column(sa.ForeignKey("adults.id"))
    owner_child_id: Mapped[int | None] = mapped_column(sa.ForeignKey("children.id"))
    due_on: Mapped[date]
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_on: Mapped[date]
    agreed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    # Whether it was agreed before the 3rd working day before the due day, on which the owner is then reminded.
    reminded_before: Mapped[bool]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    drop_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_actions.id"))
    ended_with_case_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_on: Mapped[date | None] = clock_start(
        "done_at IS NULL AND dropped_at IS NULL AND ended_with_case_at IS NULL", "due_on"
    )

    case: Mapped[Case] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    owner_agency: Mapped[Agency | None] = relationship()
    owner_adult: Mapped[Adult | None] = relationship()
    owner_child: Mapped[Child | None] = relationship()
    progress: Mapped[list["ActionProgress"]] = relationship(order_by="ActionProgress.id")

    __table_args__ = (
        partial("ix_plan_actions_undone_on", "undone_on", where="undone_on IS NOT NULL"),
        sa.CheckConstraint(
            "CASE WHEN owner_id IS NULL THEN 0 ELSE 1 END + CASE WHEN owner_agency_id IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN owner_adult_id IS NULL THEN 0 ELSE 1 END + CASE WHEN owner_child_id IS NULL THEN 0 ELSE 1 END "
            "= 1",
            name="one_owner",
        ),
        sa.CheckConstraint("due_on >= agreed_on", name="due_after_agreed"),
        sa.CheckConstraint("done_at IS NULL OR dropped_at IS NULL", name="done_or_dropped"),
        sa.CheckConstraint("dropped_at IS NULL OR drop_reason IS NOT NULL", name="dropped_for_a_reason"),
    )

    @property
    def owned_by(self) -> "User | Agency | Adult | Child":
        """Whoever does it; the database holds that it is exactly one."""
        return next(one for one in (self.owner, self.owner_agency, self.owner_adult, self.owner_child) if one)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None and self.dropped_at is None and self.ended_with_case_at is None


class ActionProgress(Base):
    """What somebody noted about how far an action has come."""

    __tablename__ = "action_progress"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_actions.id"), index=True)
    note: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    noted_by: Mapped[User] = relationship()


class PlanShare(Base):
    """The plan was shared with one of the family (None: talked through, and nothing was handed over)."""

    __tablename__ = "plan_shares"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    caf_id: Mapped[int] = mapped_column(sa.ForeignKey("cafs.id"), index=True)
    adult_id: Mapped[int | None] = mapped_column(sa.ForeignKey("adults.id"))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shared_on: Mapped[date]
    shared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    adult: Mapped[Adult | None] = relationship()
    shared_by: Mapped[User] = relationship()


class Review(Base):
    """How far the plan has come, looked at in a review meeting."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    caf_id: Mapped[int] = mapped_column(sa.ForeignKey("cafs.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"), unique=True)
    what_changed: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))

    reviewed_by: Mapped[User] = relationship()
    answers: Mapped[list["ReviewAnswer"]] = relationship(order_by="ReviewAnswer.outcome_id")


class ReviewAnswer(Base):
    """How far one outcome of the plan has come."""

    __tablename__ = "review_answers"

    review_id: Mapped[int] = mapped_column(sa.ForeignKey("reviews.id"), primary_key=True)
    outcome_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_outcomes.id"), primary_key=True, index=True)
    progress: Mapped[OutcomeProgress] = choice(OutcomeProgress)
    note: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    outcome: Mapped[PlanOutcome] = relationship()
