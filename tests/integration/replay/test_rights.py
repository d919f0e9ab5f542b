"""Who may do which act at the stage where it is due: kept by hand from DOMAIN.md's table of roles and relations."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from caf_tracker import clock
from caf_tracker.errors import NotPermitted
from caf_tracker.extensions import db
from caf_tracker.replay.acts import ACTS
from caf_tracker.replay.family import set_up
from caf_tracker.replay.scenario import Event, parse_scenario
from tests.scenarios import ORDINARY, TABLES, event

pytestmark = pytest.mark.usefixtures("empty_replay")

# Beside the usual people: managers of another team, and a second head of no particular family.
OTHER_TEAM = {"name": "Social care of the next town", "kind": "childrens_social_care"}
OTHER_MANAGER = {"name": "Manager of another team", "agency": "next_town", "role": "social_care_manager"}

DECIDED = event("2018-03-05T10:00", "manager", "decide_step_down", agency="health", **ORDINARY)
NAMED = event("2018-03-05T10:00", "manager", "decide_step_down", agency="health", nominate="hv", **ORDINARY)
ACCEPTED = event("2018-03-05T11:00", "hv", "accept_lead")
AGREED = event("2018-03-05T12:00", "hv", "record_agreement", agreed=True, from_="mother")
STARTED = event("2018-03-05T13:00", "hv", "start_caf")

TEAM = {"manager", "manager2"}
WATCHING = {"coordinator", "head"}
# The lead, and the contact person of the lead's agency, which joined the team when the lead accepted.
IN_THE_TEAM = {"hv", "hv_lead"}

CASES: dict[str, tuple[list[Any], dict[str, Any], set[str]]] = {
    "decide_step_down": ([], ORDINARY, {"manager", "manager2", "other_manager", *WATCHING}),
    "close_to_social_care": ([DECIDED], {"reason": "Ended"}, {*TEAM, "head"}),
    "return_to_social_care": ([DECIDED], {"reason": "New concerns"}, {*TEAM, "head"}),
    "nominate_lead": ([DECIDED], {"lead": "teacher"}, {*TEAM, *WATCHING}),
    "nominate_lead as a successor": ([NAMED, ACCEPTED], {"lead": "teacher"}, {*TEAM, *WATCHING, "hv"}),
    "accept_lead": ([NAMED], {}, {"hv"}),
    "decline_lead": ([NAMED], {"reason": "On leave"}, {"hv", *TEAM, *WATCHING}),
    "end_lead": ([NAMED, ACCEPTED], {"reason": "Moves"}, {"hv", *TEAM, *WATCHING}),
    "record_agreement": ([NAMED, ACCEPTED], {"agreed": True, "from": "mother"}, {*IN_THE_TEAM, *TEAM, *WATCHING}),
    "record_trigger": ([NAMED, ACCEPTED], {"kind": "other"}, {*IN_THE_TEAM, *TEAM, *WATCHING}),
    "record_trigger before anybody leads": ([NAMED], {"kind": "other"}, {*TEAM, *WATCHING}),
    "start_caf": ([NAMED, ACCEPTED, AGREED], {}, {"hv", *WATCHING}),
    "confirm_handover": ([NAMED, ACCEPTED, AGREED, STARTED], {}, {*TEAM, "head"}),
    "decide_meeting": ([NAMED, ACCEPTED], {"hold": True, "reason": "Two agencies disagree"}, {"hv", *TEAM, *WATCHING}),
    "end_without_caf": ([DECIDED], {"reason": "No need", "approved_by": "second_head"}, {*TEAM, *WATCHING}),
}


@pytest.mark.parametrize("stage", CASES)
def test_an_act_is_refused_to_everybody_else(stage: str) -> None:
    before, given, expected = CASES[stage]
    staff = {
        **TABLES["staff"],
        "other_manager": OTHER_MANAGER,
        "second_head": {"name": "Second head", "agency": "csc", "role": "head_of_service"},
    }
    agencies = {**TABLES["agencies"], "next_town": OTHER_TEAM}
    scenario = parse_scenario({**TABLES, "agencies": agencies, "staff": staff, "events": before})
    with clock.set_to(clock.london(date(2018, 3, 5))):
        family = set_up(scenario)
    for earlier in scenario.events:
        _perform(family, earlier)
    allowed = set()
    for by in staff:
        if by == "second_head":
            continue
        undo = db.session.begin_nested()
        try:
            act = Event(0, datetime.fromisoformat("2018-03-06T10:00"), by, stage.split(" ")[0], given)
            _perform(family, act)
            allowed.add(by)
        except NotPermitted:
            pass
        undo.rollback()
        db.session.expire_all()
    assert allowed == expected


def _perform(family: Any, act: Event) -> None:
    at = act.at.replace(tzinfo=clock.LONDON).astimezone(UTC)
    with clock.set_to(at):
        ACTS[act.act].perform(family, family.staff[act.by], at, act.given)
