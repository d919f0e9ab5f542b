"""Who may be asked to approve as the second person."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from wtforms.fields.choices import SelectChoice

from caf_tracker.access.permissions import TABLE, Permission
from caf_tracker.extensions import db
from caf_tracker.models import Case, User


def second_persons(case: Case, first: User, right: Permission = Permission.APPROVE) -> list[User]:
    """Everybody active who may approve this by role, for the case's area or for none, but the first person."""
    return list(
        db.session.scalars(
            sa.select(User)
            .options(joinedload(User.agency))
            .where(
                User.role.in_(TABLE[right]),
                User.disabled_at.is_(None),
                User.id != first.id,
                sa.or_(User.area_id == case.area_id, User.area_id.is_(None)),
            )
            .order_by(User.name, User.id)
        )
    )


def as_choices(people: list[User]) -> list[SelectChoice]:
    """The people as choices of a list."""
    return [SelectChoice(str(person.id), f"{person.name}, {person.agency.name}") for person in people]


def by_id(people: list[User], chosen: str | None) -> User | None:
    """The one who was chosen, if they are among these."""
    return next((person for person in people if str(person.id) == chosen), None)
