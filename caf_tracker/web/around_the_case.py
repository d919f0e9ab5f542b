"""Who stands around a case: the agencies of its team, their people, and who else answers for it."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, TeamAgency, User
from caf_tracker.models.words import Role
from caf_tracker.services.standing import accepted_lead, current_step_down


def team_of(case: Case) -> list[TeamAgency]:
    """The agencies now in the team, by name, with their people."""
    present = sa.select(TeamAgency).where(TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None))
    contacts = joinedload(TeamAgency.agency).joinedload(Agency.contact).joinedload(User.agency)
    workers = joinedload(TeamAgency.worker).joinedload(User.agency)
    return list(db.session.scalars(present.join(TeamAgency.agency).options(contacts, workers).order_by(Agency.name)))


def people_around(case: Case, team: Sequence[TeamAgency]) -> tuple[list[User], list[User]]:
    """The people of the team with an active account, the lead first, and after them who else answers for the case."""
    inside = {user.id: user for user in _people(case, team) if user.is_active}
    outside = {user.id: user for user in _others(case) if user.is_active and user.id not in inside}
    return list(inside.values()), list(outside.values())


def _people(case: Case, team: Sequence[TeamAgency]) -> Iterator[User]:
    lead = accepted_lead(case)
    found = [lead.user if lead else None]
    for member in team:
        found += [member.worker, member.agency.contact]
    return (user for user in found if user is not None)


def _others(case: Case) -> Iterator[User]:
    """The case's coordinator, or those of its area, and the manager who decided the step-down."""
    if case.coordinator is not None:
        yield case.coordinator
    else:
        of_area = sa.or_(User.area_id == case.area_id, User.area_id.is_(None))
        active = sa.select(User).where(User.role == Role.EARLY_HELP_COORDINATOR, User.disabled_at.is_(None), of_area)
        yield from db.session.scalars(active.options(joinedload(User.agency)).order_by(User.name, User.id))
    step_down = current_step_down(case)
    if step_down is not None and step_down.manager is not None:
        yield step_down.manager
