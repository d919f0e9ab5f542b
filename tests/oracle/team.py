"""The agencies around the family, and what each of them knows of its engagement."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.catalogue import DISENGAGED, KNOWING, STALE, STALE_UNDER_ONE
from tests.oracle.days import monday_on_or_after
from tests.oracle.people import Tables


@dataclass(frozen=True)
class Observation:
    """What was recorded of an agency; `number` counts them in the order of recording."""

    as_of: date
    number: int
    status: str
    evidence: str

    @property
    def order(self) -> tuple[date, int]:
        """By as-of date, and on the same day by which was recorded last."""
        return self.as_of, self.number

    @property
    def makes_known(self) -> bool:
        """Whether it says something, and rests on what that agency itself knows."""
        return self.evidence in KNOWING and self.status != "unknown"


class Team:
    """Who is in it, and all that was ever observed."""

    def __init__(self) -> None:
        self.agencies: list[str] = []
        self.observations: dict[str, list[Observation]] = {}

    def observe(self, agency: str, as_of: date, status: str, evidence: str) -> Observation:
        """One more observation."""
        observations = self.observations.setdefault(agency, [])
        observations.append(Observation(as_of, len(observations), status, evidence))
        return observations[-1]

    def known(self, agency: str) -> Observation | None:
        """What is known of this agency."""
        known = [observation for observation in self.observations.get(agency, []) if observation.makes_known]
        return max(known, key=lambda observation: observation.order, default=None)

    def disengaged(self) -> int:
        """How many of the team's agencies know that the family does not come, or does not let them in."""
        known = [self.known(agency) for agency in self.agencies]
        return sum(observation is not None and observation.status in DISENGAGED for observation in known)


def goes_stale(as_of: date, children: Tables) -> date:
    """The day from which what was known on that date is too old."""
    soon = as_of + timedelta(weeks=STALE_UNDER_ONE)
    if any(under_one(child, soon) for child in children.values()):
        return soon
    return monday_on_or_after(as_of + timedelta(weeks=STALE))


def under_one(child: Tables, day: date) -> bool:
    """Before the first birthday; an unborn child is under 1."""
    born = child.get("born")
    return born is None or day < born.replace(year=born.year + 1)
