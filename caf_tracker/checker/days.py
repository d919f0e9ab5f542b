"""The promise's times: when people are first told, when a nomination lapses, when a closure has stalled."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from caf_tracker import clock, working_days
from caf_tracker.models.words import FAST_TRACK

# DOMAIN.md: a nomination lapses on its 10th working day, fast track its 5th; a closure stalls on its 20th.
LAPSES, LAPSES_FAST, STALLS = 10, 5, 20
# DOMAIN.md, 14: the first review and those after it, or both where they are soon; looked for from so long before.
FIRST_REVIEW, NEXT_REVIEW, SOON_REVIEW, REVIEW_SOUGHT = timedelta(weeks=6), timedelta(weeks=12), timedelta(weeks=4), 10
# DOMAIN.md, 16: from so many working days before its day an action is looked for.
ACTION_SOUGHT = 3
# DOMAIN.md, "Going stale", and the same if a child is then under 1.
STALE, STALE_YOUNG = timedelta(weeks=6), timedelta(weeks=4)
# Nobody is left without a word for longer than so many working days.
EVERY = 5
# A sweep runs every five minutes; past three of them it is not late but missing (as /health/ready has it).
TICK, GRACE = timedelta(minutes=5), timedelta(minutes=15)


def first_telling_time(moment: datetime) -> datetime:
    """The moment itself from 08:00 on a working day; before that, or on any other day, the next such 08:00."""
    day = clock.london_date(moment)
    if not working_days.is_working_day(day):
        return clock.london(working_days.add(day, 1))
    return max(moment, clock.london(day))


def told_by(moment: datetime, grace: timedelta) -> datetime:
    """When a sweep has surely come round that may tell of what happened at this moment.

    What happens too late in the evening for a last sweep before midnight waits for 08:00 of the next working day.
    """
    first = first_telling_time(moment)
    midnight = clock.london(clock.london_date(first) + timedelta(days=1), time(0))
    if first + max(grace, TICK) >= midnight:
        first = first_telling_time(midnight)
    return first + grace


def heard_until(told_at: datetime) -> datetime:
    """Until when somebody told then counts as told: 08:00 of the fifth working day after."""
    return clock.london(working_days.add(clock.london_date(told_at), EVERY))


def has_come(day: date, at: datetime) -> bool:
    """Whether 08:00 of that day has come."""
    return at >= clock.london(day)


def lapses_on(nominated_on: date, fast_track: bool) -> date:
    """The day at whose 08:00 a nomination lapses."""
    return working_days.add(nominated_on, LAPSES_FAST if fast_track else LAPSES)


def first_birthday(born: date) -> date:
    """The day a child turns one: 1 March for one born on 29 February."""
    leap_day = (born.month, born.day) == (2, 29)
    return date(born.year + 1, 3, 1) if leap_day else date(born.year + 1, born.month, born.day)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def monday_from(day: date) -> date:
    """The first Monday on or after this day."""
    return day + timedelta(days=-day.weekday() % 7)


def is_fast_origin(comes_from: object) -> bool:
    """Whether a step-down from there is on the fast track whatever the children's ages."""
    return comes_from in FAST_TRACK
