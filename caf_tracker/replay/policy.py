"""Other timescales for a replay: a policy file changes only what it names."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.ladders import Ladder, Rung, Weeks
from caf_tracker.duties.parts import NAMES, Part
from caf_tracker.duties.timescales import Timescales
from caf_tracker.replay.scenario import ScenarioRefused, read_toml

_SETTINGS = ("due", "rungs", "then")


def read_policy(path: Path) -> Timescales:
    """The catalogue's timescales with what this TOML file names in their place; ScenarioRefused says what is wrong."""
    return parse_policy(read_toml(path))


def parse_policy(tables: dict[str, Any]) -> Timescales:
    """The same from tables. A duty's rungs hold for each of its variants, the fast track included."""
    for key in tables:
        if key not in ("duty", "review"):
            raise ScenarioRefused(f"the policy: {key}: is not known here; allowed: duty, review")
    ladders = dict(Timescales().ladders)
    if (weeks := _first_weeks(tables.get("review", {}))) is not None:
        ladders["review_not_held.first"] = replace(ladders["review_not_held.first"], wait=Weeks(weeks))
    named = tables.get("duty", {})
    if not isinstance(named, dict):
        raise ScenarioRefused("the policy: duty: must be a table")
    for duty, settings in named.items():
        place = f"duty.{duty}"
        if duty not in DUTIES:
            raise ScenarioRefused(f"the policy: {place}: is not known here; allowed: {', '.join(DUTIES)}")
        _check_keys(settings, place)
        for ladder in Timescales(ladders).of_duty(duty):
            ladders[ladder.key] = _changed(ladder, settings, place)
    return Timescales(ladders)


def _changed(ladder: Ladder, settings: dict[str, Any], place: str) -> Ladder:
    if "due" in settings:
        ladder = replace(ladder, due=_whole(settings["due"], f"{place}.due"))
    if "rungs" in settings:
        ladder = replace(ladder, rungs=_rungs(settings["rungs"], ladder, f"{place}.rungs"))
    if "then" in settings:
        ladder = replace(ladder, then=_parts(settings["then"], ladder, f"{place}.then"))
    return ladder


def _rungs(given: Any, ladder: Ladder, place: str) -> tuple[Rung, ...]:
    if not isinstance(given, list) or not given:
        raise ScenarioRefused(f'the policy: {place}: must be a list such as [[0, ["lead"]], [2, ["manager"]]]')
    rungs = []
    for pair in given:
        if not isinstance(pair, list) or len(pair) != 2:
            raise ScenarioRefused(f"the policy: {place}: each rung must be a number and a list of people, not {pair!r}")
        rungs.append(Rung(_whole(pair[0], place, lowest=ladder.starts), _parts(pair[1], ladder, place)))
    numbers = [rung.number for rung in rungs]
    if numbers != sorted(set(numbers)):
        raise ScenarioRefused(f"the policy: {place}: rungs must stand in order, each number once")
    return tuple(rungs)


def _parts(given: Any, ladder: Ladder, place: str) -> Part:
    if not isinstance(given, list) or not given:
        raise ScenarioRefused(f"the policy: {place}: must be a list of people")
    allowed = {**NAMES, **_deciders(ladder), "owner": ladder.owed_by}
    if ladder.key.startswith("engagement_unknown"):
        allowed["contact"] = ladder.owed_by
    parts = Part(0)
    for name in given:
        if not isinstance(name, str) or name not in allowed:
            raise ScenarioRefused(f"the policy: {place}: {name!r} is not known here; allowed: {', '.join(allowed)}")
        parts |= allowed[name]
    return parts


def _deciders(ladder: Ladder) -> dict[str, Part]:
    """Who decides depends on the variant: whoever owes it."""
    managers = {Part.MANAGER: Part.MANAGERS_MANAGER, Part.LEAD: Part.LEADS_MANAGER}
    found = {"decider": ladder.owed_by}
    if ladder.owed_by in managers:
        found["decider_manager"] = managers[ladder.owed_by]
    return found


def _first_weeks(settings: Any) -> int | None:
    """How many weeks after the assessment the first review is due, where no child is under 1; None if not named."""
    if not isinstance(settings, dict):
        raise ScenarioRefused("the policy: review: must be a table")
    for key, value in settings.items():
        if key != "first_weeks":
            raise ScenarioRefused(f"the policy: review.{key}: is not known here; allowed: first_weeks")
        return _whole(value, "review.first_weeks", lowest=1)
    return None


def _check_keys(settings: Any, place: str) -> None:
    if not isinstance(settings, dict):
        raise ScenarioRefused(f"the policy: {place}: must be a table")
    for key in settings:
        if key not in _SETTINGS:
            raise ScenarioRefused(f"the policy: {place}.{key}: is not known here; allowed: {', '.join(_SETTINGS)}")


def _whole(value: Any, place: str, lowest: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= 260:
        raise ScenarioRefused(f"the policy: {place}: must be a whole number from {lowest} to 260, not {value!r}")
    return value
