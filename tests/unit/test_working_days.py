"""England's working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caf_tracker import working_days

DAYS = st.dates(date(2015, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2018, 3, 29), True),
        (date(2018, 3, 30), False),  # Good Friday
        (date(2018, 3, 31), False),  # Saturday
        (date(2018, 4, 2), False),  # Easter Monday
        (date(2018, 4, 3), True),
        (date(2018, 5, 7), False),  # early May
        (date(2020, 5, 4), True),  # moved that year …
        (date(2020, 5, 8), False),  # … to VE Day
        (date(2022, 9, 19), False),  # the Queen's funeral
        (date(2026, 12, 28), False),  # Boxing Day in lieu
        (date(2018, 3, 19), True),  # St Patrick's, kept in Northern Ireland alone
    ],
)
def test_bank_holidays_of_england(day: date, works: bool) -> None:
    assert working_days.is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [
        (date(2018, 3, 28), 0, date(2018, 3, 28)),
        (date(2018, 3, 28), 1, date(2018, 3, 29)),
        (date(2018, 3, 28), 2, date(2018, 4, 3)),  # over Easter
        (date(2018, 3, 31), 1, date(2018, 4, 3)),  # from a Saturday
        (date(2018, 4, 3), -1, date(2018, 3, 29)),
        (date(2018, 4, 2), -1, date(2018, 3, 29)),
        (date(2018, 12, 24), 3, date(2018, 12, 31)),  # over Christmas
        (date(2018, 12, 31), 1, date(2019, 1, 2)),  # into another year
        (date(2019, 1, 2), -1, date(2018, 12, 31)),
        (date(2018, 3, 7), 20, date(2018, 4, 6)),
    ],
)
def test_the_nth_working_day(start: date, count: int, found: date) -> None:
    assert working_days.add(start, count) == found


@given(DAYS, st.integers(1, 400))
def test_counting_back_finds_the_start_of_the_count(day: date, count: int) -> None:
    there = working_days.add(day, count)
    assert working_days.between(day, there) == count
    assert working_days.between(there, day) == -count


@given(DAYS, st.integers(-15, 60).filter(bool))
def test_the_latest_start_is_the_last_day_whose_nth_working_day_has_come(day: date, count: int) -> None:
    latest = working_days.latest_start(day, count)
    assert working_days.add(latest, count) <= day
    assert working_days.add(latest + timedelta(days=1), count) > day
