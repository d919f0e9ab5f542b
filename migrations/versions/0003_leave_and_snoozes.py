"""Absences with a deputy, an agency's closed periods, and reminders that somebody has put off."""

import sqlalchemy as sa
from alembic import op

from migrations.unswept import forget_changes, note_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LADDER = ("duty", "subject_id", "cause", "cause_id")
_BY_MAILBOX = "agency_id IS NOT NULL"
_BY_USUAL_MAILBOX = f"{_BY_MAILBOX} AND closed_period_id IS NULL"
_OUT_OF_TERM = "closed_period_id IS NOT NULL"
_TAKEN, _WAITING = "asked_id IS NULL", "asked_id IS NOT NULL AND answered_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        *_days("absences"),
        sa.CheckConstraint("deputy_id <> user_id", name=op.f("ck_absences_not_own_deputy")),
        *_keys("absences", user_id="users", deputy_id="users"),
    )
    op.create_index(op.f("ix_absences_user_id_to_on"), "absences", ["user_id", "to_on"])
    op.create_index(op.f("ix_absences_to_on"), "absences", ["to_on"])
    op.create_table(
        "closed_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("mailbox", sa.String(length=254), nullable=True),
        sa.Column("mailbox_bounced_at", sa.DateTime(timezone=True), nullable=True),
        *_days("closed_periods"),
        sa.CheckConstraint("contact_id IS NULL OR mailbox IS NULL", name=op.f("ck_closed_periods_one_contact")),
        *_keys("closed_periods", agency_id="agencies", contact_id="users"),
    )
    op.create_index(op.f("ix_closed_periods_agency_id_to_on"), "closed_periods", ["agency_id", "to_on"])
    op.create_index(op.f("ix_closed_periods_to_on"), "closed_periods", ["to_on"])
    op.create_table(
        "snoozes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=True),
        sa.Column("allowed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (allowed IS NULL)", name=op.f("ck_snoozes_answered")),
        sa.CheckConstraint("asked_id IS NOT NULL OR allowed IS NULL", name=op.f("ck_snoozes_asked_before_answered")),
        *_keys("snoozes", case_id="cases", user_id="users", asked_id="users"),
    )
    op.create_index(op.f("ix_snoozes_case_id"), "snoozes", ["case_id"])
    op.create_index(op.f("ix_snoozes_until_on"), "snoozes", ["until_on"])
    _partial_index("uq_snoozes_taken", "snoozes", ["user_id", *_LADDER], _TAKEN, unique=True)
    _partial_index("uq_snoozes_waiting", "snoozes", ["user_id", *_LADDER, "until_on"], _WAITING, unique=True)
    _partial_index("ix_snoozes_asked", "snoozes", ["asked_id"], _WAITING)
    op.drop_index("uq_tellings_agency", "tellings")
    with op.batch_alter_table("tellings") as tellings:
        tellings.add_column(sa.Column("closed_period_id", sa.Integer(), nullable=True))
        tellings.add_column(sa.Column("deputy_of_id", sa.Integer(), nullable=True))
        tellings.add_column(sa.Column("deputy_parts", sa.Integer(), nullable=True))
        tellings.create_foreign_key(
            op.f("fk_tellings_closed_period_id"), "closed_periods", ["closed_period_id"], ["id"]
        )
        tellings.create_foreign_key(op.f("fk_tellings_deputy_of_id"), "users", ["deputy_of_id"], ["id"])
        tellings.create_check_constraint(
            op.f("ck_tellings_closed_agency"), "closed_period_id IS NULL OR agency_id IS NOT NULL"
        )
        tellings.create_check_constraint(
            op.f("ck_tellings_deputy_of_somebody"), "(deputy_of_id IS NULL) = (deputy_parts IS NULL)"
        )
    _partial_index("uq_tellings_agency", "tellings", [*_LADDER, "agency_id", "rung"], _BY_USUAL_MAILBOX, unique=True)
    _partial_index(
        "uq_tellings_out_of_term", "tellings", [*_LADDER, "closed_period_id", "rung"], _OUT_OF_TERM, unique=True
    )
    forget_changes()
    note_changes()


def downgrade() -> None:
    forget_changes()
    # What only deputies and out-of-term mailboxes were told has no place in the older schema.
    op.execute("DELETE FROM tellings WHERE closed_period_id IS NOT NULL OR parts = 0")
    op.drop_index("uq_tellings_out_of_term", "tellings")
    op.drop_index("uq_tellings_agency", "tellings")
    with op.batch_alter_table("tellings") as tellings:
        tellings.drop_constraint(op.f("ck_tellings_deputy_of_somebody"), type_="check")
        tellings.drop_constraint(op.f("ck_tellings_closed_agency"), type_="check")
        tellings.drop_constraint(op.f("fk_tellings_deputy_of_id"), type_="foreignkey")
        tellings.drop_constraint(op.f("fk_tellings_closed_period_id"), type_="foreignkey")
        for column in ("deputy_parts", "deputy_of_id", "closed_period_id"):
            tellings.drop_column(column)
    _partial_index("uq_tellings_agency", "tellings", [*_LADDER, "agency_id", "rung"], _BY_MAILBOX, unique=True)
    for table in ("snoozes", "closed_periods", "absences"):
        op.drop_table(table)
    note_changes()


def _days(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("to_on >= from_on", name=op.f(f"ck_{table}_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f(f"fk_{table}_recorded_by_id")),
    ]


def _keys(table: str, **references: str) -> list[sa.schema.SchemaItem]:
    foreign = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in references.items()
    ]
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), *foreign]


def _partial_index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    rows = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)
