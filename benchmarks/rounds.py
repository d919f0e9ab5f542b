"""Comparing two ways in alternating rounds, so that what else the machine does falls on both alike."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

# Does the work once, checks what came of it, and returns the seconds of the work alone.
Arm = Callable[[], float]

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """One arm's time in those of another, round by round, and the limit that was promised, if any."""

    name: str
    ratios: tuple[float, ...]
    seconds: tuple[float, float]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def median(self) -> float:
        """The ratio of the middle round."""
        return median(self.ratios)

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""
        return (self.at_most is None or self.median <= self.at_most) and (
            self.at_least is None or self.median >= self.at_least
        )

    def __str__(self) -> str:
        limit = f"≤ {self.at_most:g}" if self.at_most is not None else ""
        limit = f"≥ {self.at_least:g}" if self.at_least is not None else limit
        verdict = "" if not limit else "kept" if self.is_kept else "MISSED"
        low, high = min(self.ratios), max(self.ratios)
        times = " : ".join(f"{seconds * 1000:,.0f} ms" for seconds in self.seconds)
        digits = 0 if self.median >= 100 else 2
        spread = f"{low:,.{digits}f}–{high:,.{digits}f}"
        return f"{self.name:<82} {self.median:>9,.{digits}f}  {spread:<16} {limit:<9} {verdict:<7} {times}"


HEADING = f"{'':<82} {'median':>9}  {'spread':<16} {'limit':<9} {'':<7} times (medians)"


def compare(
    name: str,
    one: Arm,
    other: Arm,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    rounds: int = ROUNDS,
) -> Ratio:
    """Both arms by turns, each once beforehand to warm up; the second of a pair goes first in the next round."""
    one(), other()
    pairs = []
    for number in range(rounds):
        if number % 2:
            second = other()
            pairs.append((one(), second))
        else:
            first = one()
            pairs.append((first, other()))
    seconds = median(first for first, _ in pairs), median(second for _, second in pairs)
    return Ratio(name, tuple(first / second for first, second in pairs), seconds, at_most, at_least)


def timed(work: Callable[[], object]) -> float:
    """The seconds that this takes."""
    began = perf_counter()
    work()
    return perf_counter() - began
