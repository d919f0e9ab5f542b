"""Each duty of the handover told to the letter of the catalogue; expectations were worked out by hand on a calendar.

Easter 2018: Good Friday is 30 March, Easter Monday 2 April. The early May bank holiday is 7 May.
"""

from datetime import date

import pytest

from tests.scenarios import FAST, ORDINARY, RUNNING, event, played, still_open

# Every day on SQLite, and a few on PostgreSQL too; when proving all on both.
pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.proof(only="postgresql")]
on_both = pytest.mark.proof

DECIDED = event("2018-03-05T10:00", "manager", "decide_step_down", agency="health", **ORDINARY)
NAMED = event("2018-03-05T10:00", "manager", "decide_step_down", agency="health", nominate="hv", **ORDINARY)
MET = event("2018-03-05T11:00", "manager", "decide_meeting", hold=True, reason="Two agencies disagree")


@on_both
def test_a_nomination_is_chased_until_it_lapses_and_then_a_lead_is_sought() -> None:
    assert played(NAMED, MET, ends=date(2018, 4, 6), duties=["lead_not_answered", "no_lead"]) == [
        "Mon 05 Mar 10:00 lead_not_answered 0 hv now",
        "Wed 07 Mar 08:00 lead_not_answered 2 hv digest",
        "Fri 09 Mar 08:00 lead_not_answered 4 hv_lead digest",
        "Fri 09 Mar 08:00 lead_not_answered 4 manager digest",
        "Mon 12 Mar 08:00 lead_not_answered 5 coordinator digest",
        # Lapsed at 08:00 of its tenth working day: by a date, so nobody is mailed at once.
        "Mon 19 Mar 08:00 no_lead 0 coordinator digest",
        "Mon 19 Mar 08:00 no_lead 0 hv_lead digest",
        "Mon 19 Mar 08:00 no_lead 0 manager digest",
        "Wed 21 Mar 08:00 no_lead 2 coordinator digest",
        "Wed 21 Mar 08:00 no_lead 2 hv_lead digest",
        "Wed 21 Mar 08:00 no_lead 2 manager digest",
        "Mon 26 Mar 08:00 no_lead 5 coordinator digest",
        "Mon 26 Mar 08:00 no_lead 5 head digest",
        # Five working days on, over Good Friday and Easter Monday.
        "Wed 04 Apr 08:00 no_lead 10 coordinator digest",
        "Wed 04 Apr 08:00 no_lead 10 head digest",
        "Wed 04 Apr 08:00 no_lead 10 manager digest",
    ]


def test_on_the_fast_track_a_nomination_lapses_on_the_fifth_working_day() -> None:
    named = event("2018-03-05T10:00", "manager", "decide_step_down", agency="school", nominate="hv", **FAST)
    assert played(named, ends=date(2018, 3, 13), duties=["lead_not_answered", "no_lead"])[-4:] == [
        "Fri 09 Mar 08:00 lead_not_answered 4 manager digest",
        # Not the coordinator's fifth day of the nomination: it has ended. The school has no contact person.
        "Mon 12 Mar 08:00 no_lead 0 agency:school digest",
        "Mon 12 Mar 08:00 no_lead 0 coordinator digest",
        "Mon 12 Mar 08:00 no_lead 0 manager digest",
    ]


@pytest.mark.parametrize(("born", "lapsed"), [(date(2017, 3, 6), True), (date(2017, 3, 5), False)])
def test_a_child_under_one_on_the_day_makes_the_nomination_fast(born: date, lapsed: bool) -> None:
    children = {"k": {"name": "Child K", "born": born}}
    told = played(NAMED, children=children, ends=date(2018, 3, 12), duties=["no_lead"])
    assert bool(told) is lapsed


def test_an_unborn_child_counts_as_under_one() -> None:
    unborn = {"k": {"name": "Baby", "due": date(2018, 9, 1)}}
    assert len(played(NAMED, children=unborn, ends=date(2018, 3, 12), duties=["no_lead"])) == 3


def test_a_decline_starts_the_search_at_once_and_not_for_the_one_who_recorded_it() -> None:
    declined = event("2018-03-07T14:00", "manager", "decline_lead", reason="On long leave, said by telephone")
    assert played(NAMED, declined, ends=date(2018, 3, 9), duties=["no_lead"]) == [
        "Wed 07 Mar 14:00 no_lead 0 coordinator now",
        "Wed 07 Mar 14:00 no_lead 0 hv_lead now",
        "Wed 07 Mar 14:00 no_lead 0 manager no",
        "Fri 09 Mar 08:00 no_lead 2 coordinator digest",
        "Fri 09 Mar 08:00 no_lead 2 hv_lead digest",
        "Fri 09 Mar 08:00 no_lead 2 manager digest",
    ]


def test_agreement_is_asked_of_the_lead_then_the_manager_then_the_coordinator() -> None:
    accepted = event("2018-03-06T09:00", "hv", "accept_lead")
    assert played(NAMED, accepted, ends=date(2018, 4, 4), duties=["agreement_not_recorded"]) == [
        "Fri 09 Mar 08:00 agreement_not_recorded 3 hv digest",
        "Wed 14 Mar 08:00 agreement_not_recorded 6 hv digest",
        "Wed 14 Mar 08:00 agreement_not_recorded 6 manager digest",
        "Tue 20 Mar 08:00 agreement_not_recorded 10 coordinator digest",
        "Tue 27 Mar 08:00 agreement_not_recorded 15 hv digest",
    ]


def test_a_new_lead_does_not_set_the_clock_of_the_agreement_back() -> None:
    events = (
        event("2018-03-06T09:00", "hv", "accept_lead"),
        event("2018-03-13T09:00", "hv", "nominate_lead", lead="hv2"),
        event("2018-03-13T10:00", "hv2", "accept_lead"),
    )
    assert played(NAMED, *events, ends=date(2018, 3, 14), duties=["agreement_not_recorded"]) == [
        "Fri 09 Mar 08:00 agreement_not_recorded 3 hv digest",
        # Whoever becomes a recipient while it runs is told at the next tick.
        "Tue 13 Mar 10:00 agreement_not_recorded 3 hv2 digest",
        "Wed 14 Mar 08:00 agreement_not_recorded 6 hv2 digest",
        "Wed 14 Mar 08:00 agreement_not_recorded 6 manager digest",
    ]


def test_a_step_down_that_does_not_close_reaches_the_head() -> None:
    assert played(DECIDED, ends=date(2018, 4, 12), duties=["step_down_unfinished"]) == [
        "Mon 19 Mar 08:00 step_down_unfinished 10 manager digest",
        "Mon 26 Mar 08:00 step_down_unfinished 15 coordinator digest",
        "Mon 26 Mar 08:00 step_down_unfinished 15 manager digest",
        "Wed 04 Apr 08:00 step_down_unfinished 20 coordinator digest",
        "Wed 04 Apr 08:00 step_down_unfinished 20 head digest",
        "Wed 11 Apr 08:00 step_down_unfinished 25 coordinator digest",
        "Wed 11 Apr 08:00 step_down_unfinished 25 manager digest",
    ]


@on_both
def test_closed_and_not_started_runs_until_the_stalled_handover_speaks_for_it() -> None:
    accepted = event("2018-03-06T09:00", "hv", "accept_lead")
    closed = event("2018-03-07T15:00", "manager", "close_to_social_care", reason="The family asked for it")
    told = played(NAMED, accepted, closed, ends=date(2018, 4, 16), duties=["caf_not_started", "handover_stalled"])
    assert told == [
        "Wed 07 Mar 15:00 caf_not_started 0 coordinator now",
        "Wed 07 Mar 15:00 caf_not_started 0 hv now",
        "Wed 07 Mar 15:00 caf_not_started 0 hv_lead now",
        "Wed 07 Mar 15:00 caf_not_started 0 manager no",
        "Fri 09 Mar 08:00 caf_not_started 2 hv digest",
        "Fri 09 Mar 08:00 caf_not_started 2 manager digest",
        "Wed 14 Mar 08:00 caf_not_started 5 coordinator digest",
        "Wed 14 Mar 08:00 caf_not_started 5 hv digest",
        "Wed 21 Mar 08:00 caf_not_started 10 coordinator digest",
        "Wed 21 Mar 08:00 caf_not_started 10 head digest",
        "Wed 28 Mar 08:00 caf_not_started 15 coordinator digest",
        "Wed 28 Mar 08:00 caf_not_started 15 head digest",
        "Wed 28 Mar 08:00 caf_not_started 15 hv digest",
        # Twenty working days: a safety duty, mailed at once although a date started it.
        "Fri 06 Apr 08:00 handover_stalled 0 coordinator now",
        "Fri 06 Apr 08:00 handover_stalled 0 head now",
        "Fri 06 Apr 08:00 handover_stalled 0 hv now",
        "Fri 06 Apr 08:00 handover_stalled 0 manager now",
        "Fri 13 Apr 08:00 handover_stalled 5 coordinator now",
        "Fri 13 Apr 08:00 handover_stalled 5 head now",
        "Fri 13 Apr 08:00 handover_stalled 5 hv now",
        "Fri 13 Apr 08:00 handover_stalled 5 manager now",
    ]


def test_silent_is_still_owed() -> None:
    closed = event("2018-03-07T15:00", "manager", "close_to_social_care", reason="The family asked for it")
    assert still_open(DECIDED, MET, closed, ends=date(2018, 4, 16)) == [
        ("no_lead", "manager", "2018-03-06"),
        ("caf_not_started", "coordinator", "2018-03-14"),
        ("handover_stalled", "head", "2018-04-06"),
    ]


def test_the_fast_track_reaches_the_head_on_the_fifth_working_day() -> None:
    decided = event("2018-03-05T10:00", "manager", "decide_step_down", **FAST)
    closed = event("2018-03-07T15:00", "manager", "close_to_social_care", reason="The family asked for it")
    assert played(decided, closed, ends=date(2018, 3, 21), duties=["caf_not_started"]) == [
        # No lead: the coordinator stands for the lead. No receiving agency: nobody stands for its contact.
        "Wed 07 Mar 15:00 caf_not_started 0 coordinator now",
        "Wed 07 Mar 15:00 caf_not_started 0 manager no",
        "Fri 09 Mar 08:00 caf_not_started 2 coordinator digest",
        "Fri 09 Mar 08:00 caf_not_started 2 manager digest",
        "Wed 14 Mar 08:00 caf_not_started 5 coordinator digest",
        "Wed 14 Mar 08:00 caf_not_started 5 head digest",
        "Wed 21 Mar 08:00 caf_not_started 10 coordinator digest",
        "Wed 21 Mar 08:00 caf_not_started 10 head digest",
    ]


def test_a_late_record_counts_from_the_day_it_happened_and_folds_what_was_missed() -> None:
    closed = event("2018-03-17T11:00", "manager2", "close_to_social_care", on=date(2018, 3, 8), reason="Found late")
    assert played(NAMED, closed, ends=date(2018, 3, 19), duties=["caf_not_started"]) == [
        # Typed on a Saturday, told on Monday, the seventh working day: each at the highest rung that concerns them.
        "Mon 19 Mar 08:00 caf_not_started 0 hv_lead now",
        "Mon 19 Mar 08:00 caf_not_started 2 manager digest",
        "Mon 19 Mar 08:00 caf_not_started 5 coordinator digest",
    ]


def _until_caf_started() -> tuple[dict[str, object], ...]:
    return (
        NAMED,
        MET,
        event("2018-03-06T09:00", "hv", "accept_lead"),
        event("2018-03-07T09:00", "hv", "record_agreement", agreed=True, from_="mother"),
        event("2018-03-08T09:00", "hv", "start_caf"),
    )


def test_the_handover_is_asked_of_the_manager_until_it_is_confirmed() -> None:
    told = played(*_until_caf_started(), ends=date(2018, 4, 2), duties=["handover_not_confirmed"])
    assert told == [
        "Thu 08 Mar 09:00 handover_not_confirmed 0 manager now",
        "Tue 13 Mar 08:00 handover_not_confirmed 3 manager digest",
        "Thu 15 Mar 08:00 handover_not_confirmed 5 coordinator digest",
        "Thu 22 Mar 08:00 handover_not_confirmed 10 coordinator digest",
        "Thu 22 Mar 08:00 handover_not_confirmed 10 head digest",
        "Thu 29 Mar 08:00 handover_not_confirmed 15 coordinator digest",
        "Thu 29 Mar 08:00 handover_not_confirmed 15 manager digest",
    ]


def test_the_handover_owes_nothing_after_it_is_confirmed() -> None:
    confirmed = event("2018-03-12T09:00", "manager2", "confirm_handover")
    assert still_open(*_until_caf_started(), confirmed, ends=date(2018, 4, 2)) == [
        # What the CAF itself owes: the lead's own agency joined with the lead.
        ("engagement_unknown", "hv", "2018-03-13"),
        ("assessment_not_complete", "hv", "2018-03-22"),
        ("plan_not_shared", "hv", "2018-03-29"),
    ]


def test_a_refusal_is_decided_by_the_manager_and_is_no_outcome() -> None:
    accepted = event("2018-03-06T09:00", "hv", "accept_lead")
    refused = event("2018-03-07T09:00", "hv", "record_agreement", agreed=False, from_="mother")
    again = event("2018-03-13T09:00", "hv", "record_agreement", agreed=False, from_="father")
    events = (NAMED, MET, accepted, refused, again)
    assert played(*events, ends=date(2018, 3, 21), duties=["refusal_undecided"]) == [
        "Wed 07 Mar 09:00 refusal_undecided 0 hv no",
        "Wed 07 Mar 09:00 refusal_undecided 0 manager now",
        "Fri 09 Mar 08:00 refusal_undecided 2 coordinator digest",
        "Fri 09 Mar 08:00 refusal_undecided 2 manager digest",
        # The second refusal starts nothing of its own: it counts from the first since the last agreement.
        "Wed 14 Mar 08:00 refusal_undecided 5 coordinator digest",
        "Wed 14 Mar 08:00 refusal_undecided 5 head digest",
        "Wed 21 Mar 08:00 refusal_undecided 10 coordinator digest",
        "Wed 21 Mar 08:00 refusal_undecided 10 head digest",
        "Wed 21 Mar 08:00 refusal_undecided 10 manager digest",
    ]


def test_a_withdrawal_after_the_handover_is_decided_by_the_leads_manager() -> None:
    events = (
        *_until_caf_started(),
        event("2018-03-12T09:00", "manager", "confirm_handover"),
        event("2018-03-14T09:00", "coordinator", "record_agreement", agreed=False, from_="mother"),
    )
    assert played(*events, ends=date(2018, 3, 16), duties=["refusal_undecided"]) == [
        "Wed 14 Mar 09:00 refusal_undecided 0 hv now",
        "Wed 14 Mar 09:00 refusal_undecided 0 hv_lead now",
        "Fri 16 Mar 08:00 refusal_undecided 2 coordinator digest",
        "Fri 16 Mar 08:00 refusal_undecided 2 hv_lead digest",
    ]


def test_an_agreement_ends_the_refusal() -> None:
    events = (
        NAMED,
        MET,
        event("2018-03-06T09:00", "hv", "accept_lead"),
        event("2018-03-07T09:00", "hv", "record_agreement", agreed=False, from_="mother"),
        event("2018-03-08T09:00", "hv", "record_agreement", agreed=True, from_="father"),
    )
    owed = [duty for duty, _, _ in still_open(*events, ends=date(2018, 3, 9))]
    assert owed == ["engagement_unknown", "step_down_unfinished"]


def test_whether_to_meet_is_asked_of_the_manager_for_a_step_down() -> None:
    assert played(NAMED, ends=date(2018, 3, 19), duties=["meeting_undecided"]) == [
        "Mon 05 Mar 10:00 meeting_undecided 0 manager no",
        "Wed 07 Mar 08:00 meeting_undecided 2 head digest",
        "Wed 07 Mar 08:00 meeting_undecided 2 manager digest",
        "Mon 12 Mar 08:00 meeting_undecided 5 coordinator digest",
        "Mon 19 Mar 08:00 meeting_undecided 10 manager digest",
    ]


def test_whether_to_meet_is_asked_of_the_nominee_while_nobody_has_accepted() -> None:
    recorded = event("2018-03-06T09:00", "manager", "record_trigger", kind="domestic_abuse_incident")
    assert played(NAMED, MET, recorded, ends=date(2018, 3, 13), duties=["meeting_undecided"]) == [
        "Mon 05 Mar 10:00 meeting_undecided 0 manager no",
        "Tue 06 Mar 09:00 meeting_undecided 0 hv now",
        "Thu 08 Mar 08:00 meeting_undecided 2 hv digest",
        "Thu 08 Mar 08:00 meeting_undecided 2 hv_lead digest",
        "Tue 13 Mar 08:00 meeting_undecided 5 coordinator digest",
    ]


def test_a_changed_lead_calls_for_a_decision_and_one_decision_answers_all() -> None:
    events = (
        NAMED,
        event("2018-03-06T09:00", "hv", "accept_lead"),
        event("2018-03-07T09:00", "hv", "end_lead", reason="Moves to another team", successor="hv2"),
        event("2018-03-08T09:00", "hv2", "accept_lead"),
        event("2018-03-08T10:00", "hv2", "decide_meeting", hold=False, reason="Met on Monday, nothing has changed"),
    )
    told = played(*events, ends=date(2018, 3, 30), duties=["meeting_undecided", "no_lead"])
    assert told == [
        "Mon 05 Mar 10:00 meeting_undecided 0 manager no",
        "Wed 07 Mar 08:00 meeting_undecided 2 head digest",
        "Wed 07 Mar 08:00 meeting_undecided 2 manager digest",
        "Thu 08 Mar 09:00 meeting_undecided 0 hv2 no",
    ]


def test_a_step_down_decided_after_the_caf_began_is_the_deciders_own_act() -> None:
    events = (
        event("2018-03-05T09:00", "coordinator", "nominate_lead", lead="hv"),
        event("2018-03-05T10:00", "hv", "accept_lead"),
        event("2018-03-06T09:00", "hv", "record_agreement", agreed=True, from_="mother"),
        event("2018-03-07T09:00", "hv", "start_caf"),
        event("2018-03-12T11:00", "manager", "decide_step_down", **ORDINARY),
    )
    assert played(*events, ends=date(2018, 3, 15), duties=["handover_not_confirmed"]) == [
        "Mon 12 Mar 11:00 handover_not_confirmed 0 manager no",
        "Thu 15 Mar 08:00 handover_not_confirmed 3 manager digest",
    ]


@on_both
def test_what_a_running_caf_owes_is_asked_on_either_database() -> None:
    events = (
        *RUNNING,
        event("2018-03-06T09:00", "hv", "record_engagement", agency="health", status="declined", evidence="direct"),
        event("2018-03-06T10:00", "hv", "add_agency", agency="school"),
        event("2018-03-07T10:00", "hv", "record_engagement", agency="school", status="no_access", evidence="record"),
        event("2018-03-07T11:00", "hv", "add_action", key="visit", owner="school", due=date(2018, 3, 16)),
        event("2018-03-12T10:00", "hv", "complete_assessment"),
    )
    told = played(*events, starts=date(2018, 3, 5), ends=date(2018, 4, 23))
    assert [line for line in told if "hv_lead" not in line and "coordinator" not in line][1:] == [
        "Mon 05 Mar 10:00 engagement_unknown 0 hv no",
        "Tue 06 Mar 10:00 engagement_unknown 0 agency:school now",
        "Wed 07 Mar 10:00 meeting_undecided 0 hv no",
        "Fri 09 Mar 08:00 meeting_undecided 2 hv digest",
        "Tue 13 Mar 08:00 action_not_done -3 agency:school digest",
        "Mon 19 Mar 08:00 action_not_done 1 agency:school digest",
        "Wed 21 Mar 08:00 meeting_undecided 10 hv digest",
        "Thu 22 Mar 08:00 plan_not_shared 13 hv digest",
        "Fri 23 Mar 08:00 action_not_done 5 agency:school digest",
        "Fri 23 Mar 08:00 action_not_done 5 hv digest",
        "Tue 27 Mar 08:00 plan_not_shared 16 hv digest",
        "Wed 28 Mar 08:00 meeting_undecided 15 hv digest",
        "Tue 03 Apr 08:00 action_not_done 10 agency:school digest",
        "Fri 06 Apr 08:00 meeting_undecided 20 hv digest",
        "Mon 09 Apr 08:00 review_not_held -10 hv digest",
        "Tue 10 Apr 08:00 action_not_done 15 agency:school digest",
        "Wed 11 Apr 08:00 plan_not_shared 25 hv digest",
        "Fri 13 Apr 08:00 meeting_undecided 25 hv digest",
        "Tue 17 Apr 08:00 action_not_done 20 agency:school digest",
        "Wed 18 Apr 08:00 plan_not_shared 30 hv digest",
        "Fri 20 Apr 08:00 meeting_undecided 30 hv digest",
        # What both agencies know has gone stale, six weeks on, on a Monday.
        "Mon 23 Apr 08:00 engagement_unknown 0 hv digest",
        "Mon 23 Apr 08:00 engagement_unknown 0 agency:school digest",
    ]
