"""What must hold for the product to be ready: each is one question with yes or no for an answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from caf_tracker import schema
from caf_tracker.extensions import db
from caf_tracker.models import Mail, Tick

# Three ticks of five minutes, and an hour: later than that somebody should look.
SWEEP_MUST_BE_UNDER = timedelta(minutes=15)
MAIL_MUST_BE_UNDER = timedelta(hours=1)


def checks(at: datetime) -> dict[str, bool]:
    """Each check and whether it holds at this moment."""
    return {
        "database": _holds(_database_answers, at),
        "schema": _holds(_schema_at_head, at),
        "sweep": _holds(_swept_lately, at),
        "mail": _holds(_no_old_mail, at),
    }


def _holds(check: Callable[[datetime], bool], at: datetime) -> bool:
    try:
        return check(at)
    except SQLAlchemyError:
        # The transaction is of no more use; the next check begins another.
        db.session.rollback()
        return False


def _database_answers(_at: datetime) -> bool:
    return db.session.scalar(sa.select(1)) == 1


def _schema_at_head(_at: datetime) -> bool:
    return schema.at_head(db.session.connection())


def _swept_lately(at: datetime) -> bool:
    last = db.session.scalar(
        sa.select(sa.func.max(Tick.started_at)).where(Tick.job == "sweep", Tick.finished_at.is_not(None))
    )
    return last is not None and at - last < SWEEP_MUST_BE_UNDER


def _no_old_mail(at: datetime) -> bool:
    oldest = db.session.scalar(
        sa.select(sa.func.min(Mail.created_at)).where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
    )
    return oldest is None or at - oldest < MAIL_MUST_BE_UNDER
