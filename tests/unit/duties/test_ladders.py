"""Ladders and the bands that one sweep asks with."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caf_tracker import working_days
from caf_tracker.duties.ladders import Ladder, Rung, Weeks
from caf_tracker.duties.parts import Part
from caf_tracker.duties.timescales import CATALOGUE, Timescales

LADDERS = Timescales().ladders
LEAD, COORDINATOR = Part.LEAD, Part.COORDINATOR
MONDAY = 0


# Ladders that count from a due day or after a wait, whether or not the catalogue has one like it.
COUNTED_DOWN = Ladder("down", LEAD, 0, (Rung(-10, LEAD), Rung(1, LEAD), Rung(5, LEAD | COORDINATOR)), LEAD, starts=-10)
AFTER_WEEKS = replace(COUNTED_DOWN, key="weeks", wait=Weeks(6))
FROM_MONDAY = Ladder(
    "monday", LEAD, 5, (Rung(0, LEAD), Rung(5, LEAD), Rung(10, COORDINATOR)), LEAD, wait=Weeks(6, True)
)


def counted_from(ladder: Ladder, anchor: date) -> date:
    """The day that the rungs count from, the slow way."""
    if ladder.wait is None:
        return anchor
    day = anchor + timedelta(days=7 * ladder.wait.number)
    while ladder.wait.to_monday and day.weekday() != MONDAY:
        day += timedelta(days=1)
    return day


def reached(ladder: Ladder, part: Part, anchor: date, day: date) -> int | None:
    """The highest rung for this part by counting days, the slow way."""

    def has_come(number: int) -> bool:
        return working_days.add(counted_from(ladder, anchor), ladder.offset + number) <= day

    if ladder.silent_from is not None and has_come(ladder.silent_from):
        return None
    found = [rung.number for rung in ladder.rungs if part in rung.parts and has_come(rung.number)]
    if part in ladder.then:
        last = ladder.rungs[-1].number
        found += [number for number in range(last + 5, last + 200, 5) if has_come(number)]
    return max(found, default=None)


@given(
    st.sampled_from([*CATALOGUE, COUNTED_DOWN, AFTER_WEEKS, FROM_MONDAY]),
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


@given(st.sampled_from([COUNTED_DOWN, AFTER_WEEKS, FROM_MONDAY]), st.dates(date(2024, 1, 1), date(2027, 1, 31)))
def test_the_anchors_newly_reached_are_those_whose_rung_has_come_since(ladder: Ladder, day: date) -> None:
    since, earliest = day - timedelta(days=3), day - timedelta(days=160)
    anchors = (earliest + timedelta(days=number) for number in range(200))

    def rungs(anchor: date, by: date) -> list[int | None]:
        return [reached(ladder, part, anchor, by) for part in (LEAD, COORDINATOR)]

    assert {*ladder.newly_reached(since, day, earliest)} >= {
        anchor for anchor in anchors if rungs(anchor, day) != rungs(anchor, since)
    }


def test_a_review_starts_ten_working_days_before_it_is_due() -> None:
    # Assessed on Wednesday 28 February 2018: due six weeks later, and Easter lies between.
    assert AFTER_WEEKS.due_on(date(2018, 2, 28)) == date(2018, 4, 11)
    assert AFTER_WEEKS.starts_on(date(2018, 2, 28)) == date(2018, 3, 26)


def test_what_is_known_goes_stale_on_a_monday() -> None:
    assert FROM_MONDAY.starts_on(date(2018, 3, 5)) == date(2018, 4, 16)
    assert FROM_MONDAY.starts_on(date(2018, 3, 6)) == date(2018, 4, 23)
