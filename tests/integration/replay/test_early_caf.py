"""The first weeks of a CAF: the assessment and the plan (duties 11 and 12)."""

from datetime import date

import pytest

from tests.scenarios import RUNNING, event, played, still_open

pytestmark = pytest.mark.usefixtures("empty_replay")


def test_the_assessment_is_asked_of_the_lead_then_of_their_manager_then_of_the_coordinator() -> None:
    assert played(*RUNNING, starts=date(2018, 3, 5), ends=date(2018, 4, 11), duties=["assessment_not_complete"]) == [
        "Thu 15 Mar 08:00 assessment_not_complete 8 hv digest",
        "Tue 20 Mar 08:00 assessment_not_complete 11 hv digest",
        "Tue 20 Mar 08:00 assessment_not_complete 11 hv_lead digest",
        "Mon 26 Mar 08:00 assessment_not_complete 15 coordinator digest",
        # Easter stands between.
        "Wed 04 Apr 08:00 assessment_not_complete 20 hv digest",
        "Wed 11 Apr 08:00 assessment_not_complete 25 hv digest",
    ]


def test_the_plan_is_asked_a_week_later_than_the_assessment() -> None:
    assert played(*RUNNING, starts=date(2018, 3, 5), ends=date(2018, 4, 11), duties=["plan_not_shared"]) == [
        "Thu 22 Mar 08:00 plan_not_shared 13 hv digest",
        "Tue 27 Mar 08:00 plan_not_shared 16 hv digest",
        "Tue 27 Mar 08:00 plan_not_shared 16 hv_lead digest",
        "Wed 04 Apr 08:00 plan_not_shared 20 coordinator digest",
        "Wed 11 Apr 08:00 plan_not_shared 25 hv digest",
    ]


def test_both_are_owed_by_the_lead_from_the_start() -> None:
    owed = still_open(*RUNNING, starts=date(2018, 3, 5), ends=date(2018, 3, 5))
    assert ("assessment_not_complete", "hv", "2018-03-19") in owed
    assert ("plan_not_shared", "hv", "2018-03-26") in owed


@pytest.mark.parametrize(
    ("at", "told"),
    [("2018-03-15T07:59", []), ("2018-03-15T08:00", ["Thu 15 Mar 08:00 assessment_not_complete 8 hv digest"])],
)
def test_a_complete_assessment_is_asked_for_no_more(at: str, told: list[str]) -> None:
    events = (*RUNNING, event(at, "hv", "complete_assessment"))
    assert played(*events, starts=date(2018, 3, 5), ends=date(2018, 4, 11), duties=["assessment_not_complete"]) == told


def test_a_shared_plan_is_asked_for_no_more() -> None:
    events = (
        *RUNNING,
        event("2018-03-16T09:00", "hv", "complete_assessment"),
        event("2018-03-23T09:00", "hv", "share_plan"),
    )
    assert played(*events, starts=date(2018, 3, 5), ends=date(2018, 4, 11), duties=["plan_not_shared"]) == [
        "Thu 22 Mar 08:00 plan_not_shared 13 hv digest",
    ]


def test_without_a_lead_the_coordinator_stands_for_the_lead_and_for_their_manager() -> None:
    events = (*RUNNING, event("2018-03-12T09:00", "hv", "end_lead", reason="Moves", successor="hv2"))
    # Being nominated is not being the lead: that counts in the handover's duties alone.
    assert played(*events, starts=date(2018, 3, 5), ends=date(2018, 3, 20), duties=["assessment_not_complete"]) == [
        "Thu 15 Mar 08:00 assessment_not_complete 8 coordinator digest",
        "Tue 20 Mar 08:00 assessment_not_complete 11 coordinator digest",
    ]


def test_a_new_lead_is_told_at_the_next_tick_what_the_last_one_was() -> None:
    events = (
        *RUNNING,
        event("2018-03-15T09:00", "hv", "end_lead", reason="Moves", successor="hv2"),
        event("2018-03-16T09:00", "hv2", "accept_lead"),
    )
    assert played(*events, starts=date(2018, 3, 5), ends=date(2018, 3, 16), duties=["assessment_not_complete"]) == [
        "Thu 15 Mar 08:00 assessment_not_complete 8 hv digest",
        "Thu 15 Mar 09:00 assessment_not_complete 8 coordinator digest",
        "Fri 16 Mar 09:00 assessment_not_complete 8 hv2 digest",
    ]


@pytest.mark.parametrize(
    "outcome", ["needs_met", "single_agency", "stepped_up", "moved_area", "declined_or_disengaged", "died", "error"]
)
def test_a_closed_caf_owes_nothing(outcome: str) -> None:
    agreed = event("2018-03-06T10:00", "hv", "add_action", key="visit", owner="hv2", due=date(2018, 3, 7))
    closed = event("2018-03-07T15:00", "coordinator", "close_caf", outcome=outcome, approved_by="head")
    assert still_open(*RUNNING, agreed, closed, starts=date(2018, 3, 5), ends=date(2018, 3, 8)) == []


def test_nobody_is_told_of_a_closed_caf() -> None:
    closed = event("2018-03-15T15:00", "hv", "close_caf", outcome="needs_met", approved_by="head")
    assert played(*RUNNING, closed, starts=date(2018, 3, 5), ends=date(2018, 3, 29)) == [
        "Mon 05 Mar 09:00 lead_not_answered 0 hv now",
        "Mon 05 Mar 10:00 engagement_unknown 0 hv no",
        "Mon 12 Mar 08:00 engagement_unknown 5 hv digest",
        "Thu 15 Mar 08:00 assessment_not_complete 8 hv digest",
    ]
