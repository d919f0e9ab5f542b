"""Working days, counted one by one."""

from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)


@cache
def is_working_day(day: date) -> bool:
    """Monday to Friday, no bank holiday in England."""
    return day.weekday() < 5 and day not in holidays.country_holidays("GB", subdiv="ENG", years=day.year)


@cache
def working_day_after(start: date, count: int) -> date:
    """The count-th working day strictly after `start`; `start` itself for 0."""
    day = start
    while count:
        day += ONE_DAY
        if is_working_day(day):
            count -= 1
    return day
