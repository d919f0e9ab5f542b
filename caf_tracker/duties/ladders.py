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
class Weeks:
    """A wait of whole weeks by the calendar before a ladder counts; `to_monday`: to the first Monday from then on."""

    number: int
    to_monday: bool = False

    def after(self, day: date) -> date:
        """The day on which a wait that began on this day is over."""
        end = day + timedelta(weeks=self.number)
        return end + timedelta(days=-end.weekday() % 7) if self.to_monday else end

    def latest_start(self, day: date) -> date:
        """The latest day whose wait is over by `day`."""
        end = day - timedelta(days=day.weekday()) if self.to_monday else day
        return end - timedelta(weeks=self.number)


@dataclass(frozen=True)
class Ladder:
    """One duty's column "ladder", in one of its variants.

    Counted in working days from the anchor, the day of the row that started it, plus `wait` (a review is due, and what
    is known goes stale, weeks after that day) or `offset` (a lapse or a stall starts by date, so many working days
    after it). A duty counted from its due day `starts` before that. From the `silent_from`-th working day on, another
    duty speaks instead: the stalled handover, or the search after a lapse.
    """

    key: str
    owed_by: Part
    due: int
    rungs: tuple[Rung, ...]
    then: Part
    offset: int = 0
    silent_from: int | None = None
    wait: Weeks | None = None
    starts: int = 0

    def starts_on(self, anchor_on: date) -> date:
        """The day the duty starts."""
        return self.rung_on(anchor_on, self.starts)

    def due_on(self, anchor_on: date) -> date:
        """The day by which it is owed."""
        return self.rung_on(anchor_on, self.due)

    def rung_on(self, anchor_on: date, number: int) -> date:
        """The working day of a rung."""
        counted_from = self.wait.after(anchor_on) if self.wait else anchor_on
        return working_days.add(counted_from, self.offset + number)

    def latest_anchor(self, day: date, number: int) -> date:
        """The latest anchor whose rung of this number has come by `day`."""
        latest = working_days.latest_start(day, self.offset + number)
        return self.wait.latest_start(latest) if self.wait else latest

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
            until = self.latest_anchor(day, number)
            if until < earliest:
                break
            found.append((number, parts, until))
        return found

    def newly_reached(self, since: date, day: date, earliest: date) -> Iterator[date]:
        """The anchors, none before `earliest`, of which a rung has come after `since`, up to and including `day`."""
        for number, _, until in self.steps(day, earliest):
            anchor = max(self.latest_anchor(since, number), earliest - _DAY) + _DAY
            while anchor <= until:
                yield anchor
                anchor += _DAY

    def bands(self, day: date, earliest: date) -> list[Band]:
        """For every part, the highest rung reached by `day`, band by band of anchors."""
        floor = earliest - _DAY
        if self.silent_from is not None:
            floor = max(floor, self.latest_anchor(day, self.silent_from))
        steps = self.steps(day, earliest)
        bands = []
        for part in Part:
            mine = [(number, until) for number, parts, until in steps if part in parts]
            ends = [until for _, until in mine[1:]] + [floor]
            for (number, until), after in zip(mine, ends, strict=False):
                if (after := max(after, floor)) < until:
                    bands.append(Band(self.key, part, number, after, until))
        return bands
