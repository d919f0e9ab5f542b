"""What was agreed: the owner of an action is reminded before and after its day (duty 16)."""

from datetime import date
from typing import Any

import pytest

from tests.scenarios import ORDINARY, RUNNING, TABLES, event, performed, played, still_open

pytestmark = pytest.mark.usefixtures("empty_replay")

Line = dict[str, object]


def agreed(at: str, due: date, owner: str = "hv2") -> Line:
    return event(at, "hv", "add_action", key=f"for {owner}", owner=owner, due=due)


def told(*events: Line, ends: date = date(2018, 4, 3), **changes: Any) -> list[str]:
    """Without the name of the duty, which is the same in every line."""
    lines = played(*RUNNING, *events, starts=date(2018, 3, 5), ends=ends, duties=["action_not_done"], **changes)
    return [line.replace(" 08:00 action_not_done", "") for line in lines]


def test_the_owner_is_reminded_before_and_after_and_the_lead_hears_of_it_on_the_fifth_day() -> None:
    assert told(agreed("2018-03-05T13:00", date(2018, 3, 16))) == [
        "Tue 13 Mar -3 hv2 digest",
        "Mon 19 Mar 1 hv2 digest",
        "Fri 23 Mar 5 hv digest",
        "Fri 23 Mar 5 hv2 digest",
        # Counted from the due day, over Easter.
        "Tue 03 Apr 10 hv2 digest",
    ]


def test_what_is_agreed_at_short_notice_is_reminded_only_after_its_day() -> None:
    events = (
        agreed("2018-03-12T23:59", date(2018, 3, 16), owner="hv2"),
        # Agreed on the day of the reminder itself, it needs none.
        agreed("2018-03-13T00:01", date(2018, 3, 16), owner="teacher"),
    )
    assert sorted(told(*events, ends=date(2018, 3, 19))) == [
        "Mon 19 Mar 1 hv2 digest",
        "Mon 19 Mar 1 teacher digest",
        "Tue 13 Mar -3 hv2 digest",
    ]


def test_before_and_after_a_day_that_is_no_working_day_is_counted_strictly() -> None:
    saturday = agreed("2018-03-05T13:00", date(2018, 3, 17), owner="hv2")
    good_friday = agreed("2018-03-05T13:00", date(2018, 3, 30), owner="teacher")
    lines = told(saturday, good_friday)
    assert [line for line in lines if "hv2" in line][:2] == ["Wed 14 Mar -3 hv2 digest", "Mon 19 Mar 1 hv2 digest"]
    assert [line for line in lines if "teacher" in line] == [
        "Tue 27 Mar -3 teacher digest",
        "Tue 03 Apr 1 teacher digest",
    ]


def test_it_is_owed_from_the_third_working_day_before_or_from_the_day_it_was_agreed() -> None:
    events = (
        agreed("2018-03-05T13:00", date(2018, 3, 16), owner="hv"),  # opens tomorrow
        agreed("2018-03-05T13:00", date(2018, 3, 15), owner="hv2"),  # opens today
        agreed("2018-03-12T13:00", date(2018, 3, 13), owner="teacher"),  # agreed today
    )
    owed = still_open(*RUNNING, *events, starts=date(2018, 3, 5), ends=date(2018, 3, 12))
    assert sorted(line for line in owed if line[0] == "action_not_done") == [
        ("action_not_done", "hv2", "2018-03-15"),
        ("action_not_done", "teacher", "2018-03-13"),
    ]


def test_who_is_asked() -> None:
    owners = {
        "health": "hv_lead",  # the agency's contact, although the lead works there
        "school": "agency:school",  # no contact: its mailbox
        "mother": "hv",  # the family is not written to: the lead asks her
        "manager": "manager",
    }
    joined = event("2018-03-05T12:30", "hv", "add_agency", agency="school")
    events = [agreed("2018-03-05T13:00", date(2018, 3, 16), owner=owner) for owner in owners]
    assert sorted(told(joined, *events, ends=date(2018, 3, 13))) == sorted(
        f"Tue 13 Mar -3 {asked} digest" for asked in owners.values()
    )


def test_somebody_stands_in_for_an_owner_who_has_left() -> None:
    events = (
        agreed("2018-03-05T13:00", date(2018, 3, 16)),
        event("2018-03-14T09:00", "head", "deactivate_staff", staff="hv2"),
    )
    assert told(*events, ends=date(2018, 3, 19)) == [
        "Tue 13 Mar -3 hv2 digest",
        "Wed 14 Mar 09:00 action_not_done -3 hv_lead digest",
        "Mon 19 Mar 1 hv_lead digest",
    ]


def test_the_mailbox_stands_in_for_an_agencys_contact_who_has_left() -> None:
    events = (
        agreed("2018-03-05T13:00", date(2018, 3, 16), owner="health"),
        event("2018-03-06T09:00", "head", "deactivate_staff", staff="hv_lead"),
    )
    assert told(*events, ends=date(2018, 3, 13)) == ["Tue 13 Mar -3 agency:health digest"]


def test_it_ends_when_it_is_done() -> None:
    events = (
        agreed("2018-03-05T13:00", date(2018, 3, 16)),
        event("2018-03-20T09:00", "hv2", "complete_action", key="for hv2"),
    )
    assert told(*events, ends=date(2018, 3, 23)) == ["Tue 13 Mar -3 hv2 digest", "Mon 19 Mar 1 hv2 digest"]


def test_it_ends_with_the_case() -> None:
    events = (
        agreed("2018-03-05T13:00", date(2018, 3, 16)),
        event("2018-03-14T09:00", "hv", "close_caf", outcome="needs_met", approved_by="coordinator"),
    )
    assert told(*events, ends=date(2018, 3, 23)) == ["Tue 13 Mar -3 hv2 digest"]


def test_it_needs_an_open_case_and_no_caf() -> None:
    events = (
        event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY),
        event("2018-03-05T11:00", "manager", "add_action", key="papers", owner="manager2", due=date(2018, 3, 8)),
    )
    lines = played(*events, starts=date(2018, 3, 5), ends=date(2018, 3, 15), duties=["action_not_done"])
    assert lines == [
        "Fri 09 Mar 08:00 action_not_done 1 manager2 digest",
        # Nobody leads yet: the coordinator stands for the lead.
        "Thu 15 Mar 08:00 action_not_done 5 coordinator digest",
        "Thu 15 Mar 08:00 action_not_done 5 manager2 digest",
    ]


def test_every_key_of_a_file_may_own_one() -> None:
    keys = [*TABLES["staff"], "health", "mother", "father"]
    events = [
        event("2018-03-05T13:00", "hv", "add_action", key=f"for {owner}", owner=owner, due=date(2018, 3, 5))
        for owner in keys
    ]
    assert performed(*RUNNING, *events, ends=date(2018, 3, 5)).count("add_action") == len(keys)
