"""The world of these proofs, filled: everybody, a family for each role and stage, and what is nobody's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.answer_links import token_for
from caf_tracker.extensions import db
from caf_tracker.models import Case, ClosureFile, ClosureProblem, Mail, PossibleMatch, Tick, UnfinishedForm, User
from caf_tracker.models.words import AgencyKind, MailKind, Role
from caf_tracker.services.invitations import send_link
from caf_tracker.services.mailbox_questions import send_code
from caf_tracker.services.sign_in import start_session
from tests import factories
from tests.integration.need_to_know.families import asked_to_wait, family_at, numbers_of
from tests.integration.need_to_know.world import RELATIONS, ROLES, STAGES, Person, World

_IN_APRIL = date(2026, 4, 13), date(2026, 4, 17)


@contextmanager
def world_on(app: Flask) -> Iterator[World]:
    """A world on this app's empty database, for as long as the block lasts; nothing of it is ever committed."""
    with app.app_context():
        engine, engines = db.engine, cast(dict[str | None, Any], db.engines)
        # The token is checked before everything else and would hide a door that stands open.
        settings = {name: app.config.get(name) for name in ("WTF_CSRF_ENABLED", "PROPAGATE_EXCEPTIONS")}
        app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
        try:
            with engine.connect() as connection:
                outer = connection.begin()
                connection.begin_nested()
                # Every session of the app joins this one transaction: its commits are savepoints.
                engines[None] = connection
                world = World(app, connection)
                _fill(world)
                db.session.commit()
                db.session.remove()
                yield world
                outer.rollback()
        finally:
            db.session.remove()
            engines[None] = engine
            app.config.update(settings)


def _fill(world: World) -> None:
    agencies = {
        "health": factories.make_agency(AgencyKind.HEALTH_VISITING, "Health visiting"),
        "school": factories.make_agency(AgencyKind.SCHOOL, "Mill Lane Primary School"),
        "social care": factories.make_agency(AgencyKind.CHILDRENS_SOCIAL_CARE, "Children's social care"),
        "youth": factories.make_agency(AgencyKind.EARLY_HELP, "Youth service"),
    }
    clinics = {role: factories.make_agency(AgencyKind.GENERAL_PRACTICE, f"Clinic of {role.value}") for role in ROLES}
    areas = {True: factories.make_area("North"), False: factories.make_area("South")}
    users: dict[tuple[Role, str], User] = {}
    for role in ROLES:
        for relation, (agency, in_area) in RELATIONS.items():
            works_for = clinics[role] if agency == "clinic" else agencies[agency]
            user = factories.make_user(f"{relation} {role.value}", role, works_for, areas[in_area])
            users[role, relation] = user
        clinics[role].contact = users[role, "contact"]
        users[role, "lead"].line_manager = users[role, "leads_manager"]
    asker = factories.make_user("asker", Role.SOCIAL_CARE_MANAGER, agencies["social care"], areas[True])
    tick = Tick(job="sweep", started_at=clock.now(), finished_at=clock.now(), made=0)
    db.session.add(tick)
    db.session.flush()
    _people(world, users, agencies["health"].id, areas[True].id)
    teams = {role: (agencies["health"], agencies["school"], clinics[role]) for role in ROLES}
    for role in ROLES:
        mine = {relation: users[role, relation] for relation in RELATIONS}
        for stage in STAGES:
            case = family_at(areas[True], mine, teams[role], asker, stage)
            world.families[stage, role] = numbers_of(case, mine["told"], tick)
            if stage == "waiting":
                world.families[stage, role].snooze = asked_to_wait(case, mine)
            if stage == "between":
                for relation in RELATIONS:
                    _deciding(world, world.people[role, relation], case, role, agencies["health"].id)
    _elsewhere(world, agencies, areas[False], tick)
    _things_of_nobody(world, users, agencies["school"].id, areas)
    db.session.flush()


def _elsewhere(world: World, agencies: dict[str, Any], area: Any, tick: Tick) -> None:
    theirs = {
        relation: factories.make_user(f"{relation} elsewhere", Role.PRACTITIONER, agencies["health"], area)
        for relation in RELATIONS
    }
    manager = factories.make_user("manager elsewhere", Role.SOCIAL_CARE_MANAGER, agencies["social care"], area)
    for stage in STAGES:
        case = family_at(area, theirs | {"decider": manager}, (agencies["health"],), manager, stage)
        case.children[0].name, case.children[0].name_key = "Bea Quill", "bea quill"
        case.adults[0].name = "Morwenna Quill"
        world.elsewhere[stage] = numbers_of(case, theirs["told"], tick)
        if stage == "waiting":
            world.elsewhere[stage].snooze = asked_to_wait(case, theirs)


def _people(world: World, users: dict[tuple[Role, str], User], agency_id: int, area_id: int) -> None:
    at = clock.now()
    for (role, relation), user in users.items():
        token = start_session(user=user, at=at)
        person = Person(user.id, user.email, token, opening=f"opening-{user.id}", deciding=f"step-{user.id}")
        if relation == "outsider":
            link = send_link(actor=user, at=at, user=user, base_url="http://localhost")
            person.invitation = link.rsplit("/", 1)[1]
        child = {
            "name": "Kit Rowan", "born": "2023-09-03", "due": None, "nhs_number": None, "gp": None, "school": None,
            "disability": None, "mobility": None, "mobility_seen_by": None, "mobility_seen_on": None,
        }  # fmt: skip
        adult = {"name": "Gwen Archer", "relations": {"1": "mother", "2": "mother"}, "parental_responsibility": {}}
        sibling = {**child, "name": "Robin Rowan", "born": "2020-01-02"}
        answers = {
            "children": {"1": child, "2": sibling}, "adults": {"1": adult}, "area_id": area_id,
            "different_family": True,
        }  # fmt: skip
        db.session.add(
            UnfinishedForm(key=person.opening, kind="open_case", user_id=user.id, answers=answers, begun_at=at)
        )
        absence = factories.make_absence(user, users[role, "none" if relation != "none" else "former"], *_IN_APRIL)
        person.absence = absence.id
        world.people[role, relation] = person
    db.session.flush()


def _deciding(world: World, person: Person, case: Case, role: Role, agency_id: int) -> None:
    """Each person's own step-down, answered as far as the last page: a draft for those who may only draft."""
    drafting = role is Role.PRACTITIONER
    receiver = {"for": "caf", "who": "agency", "person": None, "agency": agency_id, "note": None, "find": ""}
    answers = {
        "as_draft": drafting,
        "decision": {
            "comes_from": "assessment", "social_care_reference": None, "recommendation": "caf",
            "main_reason": "needs_reduced", "other_reasons": [], "decided_on": clock.today().isoformat(),
        },
        "left": {"remaining_risk": None, "information_shared_with": None, "actions": []},
        "receiver": {"for": "caf", "agency": agency_id} if drafting else receiver,
        "meeting": {"hold": "later", "reason": "", "keep": False},
    }  # fmt: skip
    db.session.add(
        UnfinishedForm(
            key=person.deciding, kind="step_down", user_id=person.user_id, case_id=case.id, answers=answers,
            begun_at=clock.now(),
        )
    )  # fmt: skip


def _a_mailbox_is_asked(world: World) -> None:
    """A family of nobody's, whose nursery has a mailbox only, and was asked, and has a code."""
    case = Case(area=factories.make_area("West"), opened_at=clock.now(), involved_since=clock.now())
    db.session.add(case)
    db.session.flush()
    telling = factories.ask_mailbox(case)
    send_code(at=clock.now(), telling=telling)
    world.code = db.session.scalars(sa.select(Mail.link).filter_by(kind=MailKind.CODE)).one() or ""
    world.asked_case = case.id
    world.answer = token_for(world.app.config["SECRET_KEY"], telling.id)


def _things_of_nobody(
    world: World, users: dict[tuple[Role, str], User], agency_id: int, areas: dict[bool, Any]
) -> None:
    at = clock.now()
    file = ClosureFile(loaded_at=at, rows=2, loaded=1, finished_at=at)
    db.session.add(file)
    db.session.flush()
    db.session.add(ClosureProblem(file_id=file.id, line=2, column="closed_on", reason="Not a date"))
    two = [world.families["decided", role].child for role in (Role.PRACTITIONER, Role.HEAD_OF_SERVICE)]
    match = PossibleMatch(file_id=file.id, area_id=areas[True].id, child_id=two[1], other_child_id=two[0], found_at=at)
    user = users[Role.PRACTITIONER, "none"]
    mail = Mail(
        kind=MailKind.TELLING, user=user, message_id="<failed@example.org>", created_at=at, next_try_at=at,
        given_up_at=at, attempts=9, last_error="550 no such user",
    )  # fmt: skip
    second = factories.make_user("second", Role.HEAD_OF_SERVICE, user.agency, areas[True])
    disabled = factories.make_user("disabled", Role.PRACTITIONER, user.agency, areas[False])
    disabled.disabled_at = at
    db.session.add_all([match, mail])
    db.session.flush()
    _a_mailbox_is_asked(world)
    period = factories.make_closed_period(second.agency, *_IN_APRIL, mailbox="easter@example.org")
    world.ids = {
        "file": file.id, "match": match.id, "user": user.id, "disabled": disabled.id, "mail": mail.id,
        "agency": agency_id, "area": areas[True].id, "south": areas[False].id,
        "practitioner": users[Role.PRACTITIONER, "outsider"].id,
        "joining": users[Role.PRACTITIONER, "none"].agency_id,
        "coordinator": users[Role.EARLY_HELP_COORDINATOR, "outsider"].id,
        "second": second.id,
        "absence_of_user": world.people[Role.PRACTITIONER, "none"].absence,
        "period": period.id, "closed_agency": second.agency_id,
    }  # fmt: skip
