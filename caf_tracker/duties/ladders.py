"""Ladders: who is told on which working day while a duty stays open, and again every fifth one after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caf_tracker import working_days
from caf_tracker.duties.parts import Part

_DAY = timedelta(days=1)

# After the last rung the column "then" is told every so many working days (DOMAIN.md).
REPEAT = 5


@dataclass(frozen=True)
class Rung:
    """On the `number`-th working day, these are told."""

    number: int
    parts: Part


@dataclass(frozen=True)
class Band:
    """Ladders anchored after `after`, up to and including `until`, have reached this rung for this part, no higher."""

    ladder: str
    part: Part
    rung: int
    after: date
    until: date


@dataclass(frozen=True)
class Ladder:
    """One duty's column "ladder", in one of its variants.

    Counted in working days from the anchor, the day of the row that started it, plus `offset` (a lapse or a stall
    starts by date, so many working days after that row's day). From the `silent_from`-th working day on, another
    duty speaks instead: the stalled handover, or the search after a lapse.
    """

    key: str
    owed_by: Part
    due: int
    rungs: tuple[Rung, ...]
    then: Part
    offset: int = 0
    silent_from: int | None = None

    def starts_on(self, anchor_on: date) -> date:
        """The day the duty starts."""
        return working_days.add(anchor_on, self.offset) if self.offset else anchor_on

    def due_on(self, anchor_on: date) -> date:
        """The day by which it is owed."""
        return working_days.add(anchor_on, self.offset + self.due)

    def rung_on(self, anchor_on: date, number: int) -> date:
        """The working day of a rung."""
        return working_days.add(anchor_on, self.offset + number)

    def numbers(self) -> Iterator[tuple[int, Part]]:
        """Every rung in order, the repeats after the last included, without end unless another duty takes over."""
        for rung in self.rungs:
            if self.silent_from is not None and rung.number >= self.silent_from:
                return
            yield rung.number, rung.parts
        number = self.rungs[-1].number + REPEAT
        while self.silent_from is None or number < self.silent_from:
            yield number, self.then
            number += REPEAT

    @property
    def repeats(self) -> bool:
        """Whether anybody is told again after the last rung."""
        return self.silent_from is None or self.rungs[-1].number + REPEAT < self.silent_from

    def steps(self, day: date, earliest: date) -> list[tuple[int, Part, date]]:
        """Each rung that has come by `day` for anchors as early as `earliest`: number, parts, latest such anchor."""
        found = []
        for number, parts in self.numbers():
            until = working_days.latest_start(day, self.offset + number)
            if until < earliest:
                break
            found.append((number, parts, until))
        return found

    def newly_reached(self, since: date, day: date, earliest: date) -> Iterator[date]:
        """The anchors, none before `earliest`, of which a rung has come after `since`, up to and including `day`."""
        for number, _, until in self.steps(day, earliest):
            anchor = max(working_days.latest_start(since, self.offset + number), earliest - _DAY) + _DAY
            while anchor <= until:
                yield anchor
                anchor += _DAY

    def bands(self, day: date, earliest: date) -> list[Band]:
        """For every part, the highest rung reached by `day`, band by band of anchors."""
        floor = earliest - _DAY
        if self.silent_from is not None:
            floor = max(floor, working_days.latest_start(day, self.offset + self.silent_from))
        steps = self.steps(day, earliest)
        bands = []
        for part in Part:
            mine = [(number, until) for number, parts, until in steps if part in parts]
            ends = [until for _, until in mine[1:]] + [floor]
            for (number, until), after in zip(mine, ends, strict=False):
                if (after := max(after, floor)) < until:
                    bands.append(Band(self.key, part, number, after, until))
        return bands
