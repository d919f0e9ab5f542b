"""Working days, counted one by one."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)


@cache
def is_working_day(day: date) -> bool:
    """Monday to Friday, no bank holiday in England."""
    return day.weekday() < 5 and day not in holidays.country_holidays("GB", subdiv="ENG", years=day.year)


@cache
def working_day(start: date, count: int) -> date:
    """The count-th working day strictly after `start`, or before it for a negative count; `start` itself for 0."""
    day, step = start, ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the month's last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def monday_on_or_after(day: date) -> date:
    """The first Monday from this day on."""
    return day + (-day.weekday() % 7) * ONE_DAY
