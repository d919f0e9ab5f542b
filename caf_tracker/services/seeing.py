"""Recording that a child was seen, and who the men in a child's life are."""

from datetime import date, datetime

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, may, require
from caf_tracker.errors import NotPermitted, NotVisible, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Case, Child, FindingOut, NotPursued, Sighting, User
from caf_tracker.models.words import Relation
from caf_tracker.services import cases, standing
from caf_tracker.services.texts import not_future, required


def see_child(*, actor: User, at: datetime, child: Child, seen_on: date) -> Sighting:
    """A professional has seen the child on that day."""
    require(actor, Permission.RECORD_FACT, child.case)
    standing.lock(child.case)
    standing.require_open(child.case)
    not_future("seen_on", seen_on, clock.london_date(at), "The date must be today or in the past")
    sighting = Sighting(
        case_id=child.case_id, child_id=child.id, seen_on=seen_on, recorded_at=at, recorded_by_id=actor.id
    )
    db.session.add(sighting)
    db.session.flush()
    audit.record(actor=actor, at=at, act="see_child", case=child.case, sighting=sighting.id)
    return sighting


def record_man(*, actor: User, at: datetime, case: Case, child: Child, name: str) -> None:
    """Record a significant man in the child's life by name."""
    required("name", name, "Enter his name")
    cases.add_adult(actor=actor, at=at, case=case, adult=_man(case, child, name))


def record_not_known(*, actor: User, at: datetime, case: Case, child: Child, attempts: int) -> FindingOut:
    """Record that the father or significant man is not known, and how often somebody tried to find out."""
    if attempts < 0:
        raise RuleBroken("attempts", "The number of attempts must be 0 or more")
    adult = cases.add_adult(actor=actor, at=at, case=case, adult=_man(case, child, None))
    found = FindingOut(case_id=case.id, adult_id=adult.id, attempts=attempts, recorded_at=at, recorded_by_id=actor.id)
    db.session.add(found)
    db.session.flush()
    audit.record(actor=actor, at=at, act="record_man_not_known", case=case, adult=adult.id)
    return found


def record_not_pursued(
    *, actor: User, at: datetime, case: Case, child: Child, reason: str, agreed_by: User
) -> NotPursued:
    """Record, with a manager's agreement, that nothing is to be found out: it would be unsafe, or there is nobody."""
    require(actor, Permission.RECORD_FACT, case)
    standing.lock(case)
    standing.require_open(case)
    if child.case_id != case.id:
        raise NotVisible
    if agreed_by.id == actor.id or not may(agreed_by, Permission.APPROVE):
        raise NotPermitted("A second person with the right to decide must agree.")
    found = NotPursued(
        case_id=case.id,
        child_id=child.id,
        reason=required("reason", reason, "Enter why"),
        recorded_at=at,
        recorded_by_id=actor.id,
        agreed_by_id=agreed_by.id,
    )
    db.session.add(found)
    db.session.flush()
    audit.record(actor=actor, at=at, act="record_man_not_pursued", case=case, record=found.id)
    return found


def _man(case: Case, child: Child, name: str | None) -> cases.NewAdult:
    place = [one.id for one in case.children].index(child.id)
    return cases.NewAdult(name=name, relations={place: Relation.SIGNIFICANT_MAN})
