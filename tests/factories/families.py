"""The families: a case with its children and adults."""

from datetime import date

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Adult, AdultRelation, Area, Case, Child, User
from caf_tracker.models.words import Relation
from tests.factories.authority import Authority
from tests.factories.numbers import NUMBERS


def make_case(
    authority: Authority,
    *,
    children: list[Child] | None = None,
    coordinator: User | None = None,
    area: Area | None = None,
) -> Case:
    """An open case: by default a baby, a toddler, and both parents with parental responsibility."""
    at = clock.now()
    case = Case(
        area=area or authority.area,
        coordinator=coordinator,
        opened_at=at,
        opened_by_id=authority.manager.id,
        involved_since=at,
    )
    case.children = (
        children if children is not None else [make_child("Kit Rowan", months=8), make_child("Jo Rowan", months=30)]
    )
    db.session.add(case)
    db.session.flush()
    add_adult(case, "Megan Rowan", Relation.MOTHER)
    add_adult(case, "Dale Archer", Relation.FATHER)
    case.turns_one_on = max((_first_birthday(child) for child in case.children), default=None)
    db.session.flush()
    return case


def make_child(name: str, *, months: int | None = None, born: date | None = None, due: date | None = None) -> Child:
    """A child some months old today, or born or due on a day; not yet of any case."""
    if months is not None:
        today = clock.today()
        total = today.year * 12 + today.month - 1 - months
        born = date(total // 12, total % 12 + 1, min(today.day, 28))
    return Child(name=name, name_key=name.casefold(), born=born, due=due, nhs_number=nhs_number() if born else None)


def add_adult(
    case: Case, name: str | None, relation: Relation, *, parental_responsibility: bool | None = True
) -> Adult:
    """An adult of the case with the same relation to every child."""
    adult = Adult(name=name, case=case)
    db.session.add(adult)
    db.session.flush()
    adult.relations = [
        AdultRelation(child_id=child.id, relation=relation, parental_responsibility=parental_responsibility)
        for child in case.children
    ]
    db.session.flush()
    return adult


def nhs_number(serial: int | None = None) -> str:
    """A synthetic NHS number, from 999 000 0000 up, with its check digit."""
    serial = next(NUMBERS) if serial is None else serial
    while True:
        digits = f"999{serial % 1_000_000:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return digits + str(check % 11)
        # Ten is no digit: that number is never given out.
        serial += 1_000


def _first_birthday(child: Child) -> date:
    day = child.born or child.due
    assert day is not None
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)
