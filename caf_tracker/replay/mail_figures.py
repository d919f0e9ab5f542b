"""The end of a replay for people: how many mails, and lines in them, everybody would have got in a week."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median

from caf_tracker.reminders.counting import mondays
from caf_tracker.replay.player import Mailed, Step
from caf_tracker.replay.report import name_of
from caf_tracker.replay.scenario import Scenario

_COLUMNS = ("most mails", "median", "most lines", "median")


def table(scenario: Scenario, steps: Iterable[Step], until: date | None, title: str | None = None) -> list[str]:
    """A line for everybody who got mail: their largest week, and the median of all weeks played."""
    weeks = len(mondays(scenario.starts, min(scenario.ends, until) if until else scenario.ends))
    mine: dict[str, list[Mailed]] = defaultdict(list)
    for step in steps:
        if isinstance(step, Mailed):
            mine[step.to].append(step)
    names = {key: name_of(scenario, key) for key in mine}
    width = max(map(len, names.values()), default=0)
    under = f" ({title.lower()})" if title else ""
    if not mine:
        return ["", f"Nobody would have had mail{under}."]
    return [
        "",
        f"Mail in a week{under}, over {weeks} week{'' if weeks == 1 else 's'}; a line is one reminder in a mail:",
        f"  {'':<{width}}{''.join(f'{name:>12}' for name in _COLUMNS)}",
        *(f"  {names[key]:<{width}}{''.join(f'{value:>12}' for value in _figures(mine[key], weeks))}" for key in mine),
    ]


def _figures(received: list[Mailed], weeks: int) -> list[str]:
    without = [0] * (weeks - len(received))
    columns = [step.mails for step in received] + without, [step.lines for step in received] + without
    return [f"{value:g}" for column in columns for value in (max(column), median(column))]
