"""Leave: planning it for oneself or for somebody one manages, with a deputy, and taking it back."""

from datetime import date, datetime

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.errors import NotVisible, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Absence, User
from caf_tracker.services import locks, people, periods


def plan_absence(*, actor: User, at: datetime, user: User, from_on: date, to_on: date, deputy: User) -> Absence:
    """Plan somebody's leave: from its first day to its last their deputy is told whatever they are told.

    The deputy owes nothing by it, and may read a case of which they are told while that duty is open.
    """
    _check_may(actor, user)
    locks.take(user)
    periods.check(
        periods.standing(Absence, Absence.user_id == user.id), from_on=from_on, to_on=to_on, today=clock.london_date(at)
    )
    _check_deputy(deputy, of=user)
    absence = Absence(user=user, deputy=deputy, from_on=from_on, to_on=to_on, recorded_at=at, recorded_by_id=actor.id)
    db.session.add(absence)
    db.session.flush()
    audit.record(actor=actor, at=at, act="absence_planned", user_id=user.id, deputy_id=deputy.id, absence=absence.id)
    return absence


def take_back_absence(*, actor: User, at: datetime, absence: Absence) -> Absence:
    """They are back, or do not go: from now on the deputy hears nothing more by it."""
    _check_may(actor, absence.user)
    periods.take_back(absence, at)
    audit.record(actor=actor, at=at, act="absence_taken_back", user_id=absence.user_id, absence=absence.id)
    return absence


def find_absence(user: User, absence_id: int) -> Absence:
    """One of this person's; NotVisible if it is somebody else's, or none."""
    found = db.session.get(Absence, absence_id)
    if found is None or found.user_id != user.id:
        raise NotVisible
    return found


def planned(user: User, today: date) -> list[Absence]:
    """Leave that is not over, the earliest first."""
    return periods.standing(Absence, Absence.user_id == user.id, Absence.to_on >= today)


def _check_may(actor: User, user: User) -> None:
    """One's own, or that of somebody whose account one manages; else NotVisible."""
    if actor.id != user.id:
        people.find_person(actor, user.id)


def _check_deputy(deputy: User, *, of: User) -> None:
    if deputy.id == of.id:
        raise RuleBroken("deputy", "Choose somebody else: nobody can be their own deputy")
    # Whoever could not read what they are told of would be told in vain.
    if not may(deputy, Permission.READ_CASE):
        raise RuleBroken("deputy", "Choose somebody with an enabled account who works with cases")
