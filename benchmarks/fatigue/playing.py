"""One play from an empty database to its figures."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

import caf_tracker
import config
from benchmarks.fatigue import town
from benchmarks.fatigue.figures import Group, group
from benchmarks.fatigue.habits import Habits
from benchmarks.fatigue.year import Year
from caf_tracker.extensions import db
from caf_tracker.reminders.counting import MOST_LINES, MOST_MAILS

FIRST = date(2025, 1, 6)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many leads, with how many cases, for how many weeks, after how many in which the caseloads grow."""

    leads: int = 40
    cases: int = town.CASES_OF_A_LEAD
    weeks: int = 52
    before: int = 20
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of it; the first group are the leads, to whom something is promised where the authority is well run."""

    habits: Habits
    groups: list[Group]
    families: float
    acts: int
    refused: dict[str, int]
    seconds: float

    @property
    def is_kept(self) -> bool:
        """Whether no lead got more in a week than is promised."""
        return not self.habits.promised or self.groups[0].kept

    def __str__(self) -> str:
        limit = f"at most {MOST_MAILS} mails and {MOST_LINES} lines a week for a lead"
        verdict = f"{limit}: {'kept' if self.is_kept else 'MISSED'}" if self.habits.promised else "nothing promised"
        lines = [
            f"A year of an authority that is {self.habits.name} ({verdict}): {self.families:.0f} families led on "
            f"average, {self.acts:,} acts, {sum(self.refused.values())} refused, {self.seconds:,.0f} seconds.",
            *(line for group in self.groups for line in group.report()),
            *(f"  refused {number} times: {act}" for act, number in self.refused.items()),
        ]
        return "\n".join(lines)


def play(habits: Habits, size: Size) -> Played:
    """Play it in a database in memory."""
    app = caf_tracker.create_app(config.for_replay())
    with app.app_context():
        db.create_all()
        played = play_here(habits, size)
        db.session.remove()
        db.engine.dispose()
    return played


def play_here(habits: Habits, size: Size) -> Played:
    """The same in the empty database of the present context; the weeks in which caseloads grow are not counted."""
    began, dice = perf_counter(), random.Random(size.seed)  # noqa: S311 - plays people, keeps no secret
    counted = FIRST + timedelta(weeks=size.before)
    last = counted + timedelta(weeks=size.weeks, days=-1)
    people = town.build(size.leads, FIRST, last, dice)
    year = Year(people, habits, dice, size.cases)
    year.play(FIRST, last, filled_by=FIRST + timedelta(weeks=size.before * 3 // 4))
    loads = year.loads[len(year.loads) * size.before // (size.before + size.weeks) :]
    kinds = {
        "lead professionals": people.leads,
        "coordinators": people.coordinators,
        "social care managers": people.managers,
        "agencies' contacts": list(people.colleagues),
        "heads of service": people.heads,
    }
    return Played(
        habits=habits,
        groups=[group(name, members, counted, last) for name, members in kinds.items()],
        families=sum(loads) / len(loads),
        acts=year.diary.done,
        refused=dict(year.diary.refused),
        seconds=perf_counter() - began,
    )
