"""The only place that reads the time: aware UTC moments and London dates; replay and tests move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Nothing is told, lapses or stalls before this hour of a day (DOMAIN.md, "Duties: time and people").
MORNING = time(8, 0)

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The present civil date in London."""
    return london_date(now())


def london_date(moment: datetime) -> date:
    """The London civil date of an aware moment."""
    return moment.astimezone(LONDON).date()


def london(day: date, hour: time = MORNING) -> datetime:
    """The aware UTC moment of a London wall-clock time."""
    return datetime.combine(day, hour, LONDON).astimezone(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at this aware moment."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
