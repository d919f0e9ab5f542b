"""What came of a year: how many mails and lines people got in a week, and which reminders most lines were about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from caf_tracker.duties import DUTIES
from caf_tracker.extensions import db
from caf_tracker.reminders import counting
from caf_tracker.reminders.counting import MOST_LINES, MOST_MAILS, Received, Recipient

_MAILS = (0, 1, 2, 3, 4, 5, 6, 8, 11)
_LINES = (0, 1, 6, 11, MOST_LINES + 1, 26, 51)


@dataclass(frozen=True)
class Group:
    """People of one kind, with what each of them got in each week."""

    name: str
    weeks: list[Received]

    @property
    def mails(self) -> list[int]:
        """Mails, a number for each person and week."""
        return [week.mails for week in self.weeks]

    @property
    def lines(self) -> list[int]:
        """Lines, likewise."""
        return [week.lines for week in self.weeks]

    @property
    def kept(self) -> bool:
        """Whether nobody got more in any week than a lead is promised."""
        return max(self.mails) <= MOST_MAILS and max(self.lines) <= MOST_LINES

    def report(self) -> list[str]:
        """The whole distribution, and the duties."""
        return [
            f"  {self.name}: {len(self.weeks):,} person-weeks",
            f"    mails  {_spread(self.mails, _MAILS)}",
            f"    lines  {_spread(self.lines, _LINES)}",
            *_duties(sum((week.lines_of for week in self.weeks), Counter())),
        ]


def group(name: str, people: Sequence[int], first: date, last: date) -> Group:
    """What these people got in the weeks from first to last, none left out."""
    weeks = counting.mondays(first, last)
    found = counting.received(db.session(), weeks)
    return Group(name, [found.get((Recipient(person), week), Received()) for person in people for week in weeks])


def _spread(numbers: Sequence[int], starts: Sequence[int]) -> str:
    ends = [start - 1 for start in starts[1:]]
    counts = [
        f"{_band(least, most)}: {sum(least <= number and (most is None or number <= most) for number in numbers):,}"
        for least, most in zip(starts, [*ends, None], strict=True)
    ]
    ranked = sorted(numbers)
    high = ranked[int(len(ranked) * 0.99)]
    return f"{' | '.join(counts)} | median {median(numbers):g}, 99 in 100 at most {high}, largest {ranked[-1]}"


def _band(least: int, most: int | None) -> str:
    return f"{least}+" if most is None else f"{least}" if least == most else f"{least}-{most}"


def _duties(lines: Counter[str]) -> list[str]:
    total = lines.total() or 1
    return [
        f"    {number:>7,} lines ({number / total:>4.0%})  {DUTIES[duty].number:>2} {duty}"
        for duty, number in lines.most_common()
    ]
