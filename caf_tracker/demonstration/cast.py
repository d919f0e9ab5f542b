"""Who plays in the demonstration's families: invented children, each with an NHS number, and their parents."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import nhs_number

from caf_tracker.demonstration.authority import Authority
from caf_tracker.demonstration.stories import Story
from caf_tracker.models.words import Relation
from caf_tracker.services import cases
from caf_tracker.services.reaching import Reaching


class Cast:
    """Invented children, each with a number of their own, and their parents."""

    def __init__(self, authority: Authority, today: date) -> None:
        self._authority, self._today = authority, today
        self._numbers = count(101)

    def story(self, *family: cases.NewChild | cases.NewAdult, **more: Any) -> Story:
        """A family of whom nothing is told yet."""
        children = [one for one in family if isinstance(one, cases.NewChild)]
        adults = [one for one in family if isinstance(one, cases.NewAdult)]
        return Story(self._authority, self._today, children, adults, **more)

    def child(self, name: str, months: int, **more: Any) -> cases.NewChild:
        """A child of so many months."""
        number = _nhs_number(next(self._numbers))
        return cases.NewChild(name=name, born=_born(self._today, months), nhs_number=number, **more)

    def mother(self, name: str, children: int = 1, **reaching: Any) -> cases.NewAdult:
        """The mother of the first so many children, with parental responsibility."""
        return cases.NewAdult(
            name=name,
            relations=dict.fromkeys(range(children), Relation.MOTHER),
            parental_responsibility=dict.fromkeys(range(children), True),
            reaching=Reaching(**reaching),
        )

    def father(self, name: str | None, children: int = 1, **reaching: Any) -> cases.NewAdult:
        """Their father, whose name may not be known."""
        relations = dict.fromkeys(range(children), Relation.FATHER)
        return cases.NewAdult(name=name, relations=relations, reaching=Reaching(**reaching))

    def due_in_two_months(self) -> date:
        """When a child who is not born yet is expected."""
        return self._today + timedelta(days=60)


def _nhs_number(number: int) -> str:
    """A synthetic NHS number: the 999 range, with its check digit; the next one where none fits."""
    while True:
        for digit in range(10):
            if nhs_number.is_valid(f"999{number:06d}{digit}"):
                return f"999{number:06d}{digit}"
        number += 500


def _born(today: date, months: int, day: int = 12) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, day)
