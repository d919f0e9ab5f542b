"""The meeting after the assessment, and the next one after each: when the lead is asked for it (duty 14)."""

from datetime import date
from typing import Any

import pytest

from tests.scenarios import ORDINARY, RUNNING, event, played, still_open

pytestmark = pytest.mark.usefixtures("empty_replay")

Line = dict[str, object]
ASSESSED = event("2018-03-12T10:00", "hv", "complete_assessment")


def told(*events: Line, ends: date, **changes: Any) -> list[str]:
    """Without the name of the duty, which is the same in every line."""
    lines = played(*RUNNING, *events, starts=date(2018, 3, 5), ends=ends, duties=["review_not_held"], **changes)
    return [line.replace(" review_not_held", "") for line in lines]


def due(*events: Line, before: tuple[Line, ...] = RUNNING, ends: date, **changes: Any) -> list[str]:
    """By which day a review is owed at the very end."""
    return [
        by
        for duty, _, by in still_open(*before, *events, starts=date(2018, 3, 5), ends=ends, **changes)
        if duty == "review_not_held"
    ]


def arranged(at: str, on: date, kind: str = "review") -> Line:
    return event(at, "hv", "arrange_meeting", kind=kind, on=on, chair="hv")


def held(at: str, **given: object) -> Line:
    return event(at, "hv", "hold_meeting", present=["health"], **given)


def test_a_review_is_due_six_weeks_after_the_assessment_and_asked_for_from_two_weeks_before() -> None:
    assert told(ASSESSED, ends=date(2018, 5, 15)) == [
        "Mon 09 Apr 08:00 -10 hv digest",
        "Tue 24 Apr 08:00 1 hv digest",
        "Mon 30 Apr 08:00 5 hv digest",
        "Mon 30 Apr 08:00 5 hv_lead digest",
        # The first Monday of May is a bank holiday.
        "Tue 08 May 08:00 10 coordinator digest",
        "Tue 15 May 08:00 15 hv digest",
    ]


@pytest.mark.parametrize(("ends", "owed"), [(date(2018, 4, 8), []), (date(2018, 4, 9), ["2018-04-23"])])
def test_it_is_owed_from_the_tenth_working_day_before(ends: date, owed: list[str]) -> None:
    assert due(ASSESSED, ends=ends) == owed


def test_the_next_one_is_due_twelve_weeks_after_each_meeting() -> None:
    events = (ASSESSED, held("2018-03-20T10:00", kind="taf"), held("2018-04-10T10:00", kind="review"))
    assert told(*events, ends=date(2018, 7, 4)) == [
        # Not six weeks after the assessment, nor twelve after the TAF: twelve after the review.
        "Tue 19 Jun 08:00 -10 hv digest",
        "Wed 04 Jul 08:00 1 hv digest",
    ]


def test_a_meeting_of_professionals_or_before_the_day_of_the_assessment_does_not_count() -> None:
    events = (
        held("2018-03-11T10:00", kind="review"),
        ASSESSED,
        held("2018-03-13T10:00", kind="professionals"),
        # What was arranged keeps its kind, whatever is said of it on the day.
        arranged("2018-03-13T11:00", date(2018, 3, 14), "professionals"),
        held("2018-03-14T09:00", kind="review"),
    )
    assert due(*events, ends=date(2018, 4, 9)) == ["2018-04-23"]


def test_a_meeting_on_the_very_day_of_the_assessment_counts_although_some_hours_before_it() -> None:
    assert due(held("2018-03-12T09:00"), ASSESSED, ends=date(2018, 4, 9)) == []


# Due after four weeks, on 9 April, it is owed on 22 March; due after six, not yet.
SOONER: list[str] = ["2018-04-09"]
LATER: list[str] = []


@pytest.mark.parametrize(("birthday", "owed"), [(date(2017, 3, 13), SOONER), (date(2017, 3, 12), LATER)])
def test_it_is_due_sooner_if_a_child_was_under_1_on_the_day_of_the_assessment(birthday: date, owed: list[str]) -> None:
    child = {"k": {"name": "Child K", "born": birthday}}
    assert due(ASSESSED, ends=date(2018, 3, 22), children=child) == owed


def test_sooner_means_four_weeks_after_a_meeting_too() -> None:
    child = {"k": {"name": "Unborn", "due": date(2018, 7, 1)}}
    events = (ASSESSED, held("2018-03-19T10:00"))
    # Four weeks on is Monday 16 April; Easter stands before it.
    assert told(*events, ends=date(2018, 4, 17), children=child) == [
        "Thu 29 Mar 08:00 -10 hv digest",
        "Tue 17 Apr 08:00 1 hv digest",
    ]


@pytest.mark.parametrize(
    ("closed_on", "recorded_at", "owed"),
    [
        # Six months to the day are not less than six months; a day later it is less.
        (date(2017, 9, 12), "2018-03-06T10:00", LATER),
        (date(2017, 9, 13), "2018-03-06T10:00", SOONER),
        # On the day of the assessment; typed in after it; after it.
        (date(2018, 3, 12), "2018-03-12T16:00", SOONER),
        (date(2018, 3, 9), "2018-03-22T10:00", SOONER),
        (date(2018, 3, 13), "2018-03-13T10:00", LATER),
    ],
)
def test_it_is_due_sooner_if_social_care_closed_less_than_six_months_before(
    closed_on: date, recorded_at: str, owed: list[str]
) -> None:
    decided = event("2018-03-05T08:30", "manager", "decide_step_down", on=date(2017, 9, 1), **ORDINARY)
    closed = event(recorded_at, "manager", "close_to_social_care", on=closed_on, reason="Typed in late")
    events = sorted([decided, *RUNNING, ASSESSED, closed], key=lambda one: str(one["at"]))
    assert due(*events, before=(), ends=date(2018, 3, 22)) == owed


@pytest.mark.parametrize(
    ("meetings", "reminded"),
    [
        ((arranged("2018-03-20T10:00", date(2018, 4, 23)),), []),
        ((arranged("2018-03-20T10:00", date(2018, 4, 23), "professionals"),), ["Mon 09 Apr 08:00 -10 hv digest"]),
        # Arranged for the very day of the reminder: for that day it is; on the next it has passed, and was not held.
        ((arranged("2018-03-20T10:00", date(2018, 4, 9)),), ["Tue 10 Apr 08:00 -10 hv digest"]),
        # Cancelled afterwards: whoever was spared is reminded at once.
        (
            (
                arranged("2018-03-20T10:00", date(2018, 4, 23)),
                event("2018-04-11T10:00", "hv", "cancel_meeting", reason="The school cannot come"),
            ),
            ["Wed 11 Apr 10:00 -10 hv digest"],
        ),
    ],
)
def test_nobody_is_reminded_to_arrange_what_is_arranged(meetings: tuple[Line, ...], reminded: list[str]) -> None:
    # The day after the due day asks in any case.
    assert told(ASSESSED, *meetings, ends=date(2018, 4, 24)) == [*reminded, "Tue 24 Apr 08:00 1 hv digest"]


def test_nothing_is_owed_before_the_assessment_nor_after_the_closing() -> None:
    closed = event("2018-04-10T10:00", "hv", "close_caf", outcome="needs_met", approved_by="head")
    events = (held("2018-03-06T10:00"), ASSESSED, closed)
    assert told(*events, ends=date(2018, 4, 30)) == ["Mon 09 Apr 08:00 -10 hv digest"]
