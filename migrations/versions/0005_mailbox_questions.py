"""An agency's answer from its mailbox, after a code that was sent there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = ("telling", "digest", "summary", "invitation")
_CALL_WANTED = "call_wanted_at IS NOT NULL"


def upgrade() -> None:
    _let_mail_be(*_KINDS, "code")
    op.create_table(
        "mailbox_questions",
        sa.Column("telling_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("team_agency_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("observation_id", sa.Integer(), nullable=True),
        sa.Column("call_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(code_hash IS NULL) OR (code_sent_at IS NOT NULL)", name=op.f("ck_mailbox_questions_code_was_sent")
        ),
        sa.CheckConstraint(
            "observation_id IS NULL OR answered_at IS NOT NULL",
            name=op.f("ck_mailbox_questions_answered_by_observation"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mailbox_questions_case_id")),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observations.id"], name=op.f("fk_mailbox_questions_observation_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_agency_id"], ["team_agencies.id"], name=op.f("fk_mailbox_questions_team_agency_id")
        ),
        sa.ForeignKeyConstraint(["telling_id"], ["tellings.id"], name=op.f("fk_mailbox_questions_telling_id")),
        sa.PrimaryKeyConstraint("telling_id", name=op.f("pk_mailbox_questions")),
    )
    op.create_index(
        "ix_mailbox_questions_call_wanted",
        "mailbox_questions",
        ["case_id"],
        sqlite_where=sa.text(_CALL_WANTED),
        postgresql_where=sa.text(_CALL_WANTED),
    )


def downgrade() -> None:
    op.drop_table("mailbox_questions")
    op.execute("DELETE FROM mails WHERE kind = 'code'")
    _let_mail_be(*_KINDS)


def _let_mail_be(*kinds: str) -> None:
    with op.batch_alter_table("mails") as mails:
        mails.drop_constraint(op.f("ck_mails_mail_kind"), type_="check")
        mails.create_check_constraint(op.f("ck_mails_mail_kind"), sa.column("kind").in_(kinds))
