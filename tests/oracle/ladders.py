"""Ladders: which run, and which will when their day comes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.oracle.catalogue import DUTIES
from tests.oracle.days import working_day


@dataclass(eq=False)
class Ladder:
    """A duty while it is open: counted from when, begun by whom (None: a date passed), and who was told how far."""

    duty: str
    anchor: date
    started_by: str | None = None
    fast: bool = False
    nominee: str | None = None
    decider: str | None = None
    # Duty 17: whose answer. Duty 16: who owes the action, which one, and since when. Duty 14: what it follows.
    agency: str | None = None
    owner: str | None = None
    agreed_on: date | None = None
    cause: str | None = None
    told: dict[str, int] = field(default_factory=dict)

    @property
    def starts(self) -> date:
        """The day from which it is open."""
        opens = working_day(self.anchor, DUTIES[self.duty].opens)
        return max(opens, self.agreed_on) if self.agreed_on else opens

    @property
    def due(self) -> date:
        """The day by which it is owed."""
        duty = DUTIES[self.duty]
        short = self.fast and duty.fast_due is not None
        return working_day(self.anchor, duty.fast_due if short and duty.fast_due is not None else duty.due)


class Ladders:
    """A case's ladders, and those that a passing date will begin."""

    def __init__(self) -> None:
        self.running: list[Ladder] = []
        self.coming: list[Ladder] = []

    def all(self, duty: str, **of: object) -> Iterator[Ladder]:
        """Those of a duty, come or still to come, with these attributes."""
        for ladder in self.running + self.coming:
            if ladder.duty == duty and all(getattr(ladder, name) == value for name, value in of.items()):
                yield ladder

    def is_open(self, duty: str, **of: object) -> bool:
        """Whether a ladder of this duty runs."""
        return any(ladder in self.running for ladder in self.all(duty, **of))

    def drop(self, gone: list[Ladder]) -> None:
        """These end, or never begin."""
        self.running = [ladder for ladder in self.running if ladder not in gone]
        self.coming = [ladder for ladder in self.coming if ladder not in gone]

    def by_date(self, today: date, begins: Callable[[Ladder], None]) -> None:
        """Those whose day has come begin."""
        come = [ladder for ladder in self.coming if ladder.starts <= today]
        self.coming = [ladder for ladder in self.coming if ladder.starts > today]
        for ladder in come:
            begins(ladder)
            # An agency is asked once: while its answer is owed, nothing else begins to ask for it.
            if ladder.agency is None or not self.is_open(ladder.duty, agency=ladder.agency):
                self.running.append(ladder)
