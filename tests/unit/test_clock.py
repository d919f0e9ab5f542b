"""The one clock."""

from datetime import UTC, date, datetime, time

import pytest

from caf_tracker import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 27, 23, 30, tzinfo=UTC), date(2026, 3, 27)),
        # British Summer Time: an hour before midnight in UTC is the next day in London.
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_day_is_londons(moment: datetime, day: date) -> None:
    with clock.set_to(moment):
        assert clock.today() == day


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 3, 28), 8), (date(2026, 3, 29), 7), (date(2026, 10, 24), 7), (date(2026, 10, 25), 8)]
)
def test_eight_in_the_morning_over_both_clock_changes(day: date, hour: int) -> None:
    assert clock.london(day) == datetime.combine(day, time(hour), UTC)


def test_the_clock_goes_on_where_it_stood_after_the_block() -> None:
    with clock.set_to(datetime(2026, 1, 1, tzinfo=UTC)):
        with clock.set_to(datetime(2020, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2020
        assert clock.now().year == 2026
