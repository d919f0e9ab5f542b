"""Scenarios for tests, written as the tables that a scenario file holds, and what playing them prints."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from caf_tracker.duties.timescales import Timescales
from caf_tracker.duties.timescales import set_to as timescales_set_to
from caf_tracker.extensions import db
from caf_tracker.replay.player import Happened, StillOpen, Told, play
from caf_tracker.replay.scenario import Scenario, parse_scenario

Tables = dict[str, Any]

# One family, a manager with a head above and a colleague beside, a coordinator, two health visitors and their leader.
TABLES: Tables = {
    "title": "A family for tests",
    "starts": date(2018, 2, 19),
    "ends": date(2018, 6, 29),
    "agencies": {
        "csc": {"name": "Children's social care", "kind": "childrens_social_care"},
        "health": {"name": "Health visiting", "kind": "health_visiting", "contact": "hv_lead"},
        "school": {"name": "Primary school", "kind": "school"},
    },
    "staff": {
        "manager": {"name": "Manager", "agency": "csc", "role": "social_care_manager", "manager": "head"},
        "manager2": {"name": "Second manager", "agency": "csc", "role": "social_care_manager", "manager": "head"},
        "head": {"name": "Head of service", "agency": "csc", "role": "head_of_service"},
        "coordinator": {"name": "Coordinator", "agency": "csc", "role": "early_help_coordinator"},
        "hv": {"name": "Health visitor", "agency": "health", "role": "practitioner", "manager": "hv_lead"},
        "hv2": {"name": "Second health visitor", "agency": "health", "role": "practitioner", "manager": "hv_lead"},
        "hv_lead": {"name": "Team leader", "agency": "health", "role": "practitioner"},
        "teacher": {"name": "Teacher", "agency": "school", "role": "practitioner"},
    },
    "children": {"k": {"name": "Child K", "born": date(2015, 10, 15)}},
    "adults": {
        "mother": {"name": "Mother", "relation": {"k": "mother"}},
        "father": {"name": "Father", "relation": {"k": "father"}},
    },
}

# Agencies without a contact person, one for each thing that is tried.
AROUND: Tables = {
    **TABLES["agencies"],
    **{key: {"name": key.capitalize(), "kind": "other"} for key in ("nursery", "housing", "police", "hospital")},
}

# A step-down on the ordinary track, and what makes it fast.
ORDINARY: Tables = {"from": "child_in_need", "recommendation": "caf", "reason": "needs_reduced"}
FAST: Tables = {**ORDINARY, "from": "care_proceedings"}


def event(at: str, by: str, act: str, **given: Any) -> Tables:
    """One event; `from_` stands for the field `from`."""
    named = {name.rstrip("_"): value for name, value in given.items()}
    return {"at": datetime.fromisoformat(at), "by": by, "act": act, **named}


# A CAF that runs from Monday 5 March 2018, led by the health visitor, on a case that was opened straight into it.
RUNNING: tuple[Tables, ...] = (
    event("2018-03-05T09:00", "coordinator", "nominate_lead", lead="hv"),
    event("2018-03-05T10:00", "hv", "accept_lead"),
    event("2018-03-05T11:00", "hv", "record_agreement", agreed=True, from_="mother"),
    event("2018-03-05T12:00", "hv", "start_caf"),
)


def scenario(*events: Tables, **changes: Any) -> Scenario:
    """The family above with these events; `changes` replace whole tables or dates."""
    return parse_scenario({**deepcopy(TABLES), **changes, "events": list(events)})


def played(
    *events: Tables, duties: Iterable[str] | None = None, timescales: Timescales | None = None, **changes: Any
) -> list[str]:
    """What is told, in the present app's database, one line each: when, duty, rung, to whom, by which mail."""
    chosen = set(duties) if duties else None
    with timescales_set_to(timescales or Timescales()):
        steps = list(play(scenario(*events, **changes)))
    return [_line(step) for step in steps if isinstance(step, Told) and (chosen is None or step.duty in chosen)]


def still_open(*events: Tables, **changes: Any) -> list[tuple[str, str, str]]:
    """What is owed at the very end: duty, by whom, by which day."""
    last = [step for step in play(scenario(*events, **changes)) if isinstance(step, StillOpen)][-1]
    return [(owed.duty, owed.owed_by, owed.due.isoformat()) for owed in last.duties]


def performed(*events: Tables, **changes: Any) -> list[str]:
    """The acts that took place."""
    return [step.act for step in play(scenario(*events, **changes)) if isinstance(step, Happened)]


def _line(step: Told) -> str:
    return f"{step.at:%a %d %b %H:%M} {step.duty} {step.rung} {step.to} {step.mail.value}"


def empty() -> None:
    """Empty the database of a replay, so that the same app may play another."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in sa.inspect(connection).get_table_names():
            connection.execute(sa.delete(sa.table(table)))
        connection.commit()
