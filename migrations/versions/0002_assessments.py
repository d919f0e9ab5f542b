"""The assessment of a CAF."""

import sqlalchemy as sa
from alembic import op

from migrations.unswept import forget_changes, note_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TOPICS = (
    "childs_development",
    "parenting",
    "family_and_environment",
    "childs_voice",
    "strengths",
    "contribution",
    "analysis",
)
_ASSESSED = "(assessed_at IS NULL) = (assessed_on IS NULL) AND (assessed_at IS NULL) = (assessed_by_id IS NULL)"
# Whose text, of which there is one: by these columns, among these rows.
_ONE_EACH = (
    ("family", ("topic",), "child_id IS NULL AND agency_id IS NULL"),
    ("child", ("topic", "child_id"), "child_id IS NOT NULL"),
    ("agency", ("agency_id",), "agency_id IS NOT NULL"),
)


def upgrade() -> None:
    forget_changes()
    with op.batch_alter_table("cafs") as cafs:
        cafs.add_column(sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True))
        cafs.add_column(sa.Column("assessed_on", sa.Date(), nullable=True))
        cafs.add_column(sa.Column("assessed_by_id", sa.Integer(), nullable=True))
        cafs.create_foreign_key(op.f("fk_cafs_assessed_by_id"), "users", ["assessed_by_id"], ["id"])
        cafs.create_check_constraint(op.f("ck_cafs_assessed_by_somebody"), _ASSESSED)
    note_changes()
    op.create_table(
        "assessment_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caf_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(*_TOPICS, name="assessment_topic", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(topic = 'contribution') = (agency_id IS NOT NULL)", name=op.f("ck_assessment_texts_agencies_contribute")
        ),
        sa.CheckConstraint(
            "topic <> 'childs_voice' OR child_id IS NOT NULL", name=op.f("ck_assessment_texts_voice_of_a_child")
        ),
        sa.CheckConstraint(
            "child_id IS NULL OR topic IN ('childs_development', 'parenting', 'family_and_environment', 'childs_voice')",
            name=op.f("ck_assessment_texts_of_a_child"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_assessment_texts_agency_id")),
        sa.ForeignKeyConstraint(["caf_id"], ["cafs.id"], name=op.f("fk_assessment_texts_caf_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assessment_texts_case_id")),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_assessment_texts_child_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_assessment_texts_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_texts")),
    )
    for whose, columns, where in _ONE_EACH:
        op.create_index(
            f"uq_assessment_texts_of_{whose}",
            "assessment_texts",
            ["caf_id", *columns],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    op.drop_table("assessment_texts")
    forget_changes()
    with op.batch_alter_table("cafs") as cafs:
        cafs.drop_constraint(op.f("ck_cafs_assessed_by_somebody"), type_="check")
        cafs.drop_constraint(op.f("fk_cafs_assessed_by_id"), type_="foreignkey")
        cafs.drop_column("assessed_by_id")
        cafs.drop_column("assessed_on")
        cafs.drop_column("assessed_at")
    note_changes()
