"""Stand-ins: nobody's absence silences a reminder."""

from datetime import date

import pytest

from caf_tracker.replay.player import ActRefused
from tests.scenarios import ORDINARY, TABLES, event, performed, played, still_open

pytestmark = pytest.mark.usefixtures("app")

NAMED = event("2018-03-05T10:00", "manager", "decide_step_down", agency="health", nominate="hv", **ORDINARY)
MET = event("2018-03-05T11:00", "manager", "decide_meeting", hold=True, reason="Two agencies disagree")


def leaves(at: str, staff: str) -> dict[str, object]:
    return event(at, "head", "deactivate_staff", staff=staff)


def test_the_account_of_a_nominee_that_is_disabled_starts_the_search_at_once() -> None:
    told = played(NAMED, MET, leaves("2018-03-07T14:00", "hv"), ends=date(2018, 3, 8), duties=["no_lead"])
    assert told == [
        "Wed 07 Mar 14:00 no_lead 0 coordinator now",
        "Wed 07 Mar 14:00 no_lead 0 hv_lead now",
        "Wed 07 Mar 14:00 no_lead 0 manager now",
    ]


def test_the_line_manager_stands_in_and_is_told_at_the_next_tick() -> None:
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    told = played(decided, MET, leaves("2018-03-08T11:00", "manager"), ends=date(2018, 3, 12), duties=["no_lead"])
    assert told[-3:] == [
        "Thu 08 Mar 11:00 no_lead 2 head digest",
        "Mon 12 Mar 08:00 no_lead 5 coordinator digest",
        "Mon 12 Mar 08:00 no_lead 5 head digest",
    ]


def test_the_stand_in_owes_it_too() -> None:
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    owed = still_open(decided, MET, leaves("2018-03-08T11:00", "manager"), ends=date(2018, 3, 9))
    assert [(duty, by) for duty, by, _ in owed] == [("no_lead", "head"), ("step_down_unfinished", "head")]


def test_the_first_active_person_up_the_line_stands_in() -> None:
    staff = {**TABLES["staff"], "manager": {**TABLES["staff"]["manager"], "manager": "manager2"}}
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    gone = (leaves("2018-03-05T12:00", "manager2"), leaves("2018-03-05T13:00", "manager"))
    owed = still_open(decided, MET, *gone, staff=staff, ends=date(2018, 3, 6))
    assert [(duty, by) for duty, by, _ in owed] == [("no_lead", "head"), ("step_down_unfinished", "head")]


def test_with_nobody_up_the_line_the_coordinator_stands_in() -> None:
    staff = {**TABLES["staff"], "manager": {"name": "Manager", "agency": "csc", "role": "social_care_manager"}}
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    owed = still_open(decided, MET, leaves("2018-03-05T13:00", "manager"), staff=staff, ends=date(2018, 3, 6))
    assert [(duty, by) for duty, by, _ in owed] == [("no_lead", "coordinator"), ("step_down_unfinished", "coordinator")]


def test_an_inactive_contact_is_replaced_by_the_agencys_mailbox() -> None:
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", agency="health", **ORDINARY)
    told = played(decided, MET, leaves("2018-03-06T10:00", "hv_lead"), ends=date(2018, 3, 7), duties=["no_lead"])
    assert "Tue 06 Mar 10:00 no_lead 0 agency:health now" in told
    assert "Wed 07 Mar 08:00 no_lead 2 agency:health digest" in told


def test_every_coordinator_of_the_area_is_told() -> None:
    second = {"name": "Second coordinator", "agency": "csc", "role": "early_help_coordinator"}
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    told = played(decided, staff={**TABLES["staff"], "another": second}, ends=date(2018, 3, 5), duties=["no_lead"])
    assert told == [
        "Mon 05 Mar 10:00 no_lead 0 another now",
        "Mon 05 Mar 10:00 no_lead 0 coordinator now",
        "Mon 05 Mar 10:00 no_lead 0 manager no",
    ]


@pytest.mark.parametrize("last", ["coordinator", "head"])
def test_the_last_coordinator_and_the_last_head_cannot_be_disabled(last: str) -> None:
    with pytest.raises(ActRefused, match="last active"):
        performed(event("2018-03-05T10:00", "manager", "deactivate_staff", staff=last))


def test_with_no_coordinator_at_all_the_head_stands_in() -> None:
    staff = {key: person for key, person in TABLES["staff"].items() if key != "coordinator"}
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    assert played(decided, staff=staff, ends=date(2018, 3, 5), duties=["no_lead"]) == [
        "Mon 05 Mar 10:00 no_lead 0 head now",
        "Mon 05 Mar 10:00 no_lead 0 manager no",
    ]


def test_what_nobody_is_left_to_owe_is_owed_all_the_same() -> None:
    staff = {key: TABLES["staff"][key] for key in ("hv", "hv2", "hv_lead", "teacher")}
    staff["manager"] = {"name": "Manager", "agency": "csc", "role": "social_care_manager"}
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)
    closed = event("2018-03-05T11:00", "manager", "close_to_social_care", reason="Panel date")
    owed = still_open(decided, MET, closed, staff=staff, ends=date(2018, 3, 6))
    assert [(duty, by) for duty, by, _ in owed] == [("no_lead", "manager"), ("caf_not_started", "")]
