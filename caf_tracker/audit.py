"""Writing down, in the act's own transaction, who did or read what."""

from datetime import datetime
from typing import Any

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, User


def record(
    *,
    at: datetime,
    act: str,
    actor: User | None = None,
    job: str | None = None,
    case: Case | None = None,
    **details: Any,
) -> None:
    """Add one audit event; `details` holds ids and words, never names or case text.

    Exactly one of `actor` (a person) and `job` (a scheduled job or an import) is given: the database insists.
    """
    db.session.add(
        AuditEvent(
            at=at,
            act=act,
            user_id=actor.id if actor else None,
            job=job,
            case_id=case.id if case else None,
            details=details,
        )
    )
