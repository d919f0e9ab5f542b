"""Ladders and the bands that one sweep asks with."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caf_tracker import working_days
from caf_tracker.duties.ladders import Ladder
from caf_tracker.duties.parts import Part
from caf_tracker.duties.timescales import CATALOGUE, Timescales

LADDERS = Timescales().ladders


def reached(ladder: Ladder, part: Part, anchor: date, day: date) -> int | None:
    """The highest rung for this part by counting days, the slow way."""
    passed = working_days.between(anchor, day) - ladder.offset
    if ladder.silent_from is not None and passed >= ladder.silent_from:
        return None
    found = None
    last = ladder.rungs[-1].number
    for number in range(passed + 1):
        parts = next((rung.parts for rung in ladder.rungs if rung.number == number), None)
        if parts is None and number > last and (number - last) % 5 == 0:
            parts = ladder.then
        if parts is not None and part in parts:
            found = number
    return found


@given(
    st.sampled_from(CATALOGUE),
    st.sampled_from(list(Part)),
    st.dates(date(2024, 1, 1), date(2027, 1, 31)),
    st.integers(0, 150),
)
def test_bands_say_what_counting_days_says(ladder: Ladder, part: Part, day: date, ago: int) -> None:
    # A sweep asks on working days only.
    day = day if working_days.is_working_day(day) else working_days.add(day, 1)
    anchor = day - timedelta(days=ago)
    bands = [b for b in ladder.bands(day, day - timedelta(days=160)) if b.part == part and b.after < anchor <= b.until]
    assert [band.rung for band in bands] == [
        number for number in [reached(ladder, part, anchor, day)] if number is not None
    ]


def test_every_duty_has_a_ladder_and_its_variants_are_owed_by_somebody() -> None:
    assert all(ladder.owed_by for ladder in CATALOGUE)
    assert len(LADDERS) == len(CATALOGUE)


def test_a_lapse_counts_on_from_the_nomination() -> None:
    ladder = LADDERS["no_lead.of_manager_after_fast_lapse"]
    monday = date(2018, 3, 5)
    assert ladder.starts_on(monday) == date(2018, 3, 12)
    assert ladder.due_on(monday) == date(2018, 3, 13)
