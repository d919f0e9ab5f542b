"""Acts that meet elsewhere than on one family's forms: accounts, agencies, possible matches, the same child twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, AuditEvent, Child, Invitation, Lead, PossibleMatch, User
from caf_tracker.models.words import Role
from caf_tracker.services.unfinished_forms import begin_form
from tests import factories
from tests.factories import PASSWORD, Authority
from tests.integration.at_once.standing_sound import broken


@dataclass(frozen=True)
class Part:
    """What one person sends, and from which page."""

    by: User
    page: str
    data: dict[str, Any] = field(default_factory=dict)
    to: str = ""


@dataclass(frozen=True)
class Meeting:
    """Two people's parts, how many may be done, and what does not hold afterwards (nothing, when all is sound)."""

    parts: tuple[Part, Part]
    unsound: Callable[[], list[str]]
    wins: tuple[int, ...] = (1,)
    says: tuple[str, ...] = ()


SIGNED_OUT = "You have been signed out"


def _disable(by: User, whom: User) -> Part:
    return Part(by, f"/people/{whom.id}/disable")


def _practitioner(authority: Authority, mark: str) -> User:
    return factories.make_user(f"Nurse {mark}", Role.PRACTITIONER, authority.health_visiting, authority.area)


def _administrator(authority: Authority) -> User:
    return factories.make_user("Second Administrator", Role.SYSTEM_ADMIN, authority.social_care)


def disabled_while_they_accept(authority: Authority, mark: str) -> Meeting:
    nurse = _practitioner(authority, mark)
    case = factories.make_case(authority)
    factories.make_step_down(case, authority.manager)
    factories.make_lead(case, nurse, authority.manager, accepted=False)
    accept = Part(nurse, f"/cases/{case.reference}/lead", {"answer": "accept"})
    says = (SIGNED_OUT, "taken back or", "disabled your account")
    return Meeting((_disable(authority.system_admin, nurse), accept), lambda: broken(case), (1, 2), says)


def disabled_while_they_are_nominated(authority: Authority, mark: str) -> Meeting:
    nurse = _practitioner(authority, mark)
    case = factories.make_case(authority)
    factories.make_step_down(case, authority.manager)
    nominate = Part(
        authority.manager, f"/cases/{case.reference}/lead/nominate", {"find": mark, "person": str(nurse.id)}
    )
    says = ("asked to lead another family", "Choose one of the answers", "active account", "Search for the person")
    return Meeting((_disable(authority.system_admin, nurse), nominate), lambda: broken(case), (1, 2), says)


def disabled_by_two(authority: Authority, mark: str) -> Meeting:
    nurse = _practitioner(authority, mark)
    parts = (_disable(authority.system_admin, nurse), _disable(_administrator(authority), nurse))
    return Meeting(parts, lambda: _not_one("person_disabled", user_id=nurse.id), says=("disabled already",))


def the_last_two_coordinators(authority: Authority, mark: str) -> Meeting:
    area = factories.make_area(f"Area {mark}")
    both = [
        factories.make_user(f"Coordinator {mark}", Role.EARLY_HELP_COORDINATOR, authority.early_help, area)
        for _ in range(2)
    ]
    parts = (_disable(authority.system_admin, both[0]), _disable(_administrator(authority), both[1]))

    def unsound() -> list[str]:
        return [] if any(_again(one).is_active for one in both) else ["an area without a coordinator"]

    return Meeting(parts, unsound, says=("This is the last active coordinator",))


def invited_by_two(authority: Authority, mark: str) -> Meeting:
    facts = {
        "name": f"New {mark}", "email": f"new.{mark}@example.org", "role": "practitioner",
        "agency": str(authority.school.id),
    }  # fmt: skip
    parts = tuple(Part(by, "/people/invite", facts) for by in (authority.system_admin, _administrator(authority)))
    unsound = lambda: _not_single(User, User.email == facts["email"].lower())  # noqa: E731
    return Meeting((parts[0], parts[1]), unsound, says=("Somebody has an account with this e-mail address already",))


def the_same_agency(authority: Authority, mark: str) -> Meeting:
    facts = {"name": f"Agency {mark}", "kind": "school", "mailbox": "office@example.org"}
    parts = tuple(Part(by, "/people/agencies/add", facts) for by in (authority.system_admin, _administrator(authority)))
    unsound = lambda: _not_single(Agency, Agency.name == facts["name"])  # noqa: E731
    return Meeting((parts[0], parts[1]), unsound, says=("This name is in use already",))


def the_same_area(authority: Authority, mark: str) -> Meeting:
    facts = {"name": f"Area {mark}"}
    parts = tuple(Part(by, "/people/areas/add", facts) for by in (authority.system_admin, _administrator(authority)))
    unsound = lambda: _not_single(Area, Area.name == facts["name"])  # noqa: E731
    return Meeting((parts[0], parts[1]), unsound, says=("This name is in use already",))


def a_new_role_while_nominated(authority: Authority, mark: str) -> Meeting:
    nurse = _practitioner(authority, mark)
    case = factories.make_case(authority)
    factories.make_step_down(case, authority.manager)
    nominate = Part(
        authority.manager, f"/cases/{case.reference}/lead/nominate", {"find": mark, "person": str(nurse.id)}
    )
    change = Part(authority.system_admin, f"/people/{nurse.id}/change", _as_known(nurse, role="auditor"))

    def unsound() -> list[str]:
        asked = db.session.scalar(sa.select(sa.func.count()).where(Lead.case_id == case.id))
        other = _again(nurse).role is not Role.PRACTITIONER
        return [*broken(case), *(["an auditor is asked to lead"] if asked and other else [])]

    says = ("Role cannot change while", "Choose one of the answers", "Choose a practitioner", "Search for the person")
    return Meeting((change, nominate), unsound, says=says)


def each_the_others_line_manager(authority: Authority, mark: str) -> Meeting:
    one, other = _practitioner(authority, f"{mark}a"), _practitioner(authority, f"{mark}b")
    parts = (
        Part(authority.system_admin, f"/people/{one.id}/change", _as_known(one, line_manager=other.email)),
        Part(_administrator(authority), f"/people/{other.id}/change", _as_known(other, line_manager=one.email)),
    )

    def unsound() -> list[str]:
        circle = _again(one).line_manager_id == other.id and _again(other).line_manager_id == one.id
        return ["each is the other's line manager"] if circle else []

    return Meeting(parts, unsound, says=("somebody who is not managed by this person",))


def two_links(authority: Authority, mark: str) -> Meeting:
    nurse = _practitioner(authority, mark)
    parts = tuple(
        Part(by, f"/people/{nurse.id}", to=f"/people/{nurse.id}/new-link")
        for by in (authority.system_admin, _administrator(authority))
    )
    unsound = lambda: _not_single(  # noqa: E731
        Invitation, Invitation.user_id == nurse.id, Invitation.used_at.is_(None), Invitation.expires_at > clock.now()
    )
    return Meeting((parts[0], parts[1]), unsound, (2,))


def a_password_twice(authority: Authority, mark: str) -> Meeting:
    nurse = _practitioner(authority, mark)
    parts = tuple(
        Part(nurse, "/account/password", {"current_password": PASSWORD, "new_password": f"seven green {word} lamps"})
        for word in ("garden", "winter")
    )
    return Meeting(
        (parts[0], parts[1]), lambda: _not_one("password_set", actor=nurse), says=(SIGNED_OUT, "Current pass")
    )


def a_possible_match_twice(authority: Authority, mark: str) -> Meeting:
    born = clock.today().replace(year=clock.today().year - 3)
    first, second = (
        factories.make_case(authority, children=[factories.make_child(f"Twin {mark}", born=born)]) for _ in range(2)
    )
    match = PossibleMatch(
        area_id=authority.area.id, child_id=second.children[0].id, other_child_id=first.children[0].id,
        found_at=clock.now(),
    )  # fmt: skip
    db.session.add(match)
    db.session.flush()
    parts = tuple(
        Part(by, f"/closures/possible-matches/{match.id}", {"resolution": word, "note": f"Asked {by.name}"})
        for by, word in ((authority.coordinator, "same_child"), (authority.head, "different_child"))
    )

    def unsound() -> list[str]:
        events = sa.select(sa.func.count()).where(
            AuditEvent.act == "possible_match_answered", AuditEvent.case_id == first.id
        )
        return [] if db.session.scalar(events) == 1 else ["answered twice"]

    return Meeting((parts[0], parts[1]), unsound, says=("at 10:00am today",))


def the_same_child_opened_twice(authority: Authority, mark: str) -> Meeting:
    child = {
        "name": f"Noor {mark}", "born": "2025-11-02", "due": None, "nhs_number": None, "gp": None, "school": None,
        "disability": None, "mobility": None, "mobility_seen_by": None, "mobility_seen_on": None,
    }  # fmt: skip
    answers = {"children": {"1": child}, "adults": {}, "area_id": authority.area.id, "different_family": False}
    people = (authority.coordinator, authority.head)
    begun = [begin_form(actor=by, at=clock.now(), kind="open_case", answers=answers) for by in people]
    parts = tuple(Part(by, f"/cases/open/{form.key}/check") for by, form in zip(people, begun, strict=True))

    def unsound() -> list[str]:
        opened = sa.select(sa.func.count(sa.distinct(Child.case_id))).where(Child.name == f"Noor {mark}")
        return [] if db.session.scalar(opened) == 1 else ["two cases for one child"]

    return Meeting((parts[0], parts[1]), unsound, says=("is the family already known?",))


def _as_known(user: User, **changed: str) -> dict[str, str]:
    return {
        "name": user.name, "email": user.email, "telephone": user.telephone or "", "role": user.role.value,
        "agency": str(user.agency_id), "area": str(user.area_id or ""), "line_manager": "", **changed,
    }  # fmt: skip


def _again(user: User) -> User:
    db.session.refresh(user)
    return user


def _not_single(model: type, *where: sa.ColumnElement[bool]) -> list[str]:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where))
    return [] if count == 1 else [f"{count} rows of {model.__name__}"]


def _not_one(act: str, *, user_id: int | None = None, actor: User | None = None) -> list[str]:
    events = list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == act)))
    mine = [
        event
        for event in events
        if (user_id is not None and event.details.get("user_id") == user_id)
        or (actor is not None and event.user_id == actor.id)
    ]
    return [] if len(mine) == 1 else [f"{act} is written down {len(mine)} times"]


MEETINGS: dict[str, Callable[[Authority, str], Meeting]] = {
    "disabled while they accept": disabled_while_they_accept,
    "disabled while they are nominated": disabled_while_they_are_nominated,
    "disabled by two": disabled_by_two,
    "the last two coordinators disabled": the_last_two_coordinators,
    "one person invited by two": invited_by_two,
    "one agency added by two": the_same_agency,
    "one area added by two": the_same_area,
    "a new role while nominated": a_new_role_while_nominated,
    "each made the other's line manager": each_the_others_line_manager,
    "two links for one person": two_links,
    "a password changed in two browsers": a_password_twice,
    "a possible match answered by two": a_possible_match_twice,
    "one child's case opened by two": the_same_child_opened_twice,
}
