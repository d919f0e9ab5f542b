"""The day's digest: one mail a person and working day for everything they were told since the last."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from caf_tracker import clock, working_days
from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.models import Mail, Telling, Tick
from caf_tracker.models.words import MailKind, MailMode
from caf_tracker.reminders.outbox import withdraw
from caf_tracker.reminders.queue import queue_for_each

JOB = "digest"

_SAFETY = [duty.key for duty in DUTIES.values() if duty.safety]

_not_mailed = sa.and_(Telling.mail == MailMode.DIGEST, Telling.mail_id.is_(None))


def is_due(session: Session, at: datetime) -> bool:
    """Whether it is past 08:00 of a working day on which no digest has been composed.

    The first sweep after 08:00 decides what is in it, at whatever hour that runs; what is told later waits for
    the next working day's.
    """
    today = clock.london_date(at)
    if not working_days.is_working_day(today) or at < clock.london(today):
        return False
    composed = sa.select(Tick.id).where(Tick.job == JOB, Tick.started_at >= clock.london(today, time(0)))
    return session.scalar(sa.select(sa.exists(composed))) is False


def queue_digests(session: Session, at: datetime) -> int:
    """One mail for each person and agency mailbox with tellings that wait for a digest; how many are new."""
    today = clock.london_date(at)
    _take_back_old_digests(session, at)
    waiting = sa.select(Telling.user_id, Telling.agency_id).where(_not_mailed).distinct()
    queued = queue_for_each(session, waiting, kind=MailKind.DIGEST, day=today, at=at)
    _put_into_todays(session, _not_mailed, today)
    _take_along_what_goes_at_once(session, at)
    session.add(Tick(job=JOB, started_at=at, finished_at=at, made=queued))
    session.flush()
    return queued


def _put_into_todays(session: Session, tellings: sa.ColumnElement[bool], today: date) -> None:
    todays = sa.and_(Mail.kind == MailKind.DIGEST, Mail.day == today, Mail.sent_at.is_(None))
    for same_recipient in (Telling.user_id == Mail.user_id, Telling.agency_id == Mail.agency_id):
        session.execute(
            sa.update(Telling)
            .where(tellings, todays, same_recipient)
            .values(mail_id=Mail.id)
            .execution_options(synchronize_session=False)
        )


def _take_along_what_goes_at_once(session: Session, at: datetime) -> None:
    """Whoever gets a digest finds in it what was to go to them at once and still waits: one mail at 08:00, not two.

    That is what the same sweep queued, or what has waited since yesterday for a server that was away. A safety duty
    keeps its own mail, and so does what somebody has tried to send.
    """
    today, todays = clock.london_date(at), aliased(Mail)
    urgent = sa.exists().where(Telling.mail_id == Mail.id, Telling.duty.in_(_SAFETY))
    has_digest = sa.exists().where(
        todays.kind == MailKind.DIGEST,
        todays.day == today,
        todays.sent_at.is_(None),
        sa.or_(todays.user_id == Mail.user_id, todays.agency_id == Mail.agency_id),
    )
    untried = sa.and_(Mail.kind == MailKind.TELLING, Mail.attempts == 0, Mail.claimed_until.is_(None))
    taken = withdraw(session, sa.and_(untried, has_digest, ~urgent), at)
    if taken:
        _put_into_todays(session, Telling.mail_id.in_(taken), today)
        session.execute(sa.delete(Mail).where(Mail.id.in_(taken)))


def _take_back_old_digests(session: Session, at: datetime) -> None:
    """What an earlier day's digest said goes into today's, if it never went: one mail, however long nothing could go.

    Today's has a Message-ID of its own: a server that has seen the old one must not take it for a repetition.
    """
    old = withdraw(session, sa.and_(Mail.kind == MailKind.DIGEST, Mail.day < clock.london_date(at)), at)
    if old:
        session.execute(sa.update(Telling).where(Telling.mail_id.in_(old)).values(mail_id=None))
        session.execute(sa.delete(Mail).where(Mail.id.in_(old)))
