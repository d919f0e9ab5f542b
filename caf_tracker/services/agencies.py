"""Agencies and areas: adding and changing them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from caf_tracker import audit, labels
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import EditConflict, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, User
from caf_tracker.models.words import AgencyKind
from caf_tracker.services import locks


@dataclass(frozen=True, kw_only=True)
class AgencyFacts:
    """What is known of an agency; it is told through its contact person, else its mailbox."""

    name: str
    kind: AgencyKind
    contact: User | None = None
    mailbox: str | None = None


def add_agency(*, actor: User, at: datetime, facts: AgencyFacts) -> Agency:
    """Add an agency that can be reached."""
    require(actor, Permission.MANAGE_AGENCIES)
    _check(facts, of=None)
    agency = Agency(**vars(facts))
    db.session.add(agency)
    db.session.flush()
    audit.record(actor=actor, at=at, act="agency_added", agency_id=agency.id)
    return agency


def change_agency(*, actor: User, at: datetime, agency: Agency, version: int, facts: AgencyFacts) -> Agency:
    """Change an agency; a new mailbox counts as good until it bounces."""
    require(actor, Permission.MANAGE_AGENCIES)
    locks.take(agency)
    before = AgencyFacts(name=agency.name, kind=agency.kind, contact=agency.contact, mailbox=agency.mailbox)
    if agency.version != version:
        raise EditConflict(_texts(before), _texts(facts), agency.version)
    _check(facts, of=agency)
    if facts.mailbox != agency.mailbox:
        agency.mailbox_bounced_at = None
    for name, value in vars(facts).items():
        setattr(agency, name, value)
    changed = [name for name, text in _texts(facts).items() if text != _texts(before)[name]]
    audit.record(actor=actor, at=at, act="agency_changed", agency_id=agency.id, changed=changed)
    db.session.flush()
    return agency


def add_area(*, actor: User, at: datetime, name: str) -> Area:
    """Add an area; coordinators and heads of service are invited to it afterwards."""
    require(actor, Permission.MANAGE_AGENCIES)
    _check_name_is_free(Area, name, of=None)
    area = Area(name=name)
    db.session.add(area)
    db.session.flush()
    audit.record(actor=actor, at=at, act="area_added", area_id=area.id)
    return area


def change_area(*, actor: User, at: datetime, area: Area, version: str, name: str) -> Area:
    """Rename an area; its version is the name that the person saw, for it has nothing else."""
    require(actor, Permission.MANAGE_AGENCIES)
    locks.take(area)
    if area.name != version:
        raise EditConflict({"name": area.name}, {"name": name}, area.name)
    _check_name_is_free(Area, name, of=area)
    area.name = name
    audit.record(actor=actor, at=at, act="area_changed", area_id=area.id)
    db.session.flush()
    return area


def check_mailbox(address: str) -> None:
    """RuleBroken unless it looks like an address to which mail can be sent."""
    try:
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        checked = None
    if checked is None or "." not in checked.domain:
        raise RuleBroken("mailbox", "Enter an e-mail address in the correct format, like team@example.org")


def _check(facts: AgencyFacts, *, of: Agency | None) -> None:
    _check_name_is_free(Agency, facts.name, of=of)
    if facts.mailbox:
        check_mailbox(facts.mailbox)
    if facts.contact is not None:
        same = of is not None and facts.contact.id == of.contact_id
        if of is None or facts.contact.agency_id != of.id or not (facts.contact.is_active or same):
            raise RuleBroken("contact", "Contact person must be somebody of this agency whose account is enabled")
    elif not facts.mailbox:
        raise RuleBroken("mailbox", "Enter a mailbox, or choose a contact person: the agency must be reachable")


def _check_name_is_free(kind: type[Agency] | type[Area], name: str, *, of: Agency | Area | None) -> None:
    if not name.strip():
        raise RuleBroken("name", "Enter a name")
    holder = db.session.scalar(sa.select(kind.id).where(sa.func.lower(kind.name) == name.lower()))
    if holder is not None and (of is None or holder != of.id):
        raise RuleBroken("name", "This name is in use already")


def _texts(facts: AgencyFacts) -> dict[str, str]:
    return {
        "name": facts.name,
        "kind": labels.label(facts.kind),
        "contact": facts.contact.name if facts.contact else "",
        "mailbox": facts.mailbox or "",
    }
