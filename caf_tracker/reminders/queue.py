"""Writing mail into the outbox, many rows by one statement, once a person, kind and day."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from caf_tracker.models import Mail
from caf_tracker.models.words import MailKind

_COLUMNS = ("kind", "day", "created_at", "next_try_at", "attempts", "message_id", "user_id", "agency_id")


def queue_for_each(
    session: Session, recipients: sa.Select[*tuple[Any, ...]], *, kind: MailKind, day: date, at: datetime
) -> int:
    """A mail of the kind and day for each row (user_id, agency_id) of `recipients`; how many are new."""
    to = recipients.subquery()
    user, agency = sa.cast(to.c.user_id, sa.String), sa.cast(to.c.agency_id, sa.String)
    name = sa.func.coalesce(sa.literal("user-") + user, sa.literal("agency-") + agency)
    rows = sa.select(
        sa.literal(kind, Mail.kind.type),
        sa.literal(day, sa.Date),
        sa.literal(at, Mail.created_at.type),
        sa.literal(at, Mail.next_try_at.type),
        sa.literal(0),
        sa.literal(f"{kind.value}-{day.isoformat()}-") + name,
        to.c.user_id,
        to.c.agency_id,
        # SQLite would read "FROM … ON CONFLICT" as the condition of a join: a WHERE has to stand between.
    ).where(sa.true())
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Mail).from_select(_COLUMNS, rows, include_defaults=False).on_conflict_do_nothing()
    return len(session.execute(statement.returning(Mail.id)).all())
