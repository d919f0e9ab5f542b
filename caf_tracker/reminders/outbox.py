"""The outbox: mail waiting in the database, claimed for a while by one relay, then marked as sent or put off.

Every function here is one step inside its caller's transaction; the relay commits after each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import InstrumentedAttribute, Session

from caf_tracker import clock
from caf_tracker.models import Agency, ClosedPeriod, Mail, User
from caf_tracker.models.words import MailKind

# How long a relay may keep what it claimed; another takes it up after that, the first having died or hung.
LEASE = timedelta(minutes=5)
# How many mails one claim takes: few enough to be sent well within the lease.
BATCH = 20
# After the first, second … refusal of a mail; then every five minutes, so that what was mended is noticed at once.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5))
# A mail that may have arrived is repeated less and less often: each try may put one more copy into somebody's inbox.
REPEAT_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
# While the server itself is away, nothing is known against the mail: it waits, for as long as that takes.
ASK_SERVER_AFTER = timedelta(minutes=1)
# After this long since a mail was written it is given up, and the system administrator sees it …
GIVE_UP_AFTER = timedelta(hours=72)
# … but not before it was refused so often: the host may have been off, or the server away, for most of that time.
LEAST_TRIES = 36
# Beyond any lease and pause between two tries: only a clock that ran ahead writes such a moment, and it is not
# waited for. A lease, which is shorter, is safe between clocks that differ by less than this.
AHEAD = timedelta(minutes=10)

_WORDS = 500

_log = structlog.get_logger(__name__)

is_waiting = sa.and_(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))


def closed_at(at: datetime) -> sa.ColumnElement[bool]:
    """The closed period in which a mail to an agency's mailbox goes to another, for a select over Mail."""
    return sa.and_(ClosedPeriod.agency_id == Mail.agency_id, ClosedPeriod.takes_mail(clock.london_date(at)))


@dataclass(frozen=True)
class Claim:
    """One mail that a relay holds until `until`; `taken_over` from a relay that never said what became of it."""

    mail_id: int
    message_id: str
    kind: MailKind
    recipient: str | None
    # The account was disabled, or the address was refused before.
    barred: bool
    bounced: bool
    created_at: datetime
    attempts: int
    until: datetime
    taken_over: bool


def claim(session: Session, at: datetime, *, count: int = BATCH) -> list[Claim]:
    """Take the mails that have waited longest, passing over those that another relay holds."""
    rows = session.execute(
        sa.select(
            Mail.id,
            Mail.message_id,
            Mail.kind,
            Mail.created_at,
            Mail.attempts,
            Mail.claimed_until,
            sa.func.coalesce(User.email, ClosedPeriod.mailbox, Agency.mailbox).label("recipient"),
            User.disabled_at,
            sa.case((ClosedPeriod.id.is_(None), sa.func.coalesce(User.bounced_at, Agency.mailbox_bounced_at))).label(
                "bounced_at"
            ),
        )
        .outerjoin(User, User.id == Mail.user_id)
        .outerjoin(Agency, Agency.id == Mail.agency_id)
        .outerjoin(ClosedPeriod, closed_at(at))
        .where(is_waiting, _has_come(Mail.next_try_at, at), _nobody_holds(at))
        .order_by(Mail.next_try_at, Mail.id)
        .limit(count)
        # SQLite has no such clause and needs none: its transactions begin with the write lock.
        .with_for_update(of=Mail, skip_locked=True)
    ).all()
    until = at + LEASE
    session.execute(sa.update(Mail).where(Mail.id.in_([row.id for row in rows])).values(claimed_until=until))
    return [
        Claim(
            mail_id=row.id,
            message_id=_full_message_id(row.message_id, row.created_at),
            kind=row.kind,
            recipient=row.recipient,
            barred=row.disabled_at is not None,
            bounced=row.bounced_at is not None,
            created_at=row.created_at,
            attempts=row.attempts,
            until=until,
            taken_over=row.claimed_until is not None,
        )
        for row in rows
    ]


def _full_message_id(message_id: str, created_at: datetime) -> str:
    """The part before the @, the same at every try; the sender's domain ends it.

    With its moment, so that a database restored from a copy never sends another mail under an old name.
    """
    return f"{message_id.strip('<>').partition('@')[0]}.{created_at:%Y%m%d%H%M%S%f}"


def withdraw(session: Session, which: sa.ColumnElement[bool], at: datetime) -> list[int]:
    """Keep these waiting mails, as far as nobody holds them, from every relay until the transaction ends; their ids."""
    rows = session.execute(
        sa.select(Mail.id, Mail.message_id, Mail.created_at, Mail.claimed_until)
        .where(is_waiting, which, _nobody_holds(at))
        .with_for_update(of=Mail, skip_locked=True)
    ).all()
    for row in rows:
        if row.claimed_until is not None:
            _log.warning("mail_outcome_unknown", mail_id=row.id,
                         message_id=_full_message_id(row.message_id, row.created_at),
                         why="withdrawn, but a relay that claimed it never said what became of it")  # fmt: skip
    return [row.id for row in rows]


def release(session: Session, claims: Sequence[Claim]) -> None:
    """Give back what was not tried, for the next relay to take at once."""
    ids, leases = [claimed.mail_id for claimed in claims], {claimed.until for claimed in claims}
    held = sa.and_(Mail.id.in_(ids), Mail.claimed_until.in_(leases))
    _change(session, sa.update(Mail).where(held, is_waiting).values(claimed_until=None))


def mark_sent(session: Session, claimed: Claim, at: datetime) -> None:
    """The server has it. Said even when the lease has run out meanwhile: sent is sent."""
    session.execute(
        sa.update(Mail)
        .where(Mail.id == claimed.mail_id, Mail.sent_at.is_(None))
        # An invitation's link lets somebody in: it is not kept once it has gone.
        .values(sent_at=at, given_up_at=None, claimed_until=None, link=None, attempts=Mail.attempts + 1)
    )
    if claimed.bounced:
        # A server that takes a mail for the address shows that it no longer bounces.
        _set_bounced(session, claimed, None)


def put_off(session: Session, claimed: Claim, at: datetime, words: str, *, may_have_arrived: bool = False) -> bool:
    """Try again later, or give up if it was refused for too long; whether it was given up."""
    if at >= claimed.created_at + GIVE_UP_AFTER and claimed.attempts + 1 >= LEAST_TRIES:
        give_up(session, claimed, at, words)
        return True
    pauses = REPEAT_AFTER if may_have_arrived else RETRY_AFTER
    pause = pauses[min(claimed.attempts, len(pauses) - 1)]
    _change_held(
        session, claimed, claimed_until=None, attempts=Mail.attempts + 1, last_error=words[:_WORDS],
        next_try_at=at + pause,
    )  # fmt: skip
    return False


def wait_for_server(session: Session, claimed: Claim, at: datetime, words: str) -> None:
    """Try again soon; it does not count as a try, for the server was not asked about this mail."""
    _change_held(session, claimed, claimed_until=None, last_error=words[:_WORDS], next_try_at=at + ASK_SERVER_AFTER)


def give_up(session: Session, claimed: Claim, at: datetime, words: str) -> None:
    """Stop trying; the outbox page shows it until somebody sends it again."""
    _change_held(
        session, claimed, claimed_until=None, attempts=Mail.attempts + 1, last_error=words[:_WORDS], given_up_at=at
    )
    _log.error("mail_given_up", mail_id=claimed.mail_id, message_id=claimed.message_id, kind=claimed.kind.value)


def mark_bounced(session: Session, claimed: Claim, at: datetime) -> bool:
    """The address counts as missing from now on; whether that is news, so that stand-ins must be told."""
    return not claimed.bounced and _set_bounced(session, claimed, at) > 0


def _set_bounced(session: Session, claimed: Claim, at: datetime | None) -> int:
    """Mark or clear the mail's address, unless it has been corrected since; the number of rows that changed."""
    recipient = sa.select(Mail.user_id).where(Mail.id == claimed.mail_id).scalar_subquery()
    mailbox = sa.select(Mail.agency_id).where(Mail.id == claimed.mail_id).scalar_subquery()
    was_marked = at is None
    changed = _change(
        session,
        sa.update(User)
        .where(User.id == recipient, User.email == claimed.recipient, User.bounced_at.is_not(None) == was_marked)
        .values(bounced_at=at),
    )
    for row, agency in ((Agency, Agency.id), (ClosedPeriod, ClosedPeriod.agency_id)):
        changed += _change(
            session,
            sa.update(row)
            .where(agency == mailbox, row.mailbox == claimed.recipient)
            .where(row.mailbox_bounced_at.is_not(None) == was_marked)
            .values(mailbox_bounced_at=at),
        )
    return changed


def _nobody_holds(at: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(Mail.claimed_until.is_(None), _has_come(Mail.claimed_until, at))


def _has_come(moment: InstrumentedAttribute[Any], at: datetime) -> sa.ColumnElement[bool]:
    """Whether the moment has come, or lies so far ahead that only a clock that was wrong can have written it."""
    return sa.or_(moment <= at, moment > at + AHEAD)


def _change_held(session: Session, claimed: Claim, **values: object) -> None:
    """Change a mail only while this claim still holds it: a relay that woke up late must not undo another's work."""
    held = sa.and_(Mail.id == claimed.mail_id, Mail.claimed_until == claimed.until)
    _change(session, sa.update(Mail).where(held, is_waiting).values(**values))


def _change(session: Session, statement: sa.Update) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("sa.CursorResult[object]", result).rowcount
