"""England's working days: Monday to Friday less the bank holidays."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

_DAY = timedelta(days=1)


@cache
def _of_year(year: int) -> tuple[date, ...]:
    """The working days of a year, in order."""
    closed = holidays.country_holidays("GB", subdiv="ENG", years=year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if day.weekday() < 5 and day not in closed)


def is_working_day(day: date) -> bool:
    """Whether this is a Monday to Friday that is no bank holiday in England."""
    days = _of_year(day.year)
    place = bisect_left(days, day)
    return place < len(days) and days[place] == day


def add(day: date, count: int) -> date:
    """The count-th working day strictly after `day` (strictly before it if negative); `day` itself for 0."""
    if count == 0:
        return day
    year = day.year
    days = _of_year(year)
    place = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
    while place >= len(days):
        place -= len(days)
        year += 1
        days = _of_year(year)
    while place < 0:
        year -= 1
        days = _of_year(year)
        place += len(days)
    return days[place]


def between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -between(end, start)
    found = bisect_right(_of_year(end.year), end) - bisect_right(_of_year(start.year), start)
    return found + sum(len(_of_year(year)) for year in range(start.year, end.year))


@lru_cache(maxsize=10_000)
def latest_start(day: date, count: int) -> date:
    """The latest date whose count-th working day has come by `day`: add(it, count) <= day.

    Ladders ask "has this rung come?" of every case at once; one date a rung, worked out here, answers it.
    """
    if count == 0:
        return day
    last = day if is_working_day(day) else add(day, -1)
    return add(last, 1 - count) - _DAY if count > 0 else add(last, -count)
