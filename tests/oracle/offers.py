"""What every choice of an act needs: who is there, chance, and an act's fields."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from tests.oracle.facts import Case
from tests.oracle.people import Tables

Offer = tuple[float, Callable[[], Tables]]


class Offers:
    """Who may act at this moment."""

    def __init__(self, random: Random, case: Case, tables: Tables, at: datetime) -> None:
        self.random, self.case, self.tables, self.today = random, case, tables, at.date()
        people = case.people
        self.managers = sorted(people.with_role("social_care_manager"))
        self.heads = sorted(people.heads())
        self.coordinators = sorted(people.with_role("early_help_coordinator"))
        self.practitioners = sorted(people.with_role("practitioner"))
        step_down = case.open_step_down
        own = step_down and tables["staff"][step_down.decided_by]["agency"] == "csc"
        self.own_managers = self.managers if own else []
        self.lead = [case.accepted.nominee] if case.accepted else []
        self.office = self.own_managers + self.coordinators + self.heads

    def act(self, by: list[str], act: str, **fields: object) -> Tables:
        """An act with the fields that were given."""
        return {"by": self.random.choice(by), "act": act, **{k: v for k, v in fields.items() if v is not None}}

    def maybe(self, likely: float) -> bool:
        """Whether, this time."""
        return self.random.random() < likely

    def earlier(self, not_before: date) -> date | None:
        """The day something happened, when it is typed in late."""
        if self.maybe(0.6):
            return None
        return max(not_before, self.today - timedelta(days=self.random.choice((0, 1, 2, 3, 7, 15, 30, 45))))

    def other_than(self, first: str) -> str:
        """A second person."""
        return self.random.choice([key for key in self.managers + self.coordinators + self.heads if key != first])
