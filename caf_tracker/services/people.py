"""Who uses the product: inviting, changing, disabling and enabling accounts, by system and agency administrators."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import joinedload

from caf_tracker import audit, labels
from caf_tracker.errors import EditConflict, NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, Lead, User
from caf_tracker.models.words import Role
from caf_tracker.services import invitations, leads, locks, sign_in

# Each area needs one of each: they are the last to be told when everybody else is silent.
KEPT_IN_EVERY_AREA = (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)
_NEEDS_AREA = (*KEPT_IN_EVERY_AREA, Role.SOCIAL_CARE_MANAGER)
_FIELDS = ("name", "email", "telephone", "role", "agency", "area", "line_manager")


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is known of a person with an account."""

    name: str
    email: str
    role: Role
    agency: Agency
    area: Area | None = None
    line_manager: User | None = None
    telephone: str | None = None


@dataclass(frozen=True)
class Invited:
    """A new person, and the one-time link that is shown once to whoever invited them."""

    user: User
    link: str


def find_person(actor: User, user_id: int) -> User:
    """A person whom this administrator manages; NotVisible for anybody else.

    System administrators: everybody. Agency administrators: the practitioners of their own agency.
    """
    found = db.session.get(User, user_id, options=[joinedload(User.agency)])
    if found is None or not _in_charge_of(actor, found.role, found.agency_id):
        raise NotVisible
    return found


def invite_user(*, actor: User, at: datetime, facts: PersonFacts, base_url: str) -> Invited:
    """Add a person without a password and queue their one-time link (DOMAIN.md, Roles: users)."""
    _check_in_charge(actor, facts)
    _check_facts(facts, of=None)
    user = User(email=sign_in.normalised_email(facts.email))
    _write(user, facts)
    db.session.add(user)
    db.session.flush()
    audit.record(actor=actor, at=at, act="person_invited", user_id=user.id, role=facts.role.value)
    return Invited(user, invitations.send_link(actor=actor, at=at, user=user, base_url=base_url))


def send_new_link(*, actor: User, at: datetime, user: User, base_url: str) -> str:
    """A new one-time link, for a lost invitation or a forgotten password; never for oneself."""
    _check_manages(actor, user)
    locks.take(user)
    if not user.is_active:
        raise TransitionNotAllowed("The account is disabled. Enable it first.")
    return invitations.send_link(actor=actor, at=at, user=user, base_url=base_url)


def change_person(*, actor: User, at: datetime, user: User, version: int, facts: PersonFacts) -> User:
    """Change what is known of a person; never of oneself.

    A new role ends their sessions; a new address counts as good until it bounces. Refused while somebody whose role
    changes is a lead professional or nominated, and for the last active coordinator or head of service of an area.
    """
    _check_manages(actor, user)
    _check_in_charge(actor, facts)
    locks.take(user)
    before, after = _texts(_facts_of(user)), _texts(facts)
    if user.version != version:
        raise EditConflict(before, after, user.version)
    _check_facts(facts, of=user)
    new_role, new_area = facts.role is not user.role, facts.area is not user.area
    new_address = sign_in.normalised_email(facts.email) != user.email
    if new_role and cases_losing_lead(user):
        raise RuleBroken("role", "Role cannot change while this person is a lead professional or nominated as one")
    if new_role or new_area:
        _check_not_the_last(user, "role" if new_role else "area")
    _write(user, facts)
    if new_address:
        user.bounced_at = None
        user.email = sign_in.normalised_email(facts.email)
        # A link on its way to the old address must not let anybody in.
        invitations.end_links(user=user, at=at)
    if new_role:
        sign_in.end_sessions(user=user, at=at)
    changed = [name for name in _FIELDS if before[name] != after[name]]
    audit.record(actor=actor, at=at, act="person_changed", user_id=user.id, changed=changed)
    db.session.flush()
    return user


def cases_losing_lead(user: User) -> list[Lead]:
    """The pending nominations and accepted leads that end when this account is disabled."""
    return leads.held_by(user)


def disable_user(*, actor: User, at: datetime, user: User) -> User:
    """Disable an account at once: sessions and links end, nominations and leads end; never one's own.

    Refused for the last active coordinator or head of service of an area (DOMAIN.md, Stand-ins).
    """
    _check_manages(actor, user)
    return disable(actor=actor, at=at, user=user)


def disable(*, actor: User, at: datetime, user: User) -> User:
    """The disabling itself, for whoever has checked the right to: an administrator's page, or a replay."""
    taken = leads.take_cases_of(user)
    locks.take(user)
    if not user.is_active:
        raise TransitionNotAllowed("The account is disabled already.")
    _check_not_the_last(user, "")
    leads.end_for_disabled_account(actor=actor, at=at, user=user, taken=taken)
    user.disabled_at = at
    sign_in.end_sessions(user=user, at=at)
    invitations.end_links(user=user, at=at)
    audit.record(actor=actor, at=at, act="person_disabled", user_id=user.id)
    db.session.flush()
    return user


def enable_user(*, actor: User, at: datetime, user: User) -> User:
    """Let a disabled account be used again; what it led is not given back."""
    _check_manages(actor, user)
    locks.take(user)
    if user.is_active:
        raise TransitionNotAllowed("The account is enabled already.")
    user.disabled_at = None
    audit.record(actor=actor, at=at, act="person_enabled", user_id=user.id)
    db.session.flush()
    return user


def is_last_of_area(user: User) -> bool:
    """Whether this is the last active coordinator or the last active head of service of their area."""
    if user.role not in KEPT_IN_EVERY_AREA or not user.is_active or user.area_id is None:
        return False
    # Two administrators at once wait for each other here, or each would count the other's person.
    db.session.execute(sa.select(Area.id).where(Area.id == user.area_id).with_for_update(key_share=True))
    others = sa.select(User.id).where(
        User.role == user.role, User.area_id == user.area_id, User.disabled_at.is_(None), User.id != user.id
    )
    return db.session.scalar(others.limit(1)) is None


def _in_charge_of(actor: User, role: Role, agency_id: int) -> bool:
    if actor.role is Role.SYSTEM_ADMIN:
        return True
    return actor.role is Role.AGENCY_ADMIN and role is Role.PRACTITIONER and agency_id == actor.agency_id


def _check_manages(actor: User, user: User) -> None:
    if not _in_charge_of(actor, user.role, user.agency_id):
        raise NotVisible
    if user.id == actor.id:
        raise NotPermitted("Nobody manages their own account.")


def _check_in_charge(actor: User, facts: PersonFacts) -> None:
    if not _in_charge_of(actor, facts.role, facts.agency.id):
        raise NotPermitted("An agency administrator manages the practitioners of their own agency alone.")


def _check_not_the_last(user: User, field: str) -> None:
    if is_last_of_area(user):
        who = "coordinator" if user.role is Role.EARLY_HELP_COORDINATOR else "head of service"
        area = user.area.name if user.area else ""
        raise RuleBroken(field, f"This is the last active {who} of {area}. Invite or name another first")


def _check_facts(facts: PersonFacts, *, of: User | None) -> None:
    if not facts.name.strip():
        raise RuleBroken("name", "Enter a name")
    _check_email(facts.email, of)
    if facts.role in _NEEDS_AREA and facts.area is None:
        raise RuleBroken("area", "Choose an area: this role works for one")
    _check_line_manager(facts.line_manager, of)


def _check_email(email: str, of: User | None) -> None:
    try:
        # What can be delivered is found out by sending; names such as *.example are for the demonstration.
        checked = validate_email(email, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        checked = None
    if checked is None or "." not in checked.domain:
        raise RuleBroken("email", "Enter an e-mail address in the correct format, like name@example.org")
    holder = db.session.scalar(sa.select(User.id).where(User.email == sign_in.normalised_email(email)))
    if holder is not None and (of is None or holder != of.id):
        raise RuleBroken("email", "Somebody has an account with this e-mail address already")


def _check_line_manager(manager: User | None, of: User | None) -> None:
    if manager is None:
        return
    unchanged = of is not None and of.line_manager_id == manager.id
    if not manager.is_active and not unchanged:
        raise RuleBroken("line_manager", "Choose a line manager whose account is enabled")
    above: User | None = manager
    seen: set[int] = set()
    while above is not None and above.id not in seen:
        if of is not None and above.id == of.id:
            raise RuleBroken("line_manager", "Line manager must be somebody who is not managed by this person")
        seen.add(above.id)
        if of is not None and not unchanged:
            # Two administrators at once could else close a circle, each with one half of it.
            locks.take(above)
        above = above.line_manager


def _facts_of(user: User) -> PersonFacts:
    return PersonFacts(**{name: getattr(user, name) for name in _FIELDS})


def _write(user: User, facts: PersonFacts) -> None:
    for name in _FIELDS:
        if name != "email":
            setattr(user, name, getattr(facts, name))


def _texts(facts: PersonFacts) -> dict[str, str]:
    """Field to text, for the conflict page and to see what changed."""
    return {
        "name": facts.name,
        "email": sign_in.normalised_email(facts.email),
        "telephone": facts.telephone or "",
        "role": labels.label(facts.role),
        "agency": facts.agency.name,
        "area": facts.area.name if facts.area else "",
        "line_manager": facts.line_manager.name if facts.line_manager else "",
    }
