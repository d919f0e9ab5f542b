"""Reading the outbox: who a mail is for and how it went, never what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Agency, Mail, Tick, User
from caf_tracker.models.words import MailKind
from caf_tracker.web.paging import PAGE

LAST_TICKS = 10


class Shown(StrEnum):
    """Which mails a page lists."""

    FAILED = "failed"
    RETRYING = "retrying"
    QUEUED = "queued"
    SENT = "sent"


_unfinished = sa.and_(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
_WHERE: dict[Shown, sa.ColumnElement[bool]] = {
    Shown.FAILED: Mail.given_up_at.is_not(None),
    Shown.RETRYING: sa.and_(_unfinished, Mail.attempts > 0),
    Shown.QUEUED: sa.and_(_unfinished, Mail.attempts == 0),
    Shown.SENT: Mail.sent_at.is_not(None),
}


@dataclass(frozen=True)
class Row:
    """One mail on the page."""

    id: int
    kind: MailKind
    recipient: str
    address: str | None
    created_at: datetime
    next_try_at: datetime
    attempts: int
    last_error: str | None
    sent_at: datetime | None
    given_up_at: datetime | None
    can_be_sent_again: bool


def mails(shown: Shown, after: int | None) -> list[Row]:
    """One page and a row more, newest first."""
    statement = (
        sa.select(
            Mail.id, Mail.kind, sa.func.coalesce(User.name, Agency.name), sa.func.coalesce(User.email, Agency.mailbox),
            Mail.created_at, Mail.next_try_at, Mail.attempts, Mail.last_error, Mail.sent_at, Mail.given_up_at,
            sa.and_(Mail.sent_at.is_(None), sa.or_(Mail.kind != MailKind.INVITATION, Mail.link.is_not(None))),
        )
        .outerjoin(User, User.id == Mail.user_id)
        .outerjoin(Agency, Agency.id == Mail.agency_id)
        .where(_WHERE[shown])
        .order_by(Mail.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(Mail.id < after)
    return [Row(*row) for row in db.session.execute(statement)]


def counts() -> dict[Shown, int]:
    """How many there are of each that somebody may have to do something about."""
    wanted = (Shown.FAILED, Shown.RETRYING, Shown.QUEUED)
    questions = [sa.select(sa.func.count()).where(_WHERE[shown]).scalar_subquery() for shown in wanted]
    found = db.session.execute(sa.select(*questions)).one()
    return dict(zip(wanted, found, strict=True))


def last_ticks() -> Sequence[Tick]:
    """The latest runs of the scheduler's jobs, newest first."""
    return db.session.scalars(sa.select(Tick).order_by(Tick.id.desc()).limit(LAST_TICKS)).all()
