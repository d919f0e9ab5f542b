"""Reading a scenario: all of it is checked before anything runs, and a refusal says what is allowed there."""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from caf_tracker.models.words import AgencyKind, Mobility, Relation, Role
from caf_tracker.replay.acts import ACTS, NOT_YET_KNOWN
from caf_tracker.replay.fields import Field, Names

ROLES = (Role.PRACTITIONER, Role.SOCIAL_CARE_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)
# A bare date means this hour of that day.
_BARE_DATE = time(9)


class ScenarioRefused(Exception):
    """The scenario cannot be played; the message names the place and what is allowed there."""


@dataclass(frozen=True)
class Event:
    """One event: when (London, naive), who, which act, and the act's own fields."""

    number: int
    at: datetime
    by: str
    act: str
    given: dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """A scenario whose names, words and order have been checked; tables stay as read."""

    title: str
    starts: date
    ends: date
    agencies: dict[str, dict[str, Any]]
    staff: dict[str, dict[str, Any]]
    children: dict[str, dict[str, Any]]
    adults: dict[str, dict[str, Any]]
    events: list[Event] = field(default_factory=list)
    # The actions that the events so far have agreed.
    actions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def names(self, kind: Names) -> dict[str, dict[str, Any]]:
        """The scenario's own names of a kind."""
        found: dict[str, dict[str, Any]] = getattr(self, kind.value)
        return found


def read_scenario(path: Path) -> Scenario:
    """The scenario in a TOML file; ScenarioRefused says what is wrong with it."""
    return parse_scenario(read_toml(path))


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; ScenarioRefused if it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioRefused(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioRefused(f"{path}: is not valid TOML ({error})") from error


def parse_scenario(tables: dict[str, Any]) -> Scenario:
    """The scenario in these tables."""
    whole = "the scenario"
    _keys(tables, whole, ("title", "starts", "ends"), ("agencies", "staff", "children", "adults", "events"))
    scenario = Scenario(
        title=_typed(tables["title"], str, whole, "title"),
        starts=_day(tables["starts"], whole, "starts"),
        ends=_day(tables["ends"], whole, "ends"),
        agencies=_tables(tables, "agencies"),
        staff=_tables(tables, "staff"),
        children=_tables(tables, "children"),
        adults=_tables(tables, "adults"),
    )
    if scenario.ends < scenario.starts:
        raise ScenarioRefused("the scenario: ends: must not be before starts")
    _check_agencies(scenario)
    _check_staff(scenario)
    _check_family(scenario)
    events = _typed(tables.get("events", []), list, whole, "events")
    for number, table in enumerate(events, start=1):
        scenario.events.append(_event(scenario, number, table))
    return scenario


def _check_agencies(scenario: Scenario) -> None:
    for key, agency in scenario.agencies.items():
        place = f"agencies.{key}"
        _keys(agency, place, ("name", "kind"), ("contact",))
        _typed(agency["name"], str, place, "name")
        _one_of(agency["kind"], tuple(kind.value for kind in AgencyKind), place, "kind")
        if "contact" in agency:
            _one_of(agency["contact"], tuple(scenario.staff), place, "contact")


def _check_staff(scenario: Scenario) -> None:
    for key, person in scenario.staff.items():
        place = f"staff.{key}"
        _keys(person, place, ("name", "agency", "role"), ("manager",))
        _typed(person["name"], str, place, "name")
        _one_of(person["agency"], tuple(scenario.agencies), place, "agency")
        _one_of(person["role"], tuple(role.value for role in ROLES), place, "role")
        if "manager" in person:
            others = tuple(name for name in scenario.staff if name != key)
            _one_of(person["manager"], others, place, "manager")


def _check_family(scenario: Scenario) -> None:
    if not scenario.children:
        raise ScenarioRefused("the scenario: children: must name at least one child")
    for key, child in scenario.children.items():
        place = f"children.{key}"
        _keys(child, place, ("name",), ("born", "due", "mobility"))
        _typed(child["name"], str, place, "name")
        if ("born" in child) == ("due" in child):
            raise ScenarioRefused(f"{place}: born: must have either born or due, a date")
        _day(child.get("born", child.get("due")), place, "born" if "born" in child else "due")
        if "mobility" in child:
            _one_of(child["mobility"], tuple(word.value for word in Mobility), place, "mobility")
    for key, adult in scenario.adults.items():
        place = f"adults.{key}"
        _keys(adult, place, ("name", "relation"), ())
        _typed(adult["name"], str, place, "name")
        relations = _typed(adult["relation"], dict, place, "relation")
        for child, relation in relations.items():
            _one_of(child, tuple(scenario.children), place, "relation")
            _one_of(relation, tuple(word.value for word in Relation), place, f"relation.{child}")


def _event(scenario: Scenario, number: int, table: Any) -> Event:
    place = f"event {number}"
    table = dict(_typed(table, dict, place, "the event"))
    _one_of_keys(table, place, ("at", "by", "act"))
    name = _typed(table.pop("act"), str, place, "act")
    if name in NOT_YET_KNOWN:
        raise ScenarioRefused(f"{place}: act: {name} is not yet known to this version; allowed: {', '.join(ACTS)}")
    _one_of(name, tuple(ACTS), place, "act")
    at = _moment(table.pop("at"), place)
    by = table.pop("by")
    _one_of(by, tuple(scenario.staff), place, "by")
    _check_when(scenario, at, place)
    fields = ACTS[name].fields
    _keys(
        table,
        place,
        tuple(key for key, taken in fields.items() if not taken.optional),
        tuple(key for key, taken in fields.items() if taken.optional),
    )
    for key, value in table.items():
        _check_field(scenario, fields[key], value, place, key)
    if (check := ACTS[name].check) is not None and (wrong := check(table)) is not None:
        raise ScenarioRefused(f"{place}: {wrong[0]}: {wrong[1]}")
    return Event(number, at, by, name, table)


def _check_when(scenario: Scenario, at: datetime, place: str) -> None:
    if not scenario.starts <= at.date() <= scenario.ends:
        raise ScenarioRefused(f"{place}: at: must lie between {scenario.starts} and {scenario.ends}")
    if scenario.events and at < scenario.events[-1].at:
        raise ScenarioRefused(f"{place}: at: out of order, must not be before {scenario.events[-1].at.isoformat()}")


def _check_field(scenario: Scenario, taken: Field, value: Any, place: str, key: str) -> None:
    if taken.many:
        for one in _typed(value, list, place, key):
            _check_field(scenario, replace(taken, many=False), one, place, key)
    elif taken.names:
        _one_of(value, tuple(name for kind in taken.names for name in scenario.names(kind)), place, key)
    elif taken.names_new is not None:
        known = scenario.names(taken.names_new)
        if _typed(value, str, place, key) in known:
            raise ScenarioRefused(f"{place}: {key}: {value!r} is already the name of another")
        known[value] = {}
    elif isinstance(taken.takes, tuple):
        _one_of(value, taken.takes, place, key)
    elif taken.takes is date:
        _day(value, place, key)
    else:
        _typed(value, taken.takes, place, key)


def _keys(table: dict[str, Any], place: str, needed: tuple[str, ...], optional: tuple[str, ...]) -> None:
    allowed = ", ".join((*needed, *(f"{key}?" for key in optional))) or "no other field"
    for key in table:
        if key not in needed and key not in optional:
            raise ScenarioRefused(f"{place}: {key}: is not known here; allowed: {allowed}")
    _one_of_keys(table, place, needed)


def _one_of_keys(table: dict[str, Any], place: str, needed: tuple[str, ...]) -> None:
    for key in needed:
        if key not in table:
            raise ScenarioRefused(f"{place}: {key}: is missing; needed: {', '.join(needed)}")


def _tables(whole: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    tables = _typed(whole.get(kind, {}), dict, "the scenario", kind)
    for key, table in tables.items():
        _typed(table, dict, kind, key)
    return dict(tables)


def _one_of(value: Any, allowed: tuple[str, ...], place: str, key: str) -> None:
    if value not in allowed:
        raise ScenarioRefused(
            f"{place}: {key}: {value!r} is not known here; allowed: {', '.join(allowed) or 'none defined'}"
        )


def _typed(value: Any, kind: type, place: str, key: str) -> Any:
    wanted = {str: "a text", bool: "true or false", int: "a whole number", list: "a list of tables", dict: "a table"}[
        kind
    ]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ScenarioRefused(f"{place}: {key}: must be {wanted}, not {value!r}")
    return value


def _day(value: Any, place: str, key: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ScenarioRefused(f"{place}: {key}: must be a date such as 2018-03-02, not {value!r}")
    return value


def _moment(value: Any, place: str) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, _BARE_DATE)
    raise ScenarioRefused(f"{place}: at: must be a local date or time such as 2018-03-02T10:00:00, not {value!r}")
