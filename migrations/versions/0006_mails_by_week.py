"""Mails by the day on which they were written, so that those of the last weeks are counted without the older ones."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_mails_created_at"), "mails", ["created_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_mails_created_at"), table_name="mails")
