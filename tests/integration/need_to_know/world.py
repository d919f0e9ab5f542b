"""Everybody whom the table speaks of, and a family for each role and stage, built once and never changed.

Everything happens within one transaction that is never committed: a request of the product commits into a savepoint
of it, which is then undone. So thousands of requests that act all start from the same families, on either engine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from caf_tracker import clock
from caf_tracker.answer_links import token_for
from caf_tracker.duties import open_duties
from caf_tracker.extensions import Base, db
from caf_tracker.models import (
    Agreement,
    ApprovalRequest,
    Case,
    ClosureFile,
    ClosureProblem,
    Lead,
    Mail,
    Meeting,
    PlanAction,
    PlanOutcome,
    PossibleMatch,
    TeamAgency,
    Telling,
    Tick,
    UnfinishedForm,
    User,
)
from caf_tracker.models.words import (
    AgencyKind,
    ApprovalKind,
    LeadEnding,
    MailKind,
    MailMode,
    Relation,
    Role,
    StepDownOutcome,
)
from caf_tracker.services.invitations import send_link
from caf_tracker.services.mailbox_questions import send_code
from caf_tracker.services.sign_in import start_session
from caf_tracker.web.sign_in_sessions import COOKIE
from tests import factories

ROLES = tuple(Role)

# Each relation: the agency its person works for, and whether in the case's own area.
RELATIONS = {
    "lead": ("health", True),
    "nominee": ("health", True),
    "worker": ("school", True),
    "contact": ("clinic", True),
    "colleague": ("school", True),
    "outsider": ("youth", True),
    "leads_manager": ("health", True),
    "decider": ("social care", True),
    "own_manager": ("social care", True),
    "other_manager": ("social care", False),
    "approver": ("youth", True),
    "told": ("social care", False),
    "former": ("health", True),
    "none": ("youth", False),
}
_IN_APRIL = date(2026, 4, 13), date(2026, 4, 17)
STAGES = ("decided", "started", "between", "waiting", "closed")


@dataclass
class Person:
    """Somebody with an account and a signed-in browser."""

    user_id: int
    email: str
    token: str
    invitation: str = ""
    opening: str = ""
    deciding: str = ""
    absence: int = 0


@dataclass
class Family:
    """A case and the numbers that stand in its addresses and forms."""

    case_id: int
    reference: str
    child: int
    adult: int
    telling: int
    request: int
    agreement: int | None
    nomination: int
    team_agency: int
    # Of the plan: those families have them whose CAF has started.
    outcome: int = 0
    action: int = 0
    meeting: int = 0
    # Only where the family is at the stage "waiting".
    snooze: int = 0


@dataclass
class World:
    """The app, everybody and every family; requests leave no trace."""

    app: Flask
    connection: sa.Connection
    people: dict[tuple[Role, str], Person] = field(default_factory=dict)
    families: dict[tuple[str, Role], Family] = field(default_factory=dict)
    # Families of the other area, of people who stand in no table: nobody in a table may know of them but its own area.
    elsewhere: dict[str, Family] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    # The link by which a mailbox answers, and its code.
    answer: str = ""
    code: str = ""
    asked_case: int = 0
    browser: FlaskClient = field(init=False)
    # How many statements have written to the database so far.
    writes: int = 0

    def __post_init__(self) -> None:
        self.browser = self.app.test_client(use_cookies=False)
        # Other tests look at every page's soundness: these forms carry no token on purpose.
        self.browser.check_pages = False  # type: ignore[attr-defined]  # the tests' own client has it
        sa.event.listen(self.connection, "after_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.writes += statement.startswith(("INSERT", "UPDATE", "DELETE"))

    def ask(self, person: Person | None, method: str, path: str, **options: Any) -> TestResponse:
        """A request as this person, or signed out; whatever it changes stays until `undone` ends."""
        headers = {"Cookie": f"{COOKIE}={person.token}"} if person else {}
        response: TestResponse = self.browser.open(path, method=method, headers=headers, **options)
        return response

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens within has not happened afterwards."""
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def snapshot(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        return {
            name: sorted(map(repr, self.connection.execute(sa.select(table)).all()))
            for name, table in Base.metadata.tables.items()
        }


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
            case = _family(areas[True], mine, teams[role], asker, stage)
            world.families[stage, role] = _numbers(case, mine["told"], tick)
            if stage == "waiting":
                world.families[stage, role].snooze = _asked_to_wait(case, mine)
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
        case = _family(area, theirs | {"decider": manager}, (agencies["health"],), manager, stage)
        case.children[0].name, case.children[0].name_key = "Bea Quill", "bea quill"
        case.adults[0].name = "Morwenna Quill"
        world.elsewhere[stage] = _numbers(case, theirs["told"], tick)
        if stage == "waiting":
            world.elsewhere[stage].snooze = _asked_to_wait(case, theirs)


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


def _family(area: Any, mine: dict[str, User], team: tuple[Any, ...], asker: User, stage: str) -> Case:
    at = clock.now()
    case = Case(area=area, opened_at=at, opened_by_id=mine["decider"].id, involved_since=at)
    case.children = [factories.make_child("Kit Rowan", born=date(2023, 9, 3))]
    db.session.add(case)
    db.session.flush()
    factories.add_adult(case, "Megan Rowan", Relation.MOTHER)
    case.turns_one_on = date(2024, 9, 3)
    # A request about a step-down that is long over lets the approver see the case, and stands in no act's way.
    earlier = factories.make_step_down(case, mine["decider"])
    earlier.outcome, earlier.outcome_reason, earlier.outcome_at = StepDownOutcome.RETURNED_TO_SOCIAL_CARE, "x", at
    earlier.outcome_on, earlier.outcome_by_id, earlier.vacant_on = clock.today(), mine["decider"].id, None
    db.session.flush()
    asked_of = earlier
    if stage != "between":
        earlier.current = False
        db.session.flush()
        asked_of = current = factories.make_step_down(case, mine["decider"])
        asked_of = current if stage == "waiting" else earlier
    lead = _lead(case, mine)
    for agency, worker in zip(team, (mine["lead"], mine["worker"], None), strict=False):
        factories.add_to_team(case, agency, worker)
    request = ApprovalRequest(
        case=case, step_down=asked_of, kind=ApprovalKind.END_WITHOUT_CAF, asked=mine["approver"],
        requested_by=asker, requested_at=at, requested_on=clock.today(), reason="Their grandmother cares for them.",
    )  # fmt: skip
    db.session.add(request)
    if stage != "between":
        agreement = factories.make_agreement(case, mine["lead"])
        if stage == "closed":
            factories.close_caf(factories.make_caf(case, lead, agreement), mine["lead"], mine["approver"])
        if stage == "started":
            caf = factories.make_caf(case, lead, agreement)
            factories.make_assessment(caf, mine["lead"])
            factories.make_outcome(caf, mine["lead"])
            factories.make_action(case, mine["lead"], clock.today())
            factories.make_meeting(case, mine["lead"], clock.today())
            case.adults[0].may_receive = True
    db.session.flush()
    return case


def _lead(case: Case, mine: dict[str, User]) -> Lead:
    former = factories.make_lead(case, mine["former"], mine["decider"])
    former.ended_at, former.ended_as = clock.now(), LeadEnding.ENDED
    former.end_reason, former.agreement_awaited = "Moved to another team", False
    db.session.flush()
    lead = factories.make_lead(case, mine["lead"], mine["decider"])
    factories.make_lead(case, mine["nominee"], mine["decider"], accepted=False)
    return lead


def _asked_to_wait(case: Case, mine: dict[str, User]) -> int:
    """The lead asks their manager that reminders may wait, not for the first time."""
    duty = next(one for one in open_duties(clock.now(), case_ids=[case.id]) if one.key == "approval_waiting")
    return factories.make_snooze(mine["lead"], duty, date(2026, 3, 6), asked=mine["leads_manager"]).id


def _numbers(case: Case, told: User, tick: Tick) -> Family:
    telling = Telling(
        case_id=case.id, rung=0, user_id=told.id, parts=1, mail=MailMode.NOW, told_at=clock.now(), tick_id=tick.id,
        **_owed(case),
    )  # fmt: skip
    db.session.add(telling)
    db.session.flush()
    request = db.session.scalars(sa.select(sa.func.min(ApprovalRequest.id)).filter_by(case_id=case.id)).one()
    agreement, nomination = (
        db.session.scalar(sa.select(sa.func.max(row.id)).where(row.case_id == case.id)) for row in (Agreement, Lead)
    )
    # The last but one of the team: the school, or whoever is there alone.
    team = db.session.scalars(sa.select(TeamAgency.id).filter_by(case_id=case.id).order_by(TeamAgency.id)).all()
    plan = (
        db.session.scalar(sa.select(sa.func.max(row.id)).where(row.case_id == case.id)) or 0
        for row in (PlanOutcome, PlanAction, Meeting)
    )
    return Family(
        case.id, case.reference, case.children[0].id, case.adults[0].id, telling.id, request, agreement,
        nomination or 0, team[len(team) // 2], *plan,
    )  # fmt: skip


def _owed(case: Case) -> dict[str, Any]:
    """What the case owes first, as a telling of it says; of a closed case, its nomination, long over."""
    for duty in open_duties(clock.now(), case_ids=[case.id]):
        return {
            "duty": duty.key, "subject_id": duty.subject_id, "cause": duty.cause, "cause_id": duty.cause_id,
            "ladder": duty.ladder.key, "anchor_on": duty.anchor_on,
        }  # fmt: skip
    lead = db.session.scalars(sa.select(sa.func.max(Lead.id)).filter_by(case_id=case.id)).one()
    nomination = {"duty": "lead_not_answered", "subject_id": lead, "cause": "leads", "cause_id": lead}
    return {**nomination, "ladder": "lead_not_answered", "anchor_on": clock.today()}


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
