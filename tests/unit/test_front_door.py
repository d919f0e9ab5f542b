"""Which telephone answers at this hour, on both sides of every edge."""

from datetime import datetime

import pytest

from caf_tracker.clock import LONDON
from caf_tracker.front_door import FrontDoor, parse_hours

HOURS = "Mon-Thu 08:30-17:00, Fri 08:30-16:00"
OFFICE, OUT_OF_HOURS = "01632 960001", "01632 960002"


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-03-03T08:29:59", OUT_OF_HOURS),
        ("2026-03-03T08:30:00", OFFICE),
        ("2026-03-03T16:59:59", OFFICE),
        ("2026-03-03T17:00:00", OUT_OF_HOURS),
        # A Friday closes earlier.
        ("2026-03-06T15:59:59", OFFICE),
        ("2026-03-06T16:00:00", OUT_OF_HOURS),
        ("2026-03-07T12:00:00", OUT_OF_HOURS),
        # Good Friday and Easter Monday, and the Tuesday after, which is summer time.
        ("2026-04-03T12:00:00", OUT_OF_HOURS),
        ("2026-04-06T12:00:00", OUT_OF_HOURS),
        ("2026-04-07T08:30:00", OFFICE),
        ("2026-04-07T08:29:59", OUT_OF_HOURS),
    ],
)
def test_the_number_for_this_hour(moment: str, number: str) -> None:
    door = FrontDoor(OFFICE, OUT_OF_HOURS, HOURS, parse_hours(HOURS))
    assert door.telephone(datetime.fromisoformat(moment).replace(tzinfo=LONDON)) == number


def test_a_bank_holiday_on_a_saturday_is_out_of_hours_where_saturdays_are_not() -> None:
    door = FrontDoor(OFFICE, OUT_OF_HOURS, "", parse_hours("Mon-Sat 09:00-17:00"))
    assert door.telephone(datetime(2027, 12, 18, 12, tzinfo=LONDON)) == OFFICE
    assert door.telephone(datetime(2027, 12, 25, 12, tzinfo=LONDON)) == OUT_OF_HOURS


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon 9-5", "Fri-Mon 09:00-17:00", "Mon 17:00-09:00", "Mon 25:00-26:00", "Xyz 09:00-10:00"]
)
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not like|ends before|must be in"):
        parse_hours(text)
