"""England's working days: Monday to Friday less the bank holidays."""

from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    """Whether this is a bank holiday in England, at a weekend too."""
    return day in _bank_holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether this is a Monday to Friday that is no bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def add(day: date, count: int) -> date:
    """The count-th working day strictly after `day` (strictly before it if negative); `day` itself for 0."""
    step = _DAY if count >= 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -between(end, start)
    days = 0
    while start < end:
        start += _DAY
        days += is_working_day(start)
    return days


def latest_start(day: date, count: int) -> date:
    """The latest date whose count-th working day has come by `day`: add(it, count) <= day.

    Ladders ask "has this rung come?" of every case at once; one date a rung, worked out here, answers it.
    """
    if count == 0:
        return day
    while not is_working_day(day):
        day -= _DAY
    return add(day, 1 - count) - _DAY if count > 0 else add(day, -count)
