"""What the pages about a family read."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from wtforms.fields.choices import SelectChoice

from caf_tracker.access.scope import visible_cases
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Area, Case, Child, User
from caf_tracker.models.words import MEN, Relation


@dataclass(frozen=True)
class Duplicate:
    """A child already recorded who may be the same, on a case that the person may see."""

    reference: str
    name: str
    born: object
    due: object
    area: str


def areas() -> list[SelectChoice]:
    """Every area as a choice."""
    found = db.session.execute(sa.select(Area.id, Area.name).order_by(Area.name))
    return [SelectChoice(str(row.id), row.name) for row in found]


def area_name(area_id: int) -> str:
    """The name of an area."""
    return db.session.get_one(Area, area_id).name


def area_of(area_id: int) -> Area:
    """The area that was chosen."""
    return db.session.get_one(Area, area_id)


def shown_duplicates(user: User, matches: Sequence[Child]) -> list[Duplicate]:
    """Those of the matches that the person may see; of the others nothing is said, not even that there are any."""
    if not matches:
        return []
    seen = visible_cases(user).with_only_columns(Case.id)
    found = db.session.scalars(
        sa.select(Child)
        .where(Child.id.in_([child.id for child in matches]), Child.case_id.in_(seen))
        .options(joinedload(Child.case).joinedload(Case.area))
        .order_by(Child.id)
    )
    return [Duplicate(child.case.reference, child.name, child.born, child.due, child.case.area.name) for child in found]


def child_ids(case: Case) -> list[int]:
    """The children of a case."""
    return list(db.session.scalars(sa.select(Child.id).where(Child.case_id == case.id)))


def last_child(case: Case) -> str:
    """Which child was the last one recorded when the page was shown."""
    return str(max((child.id for child in case.children), default=0))


def last_adult(case: Case) -> str:
    """Which adult was the last one recorded when the page was shown."""
    return str(max((adult.id for adult in case.adults), default=0))


def child_of(case: Case, child_id: int) -> Child:
    """A child of this case; NotVisible for any other."""
    found = next((child for child in case.children if child.id == child_id), None)
    if found is None:
        raise NotVisible
    return found


def adult_of(case: Case, adult_id: int) -> Adult:
    """An adult of this case; NotVisible for any other."""
    found = next((adult for adult in case.adults if adult.id == adult_id), None)
    if found is None:
        raise NotVisible
    return found


def children_without_a_man(children: dict[int, str], adults: Sequence[dict[int, Relation]]) -> list[str]:
    """The names of the children for whom no father or significant man is recorded."""
    with_one = {number for relations in adults for number, relation in relations.items() if relation in MEN}
    return [name for number, name in children.items() if number not in with_one]
