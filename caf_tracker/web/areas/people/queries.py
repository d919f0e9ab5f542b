"""What the people pages read."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker.errors import NotVisible, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, ClosedPeriod, User
from caf_tracker.models.words import Role
from caf_tracker.services.sign_in import normalised_email
from caf_tracker.web.paging import PAGE


def people(actor: User, *, text: str, only: str, after: tuple[Any, ...] | None) -> Sequence[User]:
    """One page and a row more of those whom the administrator manages, by name; found by name, e-mail or agency."""
    found = (
        sa.select(User)
        .join(User.agency)
        .options(joinedload(User.agency), joinedload(User.area))
        .order_by(sa.func.lower(User.name), User.id)
        .limit(PAGE + 1)
    )
    if actor.role is not Role.SYSTEM_ADMIN:
        found = found.where(User.agency_id == actor.agency_id, User.role == Role.PRACTITIONER)
    for word in text.split()[:8]:
        fields = (User.name, User.email, Agency.name)
        found = found.where(sa.or_(*(field.icontains(word, autoescape=True) for field in fields)))
    if only == "enabled":
        found = found.where(User.disabled_at.is_(None))
    elif only == "disabled":
        found = found.where(User.disabled_at.is_not(None))
    elif only == "bouncing":
        found = found.where(User.bounced_at.is_not(None), User.disabled_at.is_(None))
    if after:
        found = found.where(sa.tuple_(sa.func.lower(User.name), User.id) > after)
    return db.session.scalars(found).all()


def person_with_email(email: str | None, field: str) -> User | None:
    """The person with this address, None for none given; RuleBroken beside the field when nobody has it."""
    if not email:
        return None
    found = db.session.scalar(sa.select(User).where(User.email == normalised_email(email)))
    if found is None:
        raise RuleBroken(field, "Nobody has an account with this e-mail address")
    return found


def managed_by(user: User) -> int:
    """How many active people have this line manager."""
    count = (
        sa.select(sa.func.count()).select_from(User).where(User.line_manager_id == user.id, User.disabled_at.is_(None))
    )
    return db.session.scalar(count) or 0


def contact_of(user: User) -> Sequence[Agency]:
    """The agencies that are told through this person."""
    return db.session.scalars(sa.select(Agency).where(Agency.contact_id == user.id).order_by(Agency.name)).all()


def agencies() -> Sequence[Agency]:
    """Every agency by name, with its contact person."""
    return db.session.scalars(sa.select(Agency).options(joinedload(Agency.contact)).order_by(Agency.name)).all()


def agency(agency_id: int) -> Agency:
    """One agency; NotVisible when there is none."""
    return _found(db.session.get(Agency, agency_id))


def closed_period(agency_id: int, period_id: int) -> ClosedPeriod:
    """One closed period of this agency; NotVisible when it has no such."""
    found = db.session.get(ClosedPeriod, period_id)
    if found is None or found.agency_id != agency_id:
        raise NotVisible
    return found


def areas() -> Sequence[Area]:
    """Every area by name."""
    return db.session.scalars(sa.select(Area).order_by(Area.name)).all()


def area(area_id: int) -> Area:
    """One area; NotVisible when there is none."""
    found = db.session.get(Area, area_id)
    if found is None:
        raise NotVisible
    return found


def who_works_for(listed: Sequence[Area]) -> dict[int, dict[Role, list[str]]]:
    """The active coordinators and heads of service of each area: an area without them is silent."""
    rows = db.session.execute(
        sa.select(User.area_id, User.role, User.name)
        .where(
            User.area_id.in_([area.id for area in listed]),
            User.role.in_((Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)),
            User.disabled_at.is_(None),
        )
        .order_by(User.name)
    )
    found: dict[int, dict[Role, list[str]]] = {area.id: {} for area in listed}
    for area_id, role, name in rows:
        if area_id is not None:
            found[area_id].setdefault(role, []).append(name)
    return found


def _found(agency: Agency | None) -> Agency:
    if agency is None:
        raise NotVisible
    return agency
