"""A scenario that cannot be played is refused before anything runs, naming the event, the field and what is allowed."""

from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest

from caf_tracker.replay.acts import ACTS, NOT_YET_KNOWN
from caf_tracker.replay.policy import parse_policy
from caf_tracker.replay.scenario import ScenarioRefused, parse_scenario
from tests.scenarios import ORDINARY, TABLES, event

DECIDED = event("2018-03-05T10:00", "manager", "decide_step_down", **ORDINARY)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The usual tables with one value changed; `path` as in staff.manager.role."""
    tables = deepcopy({**TABLES, "events": [DECIDED]})
    *way, last = path.split(".")
    place: Any = tables
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return tables


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("colour", "red", "the scenario: colour: is not known here; allowed: title, starts, ends"),
        ("ends", date(2018, 1, 1), "ends: must not be before starts"),
        ("starts", "Monday", "starts: must be a date"),
        (
            "agencies.csc.kind",
            "circus",
            "agencies.csc: kind: 'circus' is not known here; allowed: childrens_social_care",
        ),
        ("agencies.health.contact", "nobody", "agencies.health: contact: 'nobody' is not known here; allowed: manager"),
        ("staff.hv.role", "system_admin", "staff.hv: role: 'system_admin' is not known here; allowed: practitioner"),
        ("staff.hv.manager", "hv", "staff.hv: manager: 'hv' is not known here"),
        ("staff.hv.agency", 7, "staff.hv: agency: 7 is not known here; allowed: csc, health, school"),
        ("children.k.due", date(2018, 8, 1), "children.k: born: must have either born or due"),
        ("children.k.mobility", "flying", "children.k: mobility: 'flying' is not known here; allowed: not_mobile"),
        ("adults.mother.relation", {"z": "mother"}, "adults.mother: relation: 'z' is not known here; allowed: k"),
        ("adults.mother.relation", {"k": "aunt"}, "adults.mother: relation.k: 'aunt' is not known here"),
        ("events.0.act", "dance", "event 1: act: 'dance' is not known here; allowed: decide_step_down"),
        ("events.0.act", "record_injury", "event 1: act: record_injury is not yet known to this version"),
        ("events.0.by", "nobody", "event 1: by: 'nobody' is not known here; allowed: manager"),
        ("events.0.why", "so", "event 1: why: is not known here; allowed: from, recommendation, reason, on?"),
        ("events.0.from", "the_moon", "event 1: from: 'the_moon' is not known here; allowed: assessment"),
        ("events.0.on", datetime.fromisoformat("2018-03-05T10:00"), "event 1: on: must be a date such as"),
        ("events.0.nominate", "nobody", "event 1: nominate: 'nobody' is not known here"),
        ("events.0.at", date(2018, 1, 5), "event 1: at: must lie between 2018-02-19 and 2018-06-29"),
        ("events.0.at", "10:00", "event 1: at: must be a local date or time"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: Any, said: str) -> None:
    with pytest.raises(ScenarioRefused) as refused:
        parse_scenario(changed(path, value))
    assert said in str(refused.value)


def test_a_missing_field_is_named() -> None:
    tables = changed("events.0.by", "manager")
    del tables["events"][0]["reason"]
    with pytest.raises(ScenarioRefused, match="event 1: reason: is missing; needed: from, recommendation, reason"):
        parse_scenario(tables)


def test_events_out_of_order_are_refused() -> None:
    earlier = event("2018-03-05T09:59", "manager", "accept_lead")
    with pytest.raises(ScenarioRefused, match="event 2: at: out of order"):
        parse_scenario({**TABLES, "events": [DECIDED, earlier]})


def test_a_bare_date_means_nine_in_the_morning() -> None:
    assert parse_scenario(changed("events.0.at", date(2018, 3, 5))).events[0].at == datetime.fromisoformat(
        "2018-03-05T09:00"
    )


def test_every_act_of_the_format_is_either_played_or_named_as_not_yet_known() -> None:
    assert not set(ACTS) & set(NOT_YET_KNOWN)
    assert len(ACTS) + len(NOT_YET_KNOWN) == 33


def test_a_policy_changes_only_what_it_names() -> None:
    policy = parse_policy({"duty": {"caf_not_started": {"rungs": [[0, ["lead"]], [7, ["head"]]]}}})
    fast = policy.ladders["caf_not_started.fast_track"]
    assert [rung.number for rung in fast.rungs] == [0, 7]
    assert fast.due == 5
    untouched = parse_policy({}).ladders
    assert {key for key, ladder in policy.ladders.items() if ladder != untouched[key]} == {
        "caf_not_started",
        "caf_not_started.fast_track",
    }


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"colour": 1}, "colour: is not known here; allowed: duty, review"),
        ({"duty": {"dance": {}}}, "duty.dance: is not known here; allowed: lead_not_answered"),
        ({"duty": {"no_lead": {"late": 1}}}, "duty.no_lead.late: is not known here; allowed: due, rungs, then"),
        ({"duty": {"no_lead": {"due": "soon"}}}, "duty.no_lead.due: must be a whole number"),
        ({"duty": {"no_lead": {"rungs": [[2, ["head"]], [1, ["head"]]]}}}, "rungs must stand in order"),
        ({"duty": {"no_lead": {"then": ["mayor"]}}}, "'mayor' is not known here; allowed: nominee"),
        ({"review": {"first_weeks": "six"}}, "review.first_weeks: must be a whole number"),
    ],
)
def test_a_wrong_policy_is_refused(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioRefused) as refused:
        parse_policy(tables)
    assert said in str(refused.value)
