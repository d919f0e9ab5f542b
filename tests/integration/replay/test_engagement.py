"""Whether the family engages: each agency of the team is asked until it knows, and asked again (duty 17)."""

from datetime import date
from typing import Any

import pytest

from tests.scenarios import AROUND, RUNNING, TABLES, event, played, still_open

pytestmark = pytest.mark.usefixtures("empty_replay")

Line = dict[str, object]

# The lead's own agency, which joined with the lead, has answered: what follows is of the others.
ANSWERED = event("2018-03-05T10:30", "hv", "record_engagement", agency="health", status="engaged", evidence="direct")
SCHOOL = event("2018-03-05T13:00", "hv", "add_agency", agency="school")
BEGUN = (*RUNNING[:2], ANSWERED, *RUNNING[2:], SCHOOL)


def said(at: str, status: str, evidence: str = "direct", agency: str = "school", **given: object) -> Line:
    return event(at, "hv", "record_engagement", agency=agency, status=status, evidence=evidence, **given)


def told(*events: Line, ends: date, duties: tuple[str, ...] = ("engagement_unknown",), **changes: Any) -> list[str]:
    """What is told after the first day, when the team came together."""
    lines = played(*BEGUN, *events, starts=date(2018, 3, 5), ends=ends, duties=duties, agencies=AROUND, **changes)
    return [line.replace(" engagement_unknown", "") for line in lines if not line.startswith("Mon 05 Mar")]


def join(*agencies: str) -> list[Line]:
    """They join after the school, without a contact: their mailboxes are asked."""
    return [event("2018-03-05T14:00", "hv", "add_agency", agency=agency) for agency in agencies]


def of(lines: list[str], agency: str) -> list[str]:
    """What an agency's mailbox is told."""
    return [line.replace(f" agency:{agency}", "") for line in lines if f"agency:{agency} " in line]


def born(day: date) -> dict[str, object]:
    return {"k": {"name": "Child K", "born": day}}


def test_an_agency_that_joins_is_asked_at_once_then_with_the_lead_then_the_coordinator_hears() -> None:
    assert played(*BEGUN, starts=date(2018, 3, 5), ends=date(2018, 4, 4), duties=["engagement_unknown"]) == [
        # The lead's own agency: the lead, whose own act it was.
        "Mon 05 Mar 10:00 engagement_unknown 0 hv no",
        "Mon 05 Mar 13:00 engagement_unknown 0 agency:school now",
        "Mon 12 Mar 08:00 engagement_unknown 5 agency:school digest",
        "Mon 12 Mar 08:00 engagement_unknown 5 hv digest",
        "Mon 19 Mar 08:00 engagement_unknown 10 coordinator digest",
        "Mon 26 Mar 08:00 engagement_unknown 15 agency:school digest",
        "Wed 04 Apr 08:00 engagement_unknown 20 agency:school digest",
    ]


@pytest.mark.parametrize("child", [born(date(2017, 3, 6)), {"k": {"name": "Unborn", "due": date(2018, 7, 1)}}])
def test_it_is_asked_sooner_while_a_child_is_under_1_or_unborn(child: dict[str, object]) -> None:
    # Who is 1 on the second day was under 1 on the first: that one counts.
    assert told(ends=date(2018, 3, 19), children=child) == [
        "Thu 08 Mar 08:00 3 agency:school digest",
        "Thu 08 Mar 08:00 3 hv digest",
        "Mon 12 Mar 08:00 5 coordinator digest",
        "Mon 19 Mar 08:00 10 agency:school digest",
    ]


@pytest.mark.parametrize(("birthday", "due"), [(date(2017, 3, 5), "2018-03-12"), (date(2017, 3, 6), "2018-03-08")])
def test_the_first_birthday_ends_being_under_1(birthday: date, due: str) -> None:
    owed = still_open(*BEGUN, starts=date(2018, 3, 5), ends=date(2018, 3, 5), children=born(birthday))
    assert ("engagement_unknown", "agency:school", due) in owed


def test_the_contact_is_asked_and_of_the_leads_own_agency_the_lead_and_after_them_their_contact() -> None:
    agencies = {**TABLES["agencies"], "school": {**TABLES["agencies"]["school"], "contact": "teacher"}}
    events = (*RUNNING[:2], SCHOOL, event("2018-03-05T14:00", "hv", "end_lead", reason="Moves"))
    gone = event("2018-03-06T09:00", "head", "deactivate_staff", staff="teacher")
    lines = played(*events, gone, ends=date(2018, 3, 12), duties=["engagement_unknown"], agencies=agencies)
    assert lines[:4] == [
        "Mon 05 Mar 10:00 engagement_unknown 0 hv no",
        "Mon 05 Mar 13:00 engagement_unknown 0 teacher now",
        # The lead has ended: their agency's contact is asked as any other's.
        "Mon 05 Mar 14:00 engagement_unknown 0 hv_lead now",
        # An inactive contact: the mailbox.
        "Tue 06 Mar 09:00 engagement_unknown 0 agency:school now",
    ]
    assert sorted(lines[4:]) == [
        "Mon 12 Mar 08:00 engagement_unknown 5 agency:school digest",
        # Nobody leads: the coordinator stands for the lead, of both agencies.
        "Mon 12 Mar 08:00 engagement_unknown 5 coordinator digest",
        "Mon 12 Mar 08:00 engagement_unknown 5 coordinator digest",
        "Mon 12 Mar 08:00 engagement_unknown 5 hv_lead digest",
    ]


def test_only_what_the_agency_itself_knows_is_an_answer() -> None:
    events = (
        *join("nursery", "housing", "police", "hospital"),
        said("2018-03-06T09:00", "engaged", "direct", agency="school"),
        said("2018-03-06T09:00", "not_brought", "record", agency="nursery"),
        said("2018-03-06T09:00", "engaged", "parent_report", agency="housing"),
        said("2018-03-06T09:00", "engaged", "other_agency", agency="police"),
        said("2018-03-06T09:00", "unknown", "direct", agency="hospital"),
    )
    asked = [line for line in told(*events, ends=date(2018, 3, 12)) if "agency" in line]
    assert sorted(asked) == [
        "Mon 12 Mar 08:00 5 agency:hospital digest",
        "Mon 12 Mar 08:00 5 agency:housing digest",
        "Mon 12 Mar 08:00 5 agency:police digest",
    ]


def test_what_was_known_goes_stale_on_a_monday() -> None:
    events = (
        *join("nursery", "housing", "police"),
        said("2018-03-27T09:00", "engaged", agency="school", as_of=date(2018, 3, 5)),
        said("2018-03-27T09:00", "engaged", agency="nursery", as_of=date(2018, 3, 6)),
        said("2018-03-27T09:00", "engaged", agency="housing", as_of=date(2018, 3, 11)),
        said("2018-03-27T09:00", "engaged", agency="police", as_of=date(2018, 3, 26)),
    )
    lines = [line for line in told(*events, ends=date(2018, 5, 8)) if " 0 " in line]
    # Six weeks on it is a Monday; a Tuesday; a Sunday; and a Monday that is a bank holiday.
    assert of(lines, "school") == ["Mon 16 Apr 08:00 0 digest"]
    assert of(lines, "nursery") == ["Mon 23 Apr 08:00 0 digest"]
    assert of(lines, "housing") == ["Mon 23 Apr 08:00 0 digest"]
    assert of(lines, "police") == ["Tue 08 May 08:00 0 digest"]


@pytest.mark.parametrize(
    ("birthday", "asked"),
    [
        # Four weeks on, on Easter Monday, the child is still under 1; or has just become 1.
        (date(2017, 4, 3), ["Tue 03 Apr 08:00 0 digest"]),
        (date(2017, 4, 2), []),
    ],
)
def test_it_goes_stale_sooner_while_a_child_is_under_1(birthday: date, asked: list[str]) -> None:
    lines = told(said("2018-03-05T14:00", "engaged"), ends=date(2018, 4, 3), children=born(birthday))
    assert of(lines, "school") == asked


def test_a_stale_answer_given_late_is_asked_again_at_once_at_the_rung_that_is_reached() -> None:
    old = said("2018-05-01T09:00", "engaged", "record", as_of=date(2018, 3, 11))
    lines = told(old, ends=date(2018, 5, 8))
    assert [line for line in lines if "May" in line and "hv" not in line] == [
        # Counted from Monday 23 April: the fifth working day has passed, the tenth comes after the bank holiday.
        "Tue 01 May 09:00 5 agency:school digest",
        "Tue 08 May 08:00 10 coordinator digest",
    ]


def test_an_unknown_later_than_what_is_known_asks_again() -> None:
    events = (
        *join("nursery", "housing"),
        *(said("2018-03-07T09:00", "engaged", agency=agency) for agency in ("school", "nursery", "housing")),
        said("2018-03-09T09:00", "unknown", "parent_report", agency="school", as_of=date(2018, 3, 8)),
        # Of the same day, and recorded last; and of a day before.
        said("2018-03-09T09:00", "unknown", agency="nursery", as_of=date(2018, 3, 7)),
        said("2018-03-09T09:00", "unknown", agency="housing", as_of=date(2018, 3, 6)),
    )
    assert told(*events, ends=date(2018, 3, 9)) == [
        "Fri 09 Mar 09:00 0 agency:school now",
        "Fri 09 Mar 09:00 0 agency:nursery now",
    ]


def test_an_unknown_while_it_is_asked_starts_nothing_anew() -> None:
    events = (said("2018-03-08T09:00", "unknown"), said("2018-03-09T09:00", "unknown"))
    assert of(told(*events, ends=date(2018, 3, 12)), "school") == ["Mon 12 Mar 08:00 5 digest"]


def test_an_answer_ends_the_question_if_it_is_the_latest_that_is_known() -> None:
    events = (
        *join("nursery"),
        *(said("2018-03-07T09:00", "engaged", agency=agency) for agency in ("school", "nursery")),
        *(said("2018-03-09T09:00", "unknown", agency=agency) for agency in ("school", "nursery")),
        # Later than what was known, though of a day before the question: that is when the school last saw them.
        said("2018-03-12T09:00", "engaged", "record", agency="school", as_of=date(2018, 3, 8)),
        # Older than what was known: nobody knows more than before.
        said("2018-03-12T09:00", "engaged", "record", agency="nursery", as_of=date(2018, 3, 6)),
    )
    assert told(*events, ends=date(2018, 3, 16))[2:] == [
        "Fri 16 Mar 08:00 5 agency:nursery digest",
        "Fri 16 Mar 08:00 5 hv digest",
    ]


def test_an_agency_that_has_left_is_asked_nothing() -> None:
    events = (
        *join("nursery", "housing"),
        said("2018-03-06T09:00", "ended_by_agency", "record", agency="school"),
        event("2018-03-06T09:00", "hv", "remove_agency", agency="nursery", reason="Added to the wrong family"),
        # The mother says that housing has ended it.
        said("2018-03-06T09:00", "ended_by_agency", "parent_report", agency="housing"),
    )
    lines = told(*events, ends=date(2018, 3, 12))
    assert [line for line in lines if "agency" in line] == ["Mon 12 Mar 08:00 5 agency:housing digest"]


def test_an_agency_that_comes_back_is_asked_anew_and_what_is_older_than_its_last_word_is_no_answer() -> None:
    events = (
        said("2018-03-06T09:00", "ended_by_agency", "record"),
        event("2018-03-12T09:00", "hv", "add_agency", agency="school"),
        said("2018-03-13T09:00", "engaged", "record", as_of=date(2018, 3, 5)),
    )
    assert told(*events, ends=date(2018, 3, 19)) == [
        "Mon 12 Mar 09:00 0 agency:school now",
        "Mon 19 Mar 08:00 5 agency:school digest",
        "Mon 19 Mar 08:00 5 hv digest",
    ]


def turned_away(*events: Line, ends: date) -> list[str]:
    """When somebody is asked whether to meet because of it."""
    lines = told(*events, ends=ends, duties=("meeting_undecided",))
    return [line.replace(" meeting_undecided", "") for line in lines]


def test_two_agencies_that_the_family_turns_away_from_call_for_a_decision() -> None:
    events = (
        said("2018-03-06T09:00", "declined", agency="health"),
        said("2018-03-06T10:00", "not_brought", "parent_report"),
        event(
            "2018-03-07T10:00",
            "coordinator",
            "record_engagement",
            agency="school",
            status="no_access",
            evidence="record",
        ),
    )
    assert turned_away(*events, ends=date(2018, 3, 14)) == [
        "Wed 07 Mar 10:00 0 hv now",
        "Fri 09 Mar 08:00 2 hv digest",
        "Fri 09 Mar 08:00 2 hv_lead digest",
        "Wed 14 Mar 08:00 5 coordinator digest",
    ]


def test_it_is_asked_once_until_they_were_fewer() -> None:
    events = (
        said("2018-03-06T09:00", "declined", agency="health"),
        said("2018-03-06T10:00", "not_brought"),
        event("2018-03-06T11:00", "hv", "decide_meeting", hold=True, reason="The nursery worries too"),
        # A third, and one of them again in another way: they were two already.
        event("2018-03-06T12:00", "hv", "add_agency", agency="csc"),
        said("2018-03-06T13:00", "no_access", agency="csc"),
        said("2018-03-06T14:00", "no_access"),
        # Fewer than two, and two again.
        said("2018-03-07T09:00", "engaged", agency="csc"),
        said("2018-03-07T10:00", "engaged", agency="health"),
        said("2018-03-07T11:00", "declined", agency="csc"),
    )
    assert turned_away(*events, ends=date(2018, 3, 7)) == ["Tue 06 Mar 10:00 0 hv no", "Wed 07 Mar 11:00 0 hv no"]


def test_an_agency_that_comes_back_still_knows_what_it_knew() -> None:
    events = (
        said("2018-03-06T09:00", "declined", agency="health"),
        said("2018-03-06T10:00", "not_brought"),
        event("2018-03-06T11:00", "hv", "decide_meeting", hold=True, reason="The nursery worries too"),
        event("2018-03-07T09:00", "hv", "remove_agency", agency="school", reason="Added to the wrong family"),
        event("2018-03-07T10:00", "coordinator", "add_agency", agency="school"),
    )
    assert turned_away(*events, ends=date(2018, 3, 7)) == ["Tue 06 Mar 10:00 0 hv no", "Wed 07 Mar 10:00 0 hv now"]
