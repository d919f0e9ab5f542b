"""Both sides of every edge of time: 08:00, weekends, bank holidays, the change of the clocks."""

from datetime import date

import pytest

from caf_tracker.replay.player import ActRefused
from tests.scenarios import FAST, ORDINARY, event, performed, played

pytestmark = pytest.mark.usefixtures("empty_replay")


def decided(at: str, **given: object) -> dict[str, object]:
    return event(at, "manager", "decide_step_down", **{**ORDINARY, **given})


@pytest.mark.parametrize(
    ("at", "told_at"),
    [
        ("2018-03-05T07:59:59", "Mon 05 Mar 08:00"),
        ("2018-03-05T08:00:00", "Mon 05 Mar 08:00"),
        ("2018-03-05T23:59:00", "Mon 05 Mar 23:59"),
        # Saturday, and Good Friday: the next working day.
        ("2018-03-10T12:00:00", "Mon 12 Mar 08:00"),
        ("2018-03-30T12:00:00", "Tue 03 Apr 08:00"),
        # Before and after the clocks go forward on 25 March 2018.
        ("2018-03-23T12:00:00", "Fri 23 Mar 12:00"),
        ("2018-03-25T12:00:00", "Mon 26 Mar 08:00"),
    ],
)
def test_nothing_is_told_before_eight_or_on_a_day_that_is_no_working_day(at: str, told_at: str) -> None:
    told = played(decided(at, nominate="hv"), ends=date(2018, 4, 3), duties=["lead_not_answered"])
    assert told[0] == f"{told_at} lead_not_answered 0 hv now"


@pytest.mark.parametrize(("at", "lapsed"), [("2018-03-12T07:59:59", False), ("2018-03-12T08:00:00", True)])
def test_a_nomination_can_be_accepted_until_the_minute_it_lapses(at: str, lapsed: bool) -> None:
    events = (
        event("2018-03-05T10:00", "manager", "decide_step_down", nominate="hv", **FAST),
        event(at, "hv", "accept_lead"),
    )
    if lapsed:
        with pytest.raises(ActRefused, match="lapsed"):
            performed(*events)
    else:
        assert performed(*events, ends=date(2018, 3, 12)) == ["decide_step_down", "accept_lead"]


def test_a_lapse_is_nobodys_act_and_a_second_nomination_starts_anew() -> None:
    events = (
        event("2018-03-05T10:00", "manager", "decide_step_down", nominate="hv", **FAST),
        event("2018-03-13T11:00", "coordinator", "nominate_lead", lead="hv2"),
        event("2018-03-14T11:00", "hv2", "decline_lead", reason="Already leads twelve"),
    )
    assert played(*events, ends=date(2018, 3, 15), duties=["no_lead", "lead_not_answered"])[-5:] == [
        "Mon 12 Mar 08:00 no_lead 0 coordinator digest",
        "Mon 12 Mar 08:00 no_lead 0 manager digest",
        "Tue 13 Mar 11:00 lead_not_answered 0 hv2 now",
        "Wed 14 Mar 11:00 no_lead 0 coordinator now",
        "Wed 14 Mar 11:00 no_lead 0 manager now",
    ]


def test_the_repeats_go_on_for_as_long_as_the_facts_do_not_change() -> None:
    told = played(decided("2018-02-19T10:00"), ends=date(2018, 6, 29), duties=["no_lead"])
    heads = [line for line in told if " head " in line]
    # From the fifth working day on, every fifth: 26 February to 27 June less Easter and the two May bank holidays.
    assert [line[:10] for line in heads] == [
        "Mon 26 Feb",
        "Mon 05 Mar",
        "Mon 12 Mar",
        "Mon 19 Mar",
        "Mon 26 Mar",
        "Wed 04 Apr",
        "Wed 11 Apr",
        "Wed 18 Apr",
        "Wed 25 Apr",
        "Wed 02 May",
        "Thu 10 May",
        "Thu 17 May",
        "Thu 24 May",
        "Fri 01 Jun",
        "Fri 08 Jun",
        "Fri 15 Jun",
        "Fri 22 Jun",
        "Fri 29 Jun",
    ]


def test_a_second_step_down_after_a_return_starts_a_handover_of_its_own() -> None:
    events = (
        decided("2018-03-05T10:00", nominate="hv"),
        event("2018-03-06T09:00", "hv", "accept_lead"),
        event("2018-03-07T09:00", "hv", "record_agreement", agreed=True, from_="mother"),
        event("2018-03-08T09:00", "manager", "return_to_social_care", reason="New concerns"),
        decided("2018-04-16T10:00"),
    )
    assert played(*events, ends=date(2018, 4, 18), duties=["no_lead"]) == [
        "Mon 16 Apr 10:00 no_lead 0 coordinator now",
        "Mon 16 Apr 10:00 no_lead 0 manager no",
        "Wed 18 Apr 08:00 no_lead 2 coordinator digest",
        "Wed 18 Apr 08:00 no_lead 2 manager digest",
    ]


def _lapsed_under_a_fast_step_down() -> tuple[dict[str, object], ...]:
    """A CAF runs, its lead has ended, and the successor lets the nomination lapse on 13 March."""
    return (
        event("2018-02-26T10:00", "manager", "decide_step_down", nominate="hv", **FAST),
        event("2018-02-26T11:00", "hv", "accept_lead"),
        event("2018-02-27T09:00", "hv", "record_agreement", agreed=True, from_="mother"),
        event("2018-02-28T09:00", "hv", "start_caf"),
        event("2018-03-01T09:00", "manager", "confirm_handover"),
        event("2018-03-06T09:00", "hv", "end_lead", reason="Moves to another town", successor="hv2"),
    )


def test_a_lapsed_nomination_stays_lapsed_whatever_is_decided_later() -> None:
    events = (
        *_lapsed_under_a_fast_step_down(),
        decided("2018-03-14T10:00"),
        event("2018-03-15T10:00", "hv2", "accept_lead"),
    )
    with pytest.raises(ActRefused, match="Nobody is nominated"):
        performed(*events)


def test_a_search_that_runs_is_not_begun_again_by_a_later_decision() -> None:
    events = (*_lapsed_under_a_fast_step_down(), decided("2018-03-21T10:00"))
    assert played(*events, starts=date(2018, 2, 26), ends=date(2018, 3, 27), duties=["no_lead"]) == [
        # No step-down without an outcome: the coordinator owes it, the manager is told.
        "Tue 13 Mar 08:00 no_lead 0 coordinator digest",
        "Tue 13 Mar 08:00 no_lead 0 manager digest",
        "Thu 15 Mar 08:00 no_lead 2 coordinator digest",
        "Thu 15 Mar 08:00 no_lead 2 manager digest",
        "Tue 20 Mar 08:00 no_lead 5 coordinator digest",
        "Tue 20 Mar 08:00 no_lead 5 head digest",
        # A decision on 21 March changes nothing of it: nobody has been nominated.
        "Tue 27 Mar 08:00 no_lead 10 coordinator digest",
        "Tue 27 Mar 08:00 no_lead 10 head digest",
        "Tue 27 Mar 08:00 no_lead 10 manager digest",
    ]
