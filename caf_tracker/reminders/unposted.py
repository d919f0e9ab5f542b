"""Mail where there is no post, as in a replay: composed into the outbox as ever, and counted as sent at once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caf_tracker.models import Mail
from caf_tracker.reminders import digest
from caf_tracker.reminders.outbox import is_waiting


def compose_and_count_as_sent(session: Session, at: datetime) -> None:
    """What tick and relay do after a sweep, without a server: the morning's digests, and everything that waits goes."""
    if digest.is_due(session, at):
        digest.queue_digests(session, at)
    session.execute(sa.update(Mail).where(is_waiting).values(sent_at=at).execution_options(synchronize_session=False))
