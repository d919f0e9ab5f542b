"""When an agency is closed, and who is told in its place: planning that, and taking it back."""

from datetime import date, datetime

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Agency, ClosedPeriod, User
from caf_tracker.services import agencies, locks, periods


def plan_closed_period(
    *,
    actor: User,
    at: datetime,
    agency: Agency,
    from_on: date,
    to_on: date,
    contact: User | None = None,
    mailbox: str | None = None,
) -> ClosedPeriod:
    """Close an agency for these days; its out-of-term contact is told meanwhile, and without one the usual contact.

    A reminder is never held back.
    """
    require(actor, Permission.MANAGE_AGENCIES)
    locks.take(agency)
    periods.check(
        periods.standing(ClosedPeriod, ClosedPeriod.agency_id == agency.id),
        from_on=from_on, to_on=to_on, today=clock.london_date(at),
    )  # fmt: skip
    if contact is not None and mailbox:
        raise RuleBroken("mailbox", "Enter a person or a mailbox, not both")
    if contact is not None and (contact.agency_id != agency.id or not contact.is_active):
        raise RuleBroken("contact", "Out-of-term contact must be somebody of this agency whose account is enabled")
    if mailbox:
        agencies.check_mailbox(mailbox)
    period = ClosedPeriod(
        agency=agency, from_on=from_on, to_on=to_on, contact=contact, mailbox=mailbox or None, recorded_at=at,
        recorded_by_id=actor.id,
    )  # fmt: skip
    db.session.add(period)
    db.session.flush()
    audit.record(actor=actor, at=at, act="closed_period_planned", agency_id=agency.id, period=period.id)
    return period


def take_back_closed_period(*, actor: User, at: datetime, period: ClosedPeriod) -> ClosedPeriod:
    """The agency is open after all: from now on its usual contact is told again."""
    require(actor, Permission.MANAGE_AGENCIES)
    periods.take_back(period, at)
    audit.record(actor=actor, at=at, act="closed_period_taken_back", agency_id=period.agency_id, period=period.id)
    return period


def planned(agency: Agency, today: date) -> list[ClosedPeriod]:
    """The closed periods that are not over, the earliest first."""
    return periods.standing(ClosedPeriod, ClosedPeriod.agency_id == agency.id, ClosedPeriod.to_on >= today)
