"""The product's replay of a scenario held against the oracle's."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass

from caf_tracker.replay.player import ActRefused, Happened, Step, StillOpen, Told, play
from caf_tracker.replay.scenario import parse_scenario
from tests.oracle import telling
from tests.oracle.people import Tables
from tests.oracle.telling import Line
from tests.scenarios import empty


@dataclass
class Comparison:
    """What only one of the two says, and the refusal that ended the play, if any."""

    missing: list[Line]
    surplus: list[Line]
    lines: int
    refused: str | None

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return not self.missing and not self.surplus


def compare(tables: Tables) -> Comparison:
    """Play both, the product in the present app context and the database that it empties.

    An act that the product refuses ends the play for both just before it.
    """
    said, performed, refused = product(tables)
    if refused:
        tables = {**tables, "events": tables["events"][:performed]}
        said, performed, _ = product(tables)
    expected = list(telling.play(tables))
    return Comparison(_without(expected, said), _without(said, expected), len(expected), refused)


def _without(these: list[Line], those: list[Line]) -> list[Line]:
    return sorted((Counter(these) - Counter(those)).elements())


def product(tables: Tables) -> tuple[list[Line], int, str | None]:
    """What the product says, how many events it performed, and why it stopped."""
    scenario = parse_scenario(deepcopy(tables))
    said: list[Line] = []
    performed = 0
    empty()
    try:
        for step in play(scenario):
            performed += isinstance(step, Happened)
            said += _lines(step)
    except ActRefused as refused:
        return said, performed, str(refused)
    return said, performed, None


def _lines(step: Step) -> list[Line]:
    if isinstance(step, Told):
        return [Line(step.at, "told", step.duty, str(step.rung), step.to, step.mail.value)]
    if isinstance(step, StillOpen):
        return [Line(step.at, "open", owed.duty, owed.due.isoformat(), owed.owed_by) for owed in step.duties]
    return []
