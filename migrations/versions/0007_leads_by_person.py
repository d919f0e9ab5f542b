"""Who leads which cases now, so that a caseload is found without reading the leads of a whole area."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LEADING = sa.text("accepted_at IS NOT NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_leads_led_by",
        "leads",
        ["user_id", "case_id"],
        sqlite_where=LEADING,
        postgresql_where=LEADING,
    )


def downgrade() -> None:
    op.drop_index("ix_leads_led_by", table_name="leads")
