"""The team around the family, who really engages, meetings, the plan, reviews and the closing of a CAF."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from caf_tracker import clock
from caf_tracker.models.base import UtcDateTime
from migrations.generated import ClockColumn, altered, generated
from migrations.unswept import forget_changes, note_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ASKED = "left_at IS NULL AND ended_with_case_at IS NULL"
_IN_TEAM = (
    ClockColumn("team_agencies", "never_known_on", f"CASE WHEN {_ASKED} AND known_id IS NULL THEN joined_on END"),
    ClockColumn("team_agencies", "asked_again_on", f"CASE WHEN {_ASKED} AND known_id IS NOT NULL THEN unknown_on END"),
    ClockColumn("team_agencies", "last_known_on", f"CASE WHEN {_ASKED} AND unknown_id IS NULL THEN known_on END"),
)
_OF_CAFS = (
    ClockColumn("cafs", "unassessed_on", "CASE WHEN closed_at IS NULL AND assessed_on IS NULL THEN started_on END"),
    ClockColumn(
        "cafs", "plan_unshared_on", "CASE WHEN closed_at IS NULL AND plan_shared_on IS NULL THEN started_on END"
    ),
    ClockColumn(
        "cafs", "first_review_from", "CASE WHEN closed_at IS NULL AND reviewed_on IS NULL THEN assessed_on END"
    ),
    ClockColumn("cafs", "next_review_from", "CASE WHEN closed_at IS NULL THEN reviewed_on END"),
)
_OPEN_CAF = "recommendation = 'caf' AND decided_on IS NOT NULL AND outcome IS NULL"
_LATER = "CASE WHEN caf_started_on < decided_on THEN decided_on ELSE caf_started_on END"
_UNCONFIRMED = ClockColumn(
    "step_downs", "unconfirmed_on", f"CASE WHEN {_OPEN_CAF} AND caf_started_on IS NOT NULL THEN {_LATER} END"
)
_UNCONFIRMED_UNTIL_CLOSED = ClockColumn(
    "step_downs",
    "unconfirmed_on",
    f"CASE WHEN {_OPEN_CAF} AND caf_started_on IS NOT NULL AND caf_closed_on IS NULL THEN {_LATER} END",
)
_WAITING = ClockColumn("approval_requests", "waiting_on", "CASE WHEN answer IS NULL THEN requested_on END")
_KINDS = ("recommend_none", "end_without_caf", "moved_area", "error")
_CAF_OUTCOMES = (
    "needs_met",
    "single_agency",
    "stepped_up",
    "moved_area",
    "declined_or_disengaged",
    "died",
    "error",
)
_BASES = ("consent", "public_task", "legal_obligation", "vital_interests")
_ABOUT_ADULTS = ("language", "needs_interpreter", "safe_contact", "may_know", "may_attend", "may_receive")
# In the order in which they may be dropped.
_TABLES = (
    "action_progress",
    "review_answers",
    "plan_actions",
    "reviews",
    "plan_shares",
    "plan_outcomes",
    "caf_closings",
    "sightings",
    "not_pursued",
    "meeting_agencies",
    "finding_out",
    "observations",
    "meetings",
)


def _make_tables() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "taf",
                "review",
                "professionals",
                name="meeting_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=True),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arranged_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=4000), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("hold_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR cancel_reason IS NOT NULL", name=op.f("ck_meetings_cancelled_for_a_reason")
        ),
        sa.CheckConstraint("held_on IS NULL OR cancelled_at IS NULL", name=op.f("ck_meetings_held_or_cancelled")),
        sa.CheckConstraint("planned_for IS NOT NULL OR held_on IS NOT NULL", name=op.f("ck_meetings_has_a_day")),
        sa.CheckConstraint("recorded_at IS NULL OR held_on IS NOT NULL", name=op.f("ck_meetings_held_before_recorded")),
        sa.ForeignKeyConstraint(["arranged_by_id"], ["users.id"], name=op.f("fk_meetings_arranged_by_id")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["users.id"], name=op.f("fk_meetings_cancelled_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meetings_case_id")),
        sa.ForeignKeyConstraint(["chair_id"], ["users.id"], name=op.f("fk_meetings_chair_id")),
        sa.ForeignKeyConstraint(["hold_recorded_by_id"], ["users.id"], name=op.f("fk_meetings_hold_recorded_by_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_meetings_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_case_id"), "meetings", ["case_id"], unique=False)
    op.create_index(
        "ix_meetings_planned_for",
        "meetings",
        ["planned_for"],
        unique=False,
        sqlite_where=sa.text("held_on IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("held_on IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "engaged",
                "partial",
                "waiting_to_start",
                "declined",
                "not_brought",
                "no_access",
                "ended_by_agency",
                "not_offered",
                "unknown",
                name="engagement_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column(
            "evidence",
            sa.Enum(
                "direct",
                "record",
                "other_agency",
                "parent_report",
                name="evidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.Column("said_by", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("child_id IS NULL OR adult_id IS NULL", name=op.f("ck_observations_of_one_person")),
        sa.ForeignKeyConstraint(["adult_id"], ["adults.id"], name=op.f("fk_observations_adult_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_observations_agency_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_observations_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_observations_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_observations_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index(
        "ix_observations_latest",
        "observations",
        ["case_id", "agency_id", "as_of", "id"],
        unique=False,
    )
    op.create_table(
        "finding_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_finding_out_attempts_counted")),
        sa.ForeignKeyConstraint(["adult_id"], ["adults.id"], name=op.f("fk_finding_out_adult_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_finding_out_case_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_finding_out_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_out")),
    )
    op.create_index(op.f("ix_finding_out_adult_id"), "finding_out", ["adult_id"], unique=False)
    op.create_table(
        "meeting_agencies",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_meeting_agencies_agency_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_agencies_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "agency_id", name=op.f("pk_meeting_agencies")),
    )
    op.create_index(op.f("ix_meeting_agencies_agency_id"), "meeting_agencies", ["agency_id"], unique=False)
    op.create_table(
        "not_pursued",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("agreed_by_id <> recorded_by_id", name=op.f("ck_not_pursued_two_people")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["users.id"], name=op.f("fk_not_pursued_agreed_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_not_pursued_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_not_pursued_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_not_pursued_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_pursued")),
    )
    op.create_index(op.f("ix_not_pursued_child_id"), "not_pursued", ["child_id"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sightings_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_sightings_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_sightings_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_child_id"), "sightings", ["child_id"], unique=False)
    op.create_table(
        "caf_closings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caf_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "needs_met",
                "single_agency",
                "stepped_up",
                "moved_area",
                "declined_or_disengaged",
                "died",
                "error",
                name="caf_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("carries_on", sa.String(length=4000), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("act_on", sa.Date(), nullable=True),
        sa.Column("receiving_person", sa.String(length=200), nullable=True),
        sa.Column("managers_review", sa.String(length=4000), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by_id", sa.Integer(), nullable=True),
        sa.Column("reopen_reason", sa.String(length=4000), nullable=True),
        sa.CheckConstraint(
            "reopened_at IS NULL OR reopen_reason IS NOT NULL", name=op.f("ck_caf_closings_reopened_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["users.id"], name=op.f("fk_caf_closings_reopened_by_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_caf_closings_agency_id")),
        sa.ForeignKeyConstraint(["caf_id"], ["cafs.id"], name=op.f("fk_caf_closings_caf_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_caf_closings_case_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_caf_closings_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caf_closings")),
    )
    op.create_index(op.f("ix_caf_closings_caf_id"), "caf_closings", ["caf_id"], unique=False)
    op.create_table(
        "plan_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caf_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.String(length=4000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by_id", sa.Integer(), nullable=True),
        sa.Column("drop_reason", sa.String(length=4000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "dropped_at IS NULL OR drop_reason IS NOT NULL", name=op.f("ck_plan_outcomes_dropped_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["caf_id"], ["cafs.id"], name=op.f("fk_plan_outcomes_caf_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_plan_outcomes_case_id")),
        sa.ForeignKeyConstraint(["dropped_by_id"], ["users.id"], name=op.f("fk_plan_outcomes_dropped_by_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_plan_outcomes_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_outcomes")),
    )
    op.create_index(op.f("ix_plan_outcomes_caf_id"), "plan_outcomes", ["caf_id"], unique=False)
    op.create_table(
        "plan_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caf_id", sa.Integer(), nullable=False),
        sa.Column("adult_id", sa.Integer(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_on", sa.Date(), nullable=False),
        sa.Column("shared_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["adult_id"], ["adults.id"], name=op.f("fk_plan_shares_adult_id")),
        sa.ForeignKeyConstraint(["caf_id"], ["cafs.id"], name=op.f("fk_plan_shares_caf_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_plan_shares_case_id")),
        sa.ForeignKeyConstraint(["shared_by_id"], ["users.id"], name=op.f("fk_plan_shares_shared_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_shares")),
    )
    op.create_index(op.f("ix_plan_shares_caf_id"), "plan_shares", ["caf_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caf_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("what_changed", sa.String(length=4000), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["caf_id"], ["cafs.id"], name=op.f("fk_reviews_caf_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reviews_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_reviews_meeting_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["users.id"], name=op.f("fk_reviews_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_reviews_meeting_id")),
    )
    op.create_index(op.f("ix_reviews_caf_id"), "reviews", ["caf_id"], unique=False)
    op.create_table(
        "plan_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caf_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=4000), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_agency_id", sa.Integer(), nullable=True),
        sa.Column("owner_adult_id", sa.Integer(), nullable=True),
        sa.Column("owner_child_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=False),
        sa.Column("reminded_before", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by_id", sa.Integer(), nullable=True),
        sa.Column("drop_reason", sa.String(length=4000), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("ended_with_case_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "undone_on",
            sa.Date(),
            generated(
                "CASE WHEN done_at IS NULL AND dropped_at IS NULL AND ended_with_case_at IS NULL THEN due_on END"
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN owner_id IS NULL THEN 0 ELSE 1 END + CASE WHEN owner_agency_id IS NULL THEN 0 ELSE 1 END + CASE WHEN owner_adult_id IS NULL THEN 0 ELSE 1 END + CASE WHEN owner_child_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_plan_actions_one_owner"),
        ),
        sa.CheckConstraint("done_at IS NULL OR dropped_at IS NULL", name=op.f("ck_plan_actions_done_or_dropped")),
        sa.CheckConstraint(
            "dropped_at IS NULL OR drop_reason IS NOT NULL", name=op.f("ck_plan_actions_dropped_for_a_reason")
        ),
        sa.CheckConstraint("due_on >= agreed_on", name=op.f("ck_plan_actions_due_after_agreed")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["users.id"], name=op.f("fk_plan_actions_agreed_by_id")),
        sa.ForeignKeyConstraint(["caf_id"], ["cafs.id"], name=op.f("fk_plan_actions_caf_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_plan_actions_case_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_plan_actions_done_by_id")),
        sa.ForeignKeyConstraint(["dropped_by_id"], ["users.id"], name=op.f("fk_plan_actions_dropped_by_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["plan_outcomes.id"], name=op.f("fk_plan_actions_outcome_id")),
        sa.ForeignKeyConstraint(["owner_adult_id"], ["adults.id"], name=op.f("fk_plan_actions_owner_adult_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agencies.id"], name=op.f("fk_plan_actions_owner_agency_id")),
        sa.ForeignKeyConstraint(["owner_child_id"], ["children.id"], name=op.f("fk_plan_actions_owner_child_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_plan_actions_owner_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["plan_actions.id"], name=op.f("fk_plan_actions_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_actions")),
    )
    op.create_index(op.f("ix_plan_actions_case_id"), "plan_actions", ["case_id"], unique=False)
    op.create_index(op.f("ix_plan_actions_outcome_id"), "plan_actions", ["outcome_id"], unique=False)
    op.create_index(op.f("ix_plan_actions_owner_id"), "plan_actions", ["owner_id"], unique=False)
    op.create_index(
        "ix_plan_actions_undone_on",
        "plan_actions",
        ["undone_on"],
        unique=False,
        sqlite_where=sa.text("undone_on IS NOT NULL"),
        postgresql_where=sa.text("undone_on IS NOT NULL"),
    )
    op.create_table(
        "review_answers",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column(
            "progress",
            sa.Enum(
                "worse",
                "no_change",
                "better",
                "achieved",
                name="outcome_progress",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(["outcome_id"], ["plan_outcomes.id"], name=op.f("fk_review_answers_outcome_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_answers_review_id")),
        sa.PrimaryKeyConstraint("review_id", "outcome_id", name=op.f("pk_review_answers")),
    )
    op.create_index(op.f("ix_review_answers_outcome_id"), "review_answers", ["outcome_id"], unique=False)
    op.create_table(
        "action_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["plan_actions.id"], name=op.f("fk_action_progress_action_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["users.id"], name=op.f("fk_action_progress_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_progress")),
    )
    op.create_index(op.f("ix_action_progress_action_id"), "action_progress", ["action_id"], unique=False)


def upgrade() -> None:
    forget_changes()
    _make_tables()
    _about_adults()
    _cafs_close()
    _closings_are_approved()
    _agencies_are_asked()
    note_changes()


def _about_adults() -> None:
    texts = {"language": sa.String(200), "safe_contact": sa.String(4000)}
    for name in _ABOUT_ADULTS:
        op.add_column("adults", sa.Column(name, texts.get(name, sa.Boolean()), nullable=True))


def _cafs_close() -> None:
    outcome = sa.Enum(*_CAF_OUTCOMES, name="caf_outcome", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("cafs") as cafs:
        for name in ("plan_shared_on", "reviewed_on", "closed_on"):
            cafs.add_column(sa.Column(name, sa.Date(), nullable=True))
        cafs.add_column(sa.Column("reviewed_id", sa.Integer(), nullable=True))
        cafs.add_column(sa.Column("outcome", outcome, nullable=True))
        cafs.create_foreign_key(op.f("fk_cafs_reviewed_id"), "meetings", ["reviewed_id"], ["id"])
        cafs.create_check_constraint(op.f("ck_cafs_reviewed_on_a_day"), "(reviewed_id IS NULL) = (reviewed_on IS NULL)")
    _outcomes_of_closed_cafs()
    with altered("cafs", new=_OF_CAFS) as cafs:
        cafs.create_check_constraint(op.f("ck_cafs_closed_with_outcome"), "(closed_at IS NULL) = (outcome IS NULL)")
    op.add_column("step_downs", sa.Column("caf_closed_on", sa.Date(), nullable=True))
    _UNCONFIRMED.drop()
    _UNCONFIRMED_UNTIL_CLOSED.add()


def _outcomes_of_closed_cafs() -> None:
    """Until now a CAF closed only with its step-down: how that ended is how the CAF did."""
    cafs = sa.table("cafs", sa.column("id"), sa.column("case_id"), sa.column("closed_at", UtcDateTime))
    changed = sa.table("cafs", sa.column("id"), sa.column("outcome"), sa.column("closed_on", sa.Date))
    step_downs = sa.table("step_downs", *map(sa.column, ("case_id", "outcome", "current")))
    ended_as = sa.case(
        (step_downs.c.outcome == "returned_to_social_care", "stepped_up"),
        (step_downs.c.outcome.in_(["moved_area", "error"]), step_downs.c.outcome),
        else_="declined_or_disengaged",
    )
    found = sa.select(cafs.c.id, cafs.c.closed_at, ended_as.label("outcome")).outerjoin(
        step_downs, sa.and_(step_downs.c.case_id == cafs.c.case_id, step_downs.c.current.is_(sa.true()))
    )
    for caf in op.get_bind().execute(found.where(cafs.c.closed_at.is_not(None))).all():
        op.execute(
            changed.update()
            .where(changed.c.id == caf.id)
            .values(outcome=caf.outcome, closed_on=clock.london_date(caf.closed_at))
        )


def _closings_are_approved() -> None:
    with altered("approval_requests", old=[_WAITING]) as requests:
        requests.add_column(sa.Column("closing_id", sa.Integer(), nullable=True))
        requests.alter_column("step_down_id", existing_type=sa.Integer(), nullable=True)
        requests.create_foreign_key(op.f("fk_approval_requests_closing_id"), "caf_closings", ["closing_id"], ["id"])
        requests.create_unique_constraint(op.f("uq_approval_requests_closing_id"), ["closing_id"])
        requests.drop_constraint(op.f("ck_approval_requests_approval_kind"), type_="check")
        requests.create_check_constraint(
            op.f("ck_approval_requests_approval_kind"), sa.column("kind").in_([*_KINDS, "close_caf"])
        )
        for name, condition in _REQUESTS_HOLD:
            requests.create_check_constraint(op.f(f"ck_approval_requests_{name}"), condition)
    op.create_index(
        "uq_approval_requests_closing",
        "approval_requests",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text(_CLOSING_WAITS),
        postgresql_where=sa.text(_CLOSING_WAITS),
    )


_REQUESTS_HOLD = (
    ("about_one_thing", "(step_down_id IS NULL) = (closing_id IS NOT NULL)"),
    ("closing_is_proposed", "(kind = 'close_caf') = (closing_id IS NOT NULL)"),
)
_CLOSING_WAITS = "answer IS NULL AND closing_id IS NOT NULL"
_TEAM_HOLDS = (
    ("known_on_a_day", "(known_id IS NULL) = (known_on IS NULL)"),
    ("unknown_on_a_day", "(unknown_id IS NULL) = (unknown_on IS NULL)"),
    ("sharing_has_reason", "sharing_basis IS NULL OR sharing_basis = 'consent' OR sharing_reason IS NOT NULL"),
)
_OF_TEAM: dict[str, sa.types.TypeEngine[Any]] = {
    "worker_name": sa.String(200),
    "own_reference": sa.String(60),
    "involved_since": sa.Date(),
    "sharing_basis": sa.Enum(*_BASES, name="sharing_basis", native_enum=False, create_constraint=True, length=40),
    "sharing_scope": sa.String(4000),
    "family_told": sa.Boolean(),
    "sharing_reason": sa.String(4000),
    "joined_on": sa.Date(),
    "added_by_id": sa.Integer(),
    "left_reason": sa.String(4000),
    "removed_by_id": sa.Integer(),
    "ended_with_case_at": sa.DateTime(timezone=True),
    "known_id": sa.Integer(),
    "known_on": sa.Date(),
    "unknown_id": sa.Integer(),
    "unknown_on": sa.Date(),
    "version": sa.Integer(),
}
_TEAM_REFERS_TO = {
    "added_by_id": "users",
    "removed_by_id": "users",
    "known_id": "observations",
    "unknown_id": "observations",
}


def _agencies_are_asked() -> None:
    with op.batch_alter_table("team_agencies") as team:
        for name, kind in _OF_TEAM.items():
            team.add_column(sa.Column(name, kind, nullable=True))
        for name, table in _TEAM_REFERS_TO.items():
            team.create_foreign_key(op.f(f"fk_team_agencies_{name}"), table, [name], ["id"])
        for name, condition in _TEAM_HOLDS:
            team.create_check_constraint(op.f(f"ck_team_agencies_{name}"), condition)
    op.create_index(op.f("ix_team_agencies_case_id"), "team_agencies", ["case_id"], unique=False)
    _those_in_the_team_already()
    with altered("team_agencies", new=_IN_TEAM) as team:
        team.alter_column("joined_on", existing_type=sa.Date(), nullable=False)
        team.alter_column("version", existing_type=sa.Integer(), nullable=False)


def _those_in_the_team_already() -> None:
    """Since the London day on which they joined; a closed case asks them nothing."""
    joined = sa.table("team_agencies", sa.column("id"), sa.column("case_id"), sa.column("joined_at", UtcDateTime))
    cases = sa.table("cases", sa.column("id"), sa.column("closed_at", UtcDateTime))
    changed = sa.table(
        "team_agencies",
        sa.column("id"),
        sa.column("version"),
        sa.column("joined_on", sa.Date),
        sa.column("ended_with_case_at", UtcDateTime),
    )
    found = sa.select(joined.c.id, joined.c.joined_at, cases.c.closed_at).join(cases, cases.c.id == joined.c.case_id)
    for row in op.get_bind().execute(found).all():
        op.execute(
            changed.update()
            .where(changed.c.id == row.id)
            .values(version=1, joined_on=clock.london_date(row.joined_at), ended_with_case_at=row.closed_at)
        )


def downgrade() -> None:
    forget_changes()
    op.drop_index(op.f("ix_team_agencies_case_id"), table_name="team_agencies")
    with altered("team_agencies", old=_IN_TEAM, new=()) as team:
        for name, _ in _TEAM_HOLDS:
            team.drop_constraint(op.f(f"ck_team_agencies_{name}"), type_="check")
        team.drop_constraint(op.f("ck_team_agencies_sharing_basis"), type_="check")
        for name in _TEAM_REFERS_TO:
            team.drop_constraint(op.f(f"fk_team_agencies_{name}"), type_="foreignkey")
        for name in _OF_TEAM:
            team.drop_column(name)
    op.execute("DELETE FROM approval_requests WHERE kind = 'close_caf'")
    op.drop_index("uq_approval_requests_closing", "approval_requests")
    with altered("approval_requests", old=[_WAITING]) as requests:
        for name, _ in _REQUESTS_HOLD:
            requests.drop_constraint(op.f(f"ck_approval_requests_{name}"), type_="check")
        requests.drop_constraint(op.f("ck_approval_requests_approval_kind"), type_="check")
        requests.create_check_constraint(op.f("ck_approval_requests_approval_kind"), sa.column("kind").in_(_KINDS))
        requests.drop_constraint(op.f("uq_approval_requests_closing_id"), type_="unique")
        requests.drop_constraint(op.f("fk_approval_requests_closing_id"), type_="foreignkey")
        requests.drop_column("closing_id")
        requests.alter_column("step_down_id", existing_type=sa.Integer(), nullable=False)
    _UNCONFIRMED_UNTIL_CLOSED.drop()
    op.drop_column("step_downs", "caf_closed_on")
    _UNCONFIRMED.add()
    with altered("cafs", old=_OF_CAFS, new=()) as cafs:
        for name in ("closed_with_outcome", "reviewed_on_a_day", "caf_outcome"):
            cafs.drop_constraint(op.f(f"ck_cafs_{name}"), type_="check")
        cafs.drop_constraint(op.f("fk_cafs_reviewed_id"), type_="foreignkey")
        for name in ("outcome", "reviewed_id", "closed_on", "reviewed_on", "plan_shared_on"):
            cafs.drop_column(name)
    for name in reversed(_ABOUT_ADULTS):
        op.drop_column("adults", name)
    for table in _TABLES:
        op.drop_table(table)
    note_changes()
