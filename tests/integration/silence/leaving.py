"""Acts about the people themselves: accounts disabled and enabled, other managers and areas, contacts, mail refused."""

from dataclasses import replace

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Mail, User
from caf_tracker.models.words import Role
from caf_tracker.reminders import outbox
from caf_tracker.services import agencies, people
from caf_tracker.services import outbox as outbox_acts
from caf_tracker.services.agencies import AgencyFacts
from caf_tracker.services.people import PersonFacts
from tests.integration.silence.scene import LAST_RESORT, NothingToDo, Scene, act


def _administrators(scene: Scene) -> list[User]:
    return scene.administrators


@act(_administrators)
def disable_user(scene: Scene, actor: User) -> object:
    return people.disable_user(actor=actor, at=scene.at, user=scene.somebody_to_lose())


@act(_administrators)
def enable_user(scene: Scene, actor: User) -> object:
    gone = [user for user in scene.users if not user.is_active]
    return people.enable_user(actor=actor, at=scene.at, user=scene.one_of(gone or scene.users))


@act(_administrators)
def invite_user(scene: Scene, actor: User) -> object:
    agency = scene.one_of(scene.agencies)
    # Few join, and each under a name of their own, before or after the others in the order of names.
    name = f"{scene.one_of(('Aaron', 'Maya', 'Zed'))} Newcomer"
    facts = PersonFacts(
        name=name,
        email=f"newcomer.{len(scene.users)}@example.org",
        role=scene.one_of((Role.PRACTITIONER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)),
        agency=agency,
        area=scene.one_of(scene.areas),
        line_manager=scene.one_of([user for user in scene.users if user.is_active]),
    )
    return people.invite_user(actor=actor, at=scene.at, facts=facts, base_url="https://caf.example.org")


@act(_administrators)
def change_person(scene: Scene, actor: User) -> object:
    user = scene.somebody_to_lose()
    names = ("name", "email", "telephone", "role", "agency", "area", "line_manager")
    facts = PersonFacts(**{name: getattr(user, name) for name in names})
    changed = scene.one_of(("line_manager", "no_line_manager", "area", "role", "email"))
    active = [other for other in scene.users if other.is_active and other is not user]
    if changed == "line_manager":
        facts = replace(facts, line_manager=scene.one_of(active))
    elif changed == "no_line_manager":
        facts = replace(facts, line_manager=None)
    elif changed == "area":
        facts = replace(facts, area=scene.one_of(scene.areas))
    elif changed == "role":
        roles = (Role.PRACTITIONER, Role.SOCIAL_CARE_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)
        facts = replace(facts, role=scene.one_of(roles), area=facts.area or scene.areas[0])
    else:
        facts = replace(facts, email=f"corrected.{user.id}.{user.version}@example.org")
    return people.change_person(actor=actor, at=scene.at, user=user, version=user.version, facts=facts)


@act(_administrators)
def change_agency(scene: Scene, actor: User) -> object:
    agency = scene.one_of(scene.agencies)
    staff = [user for user in scene.users if user.agency_id == agency.id and user.is_active]
    facts = AgencyFacts(
        name=agency.name,
        kind=agency.kind,
        contact=scene.one_of(staff) if staff and scene.maybe(0.6) else None,
        mailbox=scene.one_of((agency.mailbox, f"team.{agency.id}.{agency.version}@example.org")),
    )
    return agencies.change_agency(actor=actor, at=scene.at, agency=agency, version=agency.version, facts=facts)


@act(_administrators)
def relay(scene: Scene, actor: User) -> None:
    """Mail goes out; some of the addresses are refused for good, and some that were refused take mail again."""
    session = db.session()
    names = {user.id: user.name for user in scene.users}
    recipients = {number: user_id for number, user_id in session.execute(sa.select(Mail.id, Mail.user_id))}
    claims = outbox.claim(session, scene.at)
    if not claims:
        raise NothingToDo
    for claimed in claims:
        spared = names.get(recipients[claimed.mail_id] or 0) == LAST_RESORT
        if claimed.barred or (not spared and scene.maybe(0.35)):
            outbox.give_up(session, claimed, scene.at, "550 no such mailbox")
            if not claimed.barred:
                outbox.mark_bounced(session, claimed, scene.at)
        else:
            outbox.mark_sent(session, claimed, scene.at)


@act(_administrators)
def send_again(scene: Scene, actor: User) -> object:
    failed = db.session.scalars(sa.select(Mail.id).where(Mail.given_up_at.is_not(None)).order_by(Mail.id)).all()
    return outbox_acts.send_again(actor=actor, at=scene.at, mail_id=scene.one_of(failed))
