"""How pages write dates, times, lateness and ages."""

from datetime import UTC, date, datetime

import pytest

from caf_tracker.web import filters
from tests.fixtures.plugin import ClockAt


def test_a_day() -> None:
    assert filters.day(date(2026, 3, 7)) == "7 March 2026"
    # Half past eleven at night in summer is the next day in London.
    assert filters.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert filters.day(None) == ""


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (9, 30, "9:30am"),
        (12, 0, "midday"),
        (12, 1, "12:01pm"),
        (16, 5, "4:05pm"),
    ],
)
def test_a_time(hour: int, minute: int, text: str) -> None:
    assert filters.time_of_day(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == text


def test_a_moment_is_londons() -> None:
    assert filters.moment(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == "1 July 2026 at 9:00am"


@pytest.mark.parametrize(
    ("count", "text"), [(-1, "not late"), (0, "not late"), (1, "1 working day late"), (3, "3 working days late")]
)
def test_how_late(count: int, text: str) -> None:
    assert filters.working_days_late(count) == text


def test_late_is_counted_in_working_days(clock_at: ClockAt) -> None:
    clock_at("2026-04-07 09:00")
    # Easter lies between: Thursday to Tuesday is one working day.
    assert filters.days_late(date(2026, 4, 2)) == "1 working day late"
    assert filters.days_late(date(2026, 4, 7)) == ""


@pytest.mark.parametrize(
    ("born", "text"),
    [
        (date(2026, 3, 3), "0 weeks"),
        (date(2026, 2, 24), "1 week"),
        (date(2025, 12, 4), "12 weeks"),
        (date(2025, 12, 3), "3 months"),
        (date(2024, 3, 4), "23 months"),
        (date(2024, 3, 3), "2 years"),
        (date(2027, 1, 1), ""),
        (None, ""),
    ],
)
def test_a_childs_age(born: date | None, text: str) -> None:
    assert filters.age(born) == text


def test_an_nhs_number_is_written_as_it_is_read_out() -> None:
    assert filters.nhs_number("9991234567") == "999 123 4567"
