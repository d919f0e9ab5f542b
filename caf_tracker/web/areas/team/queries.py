"""What the pages of the team read."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, TeamAgency, User
from caf_tracker.models.words import Role

# Accounts that are not for working with families.
_ADMINISTRATION = (Role.AGENCY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR)


@dataclass(frozen=True)
class Team:
    """Who is in the team, by name, and who has left, the last first, each with whoever took it out."""

    present: list[TeamAgency]
    left: list[tuple[TeamAgency, str | None]]


def team_of(case: Case) -> Team:
    """The team now and before, in one statement whatever their number."""
    found = db.session.execute(
        sa.select(TeamAgency, User.name)
        .join(TeamAgency.agency)
        .outerjoin(User, User.id == TeamAgency.removed_by_id)
        .where(TeamAgency.case_id == case.id)
        .options(joinedload(TeamAgency.agency).joinedload(Agency.contact), joinedload(TeamAgency.worker))
        .order_by(Agency.name, TeamAgency.id)
    ).all()
    left = [(member, by) for member, by in found if member.left_at is not None]
    return Team(
        present=[member for member, _ in found if member.left_at is None],
        left=sorted(left, key=lambda one: (one[0].left_at, one[0].id), reverse=True),
    )


def member_of(case: Case, team_agency_id: int) -> TeamAgency:
    """An agency that is or was in this case's team; NotVisible for any other."""
    found = db.session.scalar(
        sa.select(TeamAgency)
        .where(TeamAgency.id == team_agency_id, TeamAgency.case_id == case.id)
        .options(joinedload(TeamAgency.agency), joinedload(TeamAgency.worker))
    )
    if found is None:
        raise NotVisible
    return found


def agencies_not_in(case: Case) -> list[Agency]:
    """Every agency that could join, by name."""
    present = sa.select(TeamAgency.agency_id).where(TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None))
    return list(db.session.scalars(sa.select(Agency).where(Agency.id.not_in(present)).order_by(Agency.name)))


def agency(agency_id: int) -> Agency:
    """The agency with this number; NotVisible if there is none."""
    found = db.session.get(Agency, agency_id)
    if found is None:
        raise NotVisible
    return found


def people_of(agency: Agency, *, also: int | None) -> list[User]:
    """Who works there with an active account; and whoever is recorded already."""
    works_there = sa.and_(User.agency_id == agency.id, User.disabled_at.is_(None), User.role.not_in(_ADMINISTRATION))
    wanted = sa.or_(works_there, User.id == also) if also else works_there
    return list(db.session.scalars(sa.select(User).where(wanted).order_by(User.name, User.id)))


def person(user_id: int) -> User:
    """The person that was chosen."""
    return db.session.get_one(User, user_id)
