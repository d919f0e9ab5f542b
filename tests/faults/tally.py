"""Counting what the drills found, for the figures, and saying what broke a promise."""

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.verdict import Reminder, Verdict


@dataclass
class Tally:
    """The sum of a number of drills; `broken` says in which of them a promise was broken, and how."""

    faults: Counter[str] = field(default_factory=Counter)
    drills: int = 0
    expected: int = 0
    untold: int = 0
    told_twice: int = 0
    repeated: int = 0
    unexplained: int = 0
    pending: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, what: str, struck: list[str], verdict: Verdict, expected: dict[Reminder, int]) -> None:
        """Count one drill."""
        untold = verdict.untold(expected)
        beyond = [reminder for reminder, rung in verdict.told.items() if expected.get(reminder) != rung]
        self.faults.update(struck)
        self.drills += 1
        self.expected += len(expected)
        self.untold += len(untold)
        self.told_twice += verdict.told_twice
        self.repeated += verdict.repeated.total()
        self.unexplained += len(verdict.unexplained)
        self.pending += len(verdict.pending)
        wrong = {
            "untold": untold,
            "told what nobody expected": beyond,
            "marked as sent, and not taken": verdict.lost,
            "told twice": verdict.told_twice,
            "repeated and not explained": verdict.unexplained,
            "still waiting": verdict.pending,
            "told today, mailed tomorrow": verdict.for_tomorrow,
        }
        self.broken += [f"{what}: {how}: {found}" for how, found in wrong.items() if found]

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(self.faults.items()))
        return (
            f"{self.faults.total()} faults in {self.drills} drills ({kinds}); {self.expected} tellings expected, "
            f"{self.untold} people untold, {self.told_twice} rows told twice, {self.repeated} mails repeated, "
            f"{self.repeated - self.unexplained} of them explained, {self.pending} pending"
        )
