"""Social care's decision to close to them and pass the family to Early Help, and how it ended."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, Versioned, choice, clock_start, partial
from caf_tracker.models.cases import Case
from caf_tracker.models.people import Agency, User
from caf_tracker.models.words import FAST_TRACK, ClosingReason, ComesFrom, Recommendation, StepDownOutcome

_OPEN_CAF = "recommendation = 'caf' AND decided_on IS NOT NULL AND outcome IS NULL"


class StepDown(Versioned, Base):
    """A step-down: a draft until `decided_on` is set.

    Kept here by the acts that change them: `current` (the latest decided on its case), `caf_started_on`
    (its case's CAF), `caf_closed_on` (that CAF closed before the handover was confirmed) and `vacant_on` (decided with
    nobody nominated, and nobody since).
    """

    __tablename__ = "step_downs"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    social_care_reference: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    drafted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    drafted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    comes_from: Mapped[ComesFrom] = choice(ComesFrom)
    recommendation: Mapped[Recommendation] = choice(Recommendation)
    receiving_agency_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agencies.id"), index=True)
    main_reason: Mapped[ClosingReason] = choice(ClosingReason)
    other_reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    remaining_risk: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    information_shared_with: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    decided_on: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    closed_on: Mapped[date | None]
    close_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    close_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    outcome: Mapped[StepDownOutcome | None] = choice(StepDownOutcome)
    outcome_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    outcome_approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    # When social care accepted the family back, or when the family moved.
    outcome_on: Mapped[date | None]
    # The person of the receiving area who was told.
    receiving_person: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))

    current: Mapped[bool] = mapped_column(default=False)
    caf_started_on: Mapped[date | None]
    caf_closed_on: Mapped[date | None]
    vacant_on: Mapped[date | None]
    unfinished_on: Mapped[date | None] = clock_start(
        f"{_OPEN_CAF} AND closed_on IS NULL AND caf_started_on IS NULL", "decided_on"
    )
    not_started_on: Mapped[date | None] = clock_start(
        f"{_OPEN_CAF} AND closed_on IS NOT NULL AND caf_started_on IS NULL", "closed_on"
    )
    unconfirmed_on: Mapped[date | None] = clock_start(
        f"{_OPEN_CAF} AND caf_started_on IS NOT NULL AND caf_closed_on IS NULL",
        "CASE WHEN caf_started_on < decided_on THEN decided_on ELSE caf_started_on END",
    )

    case: Mapped[Case] = relationship()
    manager: Mapped[User | None] = relationship(foreign_keys=[manager_id])
    receiving_agency: Mapped[Agency | None] = relationship()
    actions: Mapped[list["OutstandingAction"]] = relationship(
        cascade="all, delete-orphan", order_by="OutstandingAction.id"
    )

    __table_args__ = (
        partial("uq_step_downs_current", "case_id", where="current", unique=True),
        # What the list of step-downs is read from, among all that have ended; and what somebody has drafted.
        partial("ix_step_downs_without_outcome", "id", where="outcome IS NULL"),
        partial("ix_step_downs_drafted_by_id", "drafted_by_id", where="decided_on IS NULL"),
        partial("ix_step_downs_unfinished_on", "unfinished_on", where="unfinished_on IS NOT NULL"),
        partial("ix_step_downs_not_started_on", "not_started_on", where="not_started_on IS NOT NULL"),
        partial("ix_step_downs_unconfirmed_on", "unconfirmed_on", where="unconfirmed_on IS NOT NULL"),
        partial("ix_step_downs_vacant_on", "vacant_on", where="vacant_on IS NOT NULL"),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'caf_confirmed' OR outcome_reason IS NOT NULL", name="outcome_has_reason"
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome NOT IN ('ended_without_caf', 'moved_area', 'error') OR "
            "(outcome_approved_by_id IS NOT NULL AND outcome_by_id IS NOT NULL "
            "AND outcome_approved_by_id <> outcome_by_id)",
            name="outcome_has_second_person",
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'returned_to_social_care' OR outcome_on IS NOT NULL",
            name="return_is_accepted",
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'moved_area' OR (outcome_on IS NOT NULL AND receiving_person IS NOT NULL)",
            name="move_is_received",
        ),
        sa.CheckConstraint("closed_on IS NULL OR decided_on IS NOT NULL", name="decided_before_closed"),
        sa.CheckConstraint("closed_on >= decided_on", name="closed_after_decided"),
        sa.CheckConstraint("recommendation <> 'single_agency' OR receiving_agency_id IS NOT NULL", name="agency_named"),
        sa.CheckConstraint("approved_by_id <> recorded_by_id", name="decision_has_second_person"),
    )

    @property
    def is_draft(self) -> bool:
        """Whether the decision is still to be made."""
        return self.decided_on is None

    @property
    def is_undecided(self) -> bool:
        """Whether it has no outcome, and did not close with its CAF before anybody gave it one."""
        return self.outcome is None and self.caf_closed_on is None

    def fast_track_on(self, day: date) -> bool:
        """Whether the shorter reminders hold for a ladder that starts on that day."""
        return self.comes_from in FAST_TRACK or self.case.under_one_on(day)


class OutstandingAction(Base):
    """Something social care leaves to be done, and by whom; the handover asks for an owner of each."""

    __tablename__ = "outstanding_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_down_id: Mapped[int] = mapped_column(sa.ForeignKey("step_downs.id"), index=True)
    action: Mapped[str] = mapped_column(sa.String(LONG_TEXT))
    owner: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))


class Handover(Base):
    """The manager's confirmation that the family has arrived: four checks, each yes, or no with a reason."""

    __tablename__ = "handovers"

    step_down_id: Mapped[int] = mapped_column(sa.ForeignKey("step_downs.id"), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    papers_received: Mapped[bool]
    papers_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    joint_visit: Mapped[bool]
    joint_visit_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    actions_owned: Mapped[bool]
    actions_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    family_knows: Mapped[bool]
    family_reason: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    confirmed_by: Mapped[User] = relationship()

    __table_args__ = tuple(
        sa.CheckConstraint(f"{check} OR {reason} IS NOT NULL", name=f"{check}_or_reason")
        for check, reason in (
            ("papers_received", "papers_reason"),
            ("joint_visit", "joint_visit_reason"),
            ("actions_owned", "actions_reason"),
            ("family_knows", "family_reason"),
        )
    )
