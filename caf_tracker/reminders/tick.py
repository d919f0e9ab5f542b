"""What one tick of the scheduler does, step by step, each step in a transaction of its own.

Any number of processes may tick at once: unique keys keep everybody from being told twice.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Telling, Tick
from caf_tracker.reminders import digest, summary
from caf_tracker.reminders.channels.base import Channel
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.relay import RelayResult, relay
from caf_tracker.reminders.sweep import sweep

KEEP_EMPTY_TICKS = timedelta(days=14)

# Any number, the same in every process: the name of the lock that saves a second sweep at the same moment.
_SWEEPING = 6_471_903
# A process that hangs with the lock in its hand must not silence the others: past this they sweep without it.
_TRUST_THE_OTHER = timedelta(minutes=10)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TickResult:
    """What a tick made: people told, digests and summaries queued; `skipped` if another process sweeps just now."""

    told: int = 0
    digests: int = 0
    summaries: int = 0
    skipped: bool = False


def tick(at: datetime) -> TickResult:
    """Sweep; then, once past 08:00 of a working day, compose the digests; and in the week's first, the summaries.

    The summaries are queued even when the sweep fails: they are what shows that something is wrong.
    """
    try:
        told = _sweep(at)
        digests = 0 if told is None else _queue_digests(at)
    finally:
        db.session.rollback()
        summaries = _queue_summaries(at)
    return TickResult(told or 0, digests, summaries, skipped=told is None)


def relay_tick(
    channel: Channel, letterhead: Letterhead, *, stopping: Callable[[], bool] = lambda: False
) -> RelayResult:
    """Send what is due; where that shows an address to be missing, sweep and send again: stand-ins hear at once."""
    total = relay(channel, letterhead, stopping=stopping)
    found = total.bounced
    while found and not stopping():
        # No lock here: this sweep has news that one already under way may have missed.
        sweep(clock.now())
        db.session.commit()
        more = relay(channel, letterhead, stopping=stopping)
        found = more.bounced
        total += more
    if total != RelayResult():
        _log.info("relayed", **asdict(total))
    return total


def prune_ticks(at: datetime) -> int:
    """Forget old ticks that told nobody anything; how many."""
    told_somebody = sa.exists().where(Telling.tick_id == Tick.id)
    gone = db.session.execute(
        sa.delete(Tick)
        .where(Tick.started_at < at - KEEP_EMPTY_TICKS, Tick.made == 0, ~told_somebody)
        .returning(Tick.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return len(gone)


def _sweep(at: datetime) -> int | None:
    """How many were told; None if another process is at it."""
    if _another_process_sweeps(at):
        db.session.rollback()
        return None
    told = sweep(at).told
    db.session.commit()
    if told:
        _log.info("swept", told=told)
    return told


def _queue_digests(at: datetime) -> int:
    session = db.session()
    queued = digest.queue_digests(session, at) if digest.is_due(session, at) else 0
    session.commit()
    return queued


def _queue_summaries(at: datetime) -> int:
    session = db.session()
    queued = summary.queue_summaries(session, at) if summary.is_due(session, at) else 0
    session.commit()
    return queued


def _another_process_sweeps(at: datetime) -> bool:
    """Whether the work can be left to another; the lock ends with this transaction. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name != "postgresql":
        return False
    if db.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_SWEEPING))):
        return False
    last = db.session.scalar(sa.select(sa.func.max(Tick.finished_at)).where(Tick.job == "sweep"))
    # A run that lies ahead was written by a clock that is wrong, and says nothing about the last ten minutes.
    return last is not None and timedelta() <= at - last < _TRUST_THE_OTHER
