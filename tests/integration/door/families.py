"""An authority with families at every stage, and everything else that has an address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from werkzeug.routing import Rule

from caf_tracker import clock, working_days
from caf_tracker.answer_links import token_for
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import (
    Absence,
    Agency,
    ApprovalRequest,
    Case,
    Child,
    ClosedPeriod,
    ClosureFile,
    Invitation,
    Mail,
    Meeting,
    PlanAction,
    PlanOutcome,
    PossibleMatch,
    Snooze,
    TeamAgency,
    Telling,
    User,
)
from caf_tracker.models.words import ApprovalKind
from caf_tracker.reminders.sweep import sweep
from caf_tracker.services import invitations
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.signing_in import sign_in
from tests.integration.closures.files import load, row
from tests.integration.path.sending import send

CHILD = {
    "name": "Noor Rowan", "is_born": "yes", "born-day": "2", "born-month": "11", "born-year": "2025", "moves": "no",
}  # fmt: skip
MOTHER = {"known": "yes", "name": "Ash Rowan", "relation_1": "mother", "responsibility_1": "yes"}
DECISION = {
    "decided_on-day": "2", "decided_on-month": "3", "decided_on-year": "2026", "comes_from": "care_proceedings",
    "recommendation": "caf", "main_reason": "family_refused",
}  # fmt: skip


@dataclass
class Families:
    """The authority, its cases by stage, and the half-filled forms of each person."""

    authority: Authority
    cases: dict[str, Case] = field(default_factory=dict)
    token: str = ""
    # Links by which a mailbox answers.
    answers: list[str] = field(default_factory=list)
    keys: dict[int, dict[str, list[Any]]] = field(default_factory=dict)

    @property
    def of_others(self) -> set[int]:
        """Cases of the other area, with which nobody of this one has anything to do."""
        return {case.id for stage, case in self.cases.items() if stage.startswith("elsewhere")}


def make_families() -> Families:
    """Families at every stage of the handover, in this area and in the other."""
    people = factories.make_authority()
    found = Families(people)
    for area in ("", "elsewhere "):
        manager = people.other_manager if area else people.manager
        lead = people.teacher if area else people.health_visitor
        for stage, come_as_far_as in _STAGES.items():
            case = factories.make_case(people, area=people.other_area if area else None)
            case.opened_by_id = manager.id
            come_as_far_as(people, case, manager, lead)
            found.cases[area + stage] = case
    _load_a_file(people, found.cases["opened"])
    _away(people, found.cases["asked the coordinator"])
    sweep(clock.now())
    found.token = invitations.send_link(
        actor=people.system_admin, at=clock.now(), user=people.locum, base_url="https://caf.example"
    ).rsplit("/", 1)[1]
    secret = current_app.config["SECRET_KEY"]
    asked = sa.select(Telling.id).where(Telling.duty == "engagement_unknown", Telling.agency_id.is_not(None))
    found.answers = [token_for(secret, factories.ask_mailbox(found.cases["led"]).id)]
    found.answers += [token_for(secret, telling_id) for telling_id in db.session.scalars(asked.limit(3))]
    db.session.commit()
    return found


def fill_in_forms(app: Flask, families: Families, user: User) -> None:
    """Have this person begin every form of several pages that they may begin."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.check_pages = False
    sign_in(client, user)
    opening: list[str] = []
    step_downs: list[tuple[str, str]] = []
    if client.get("/cases/open").status_code == 200:
        for adults in (0, 1):
            begun = str(send(client, "/cases/open", CHILD).location).removesuffix("/children")
            opening.append(begun.rsplit("/", 1)[1])
            if adults:
                send(client, f"{begun}/adults/1", MOTHER)
                send(client, f"{begun}/area", {"area": str(families.authority.area.id)})
    reference = families.cases["opened"].reference
    first_page = f"/cases/{reference}/step-down"
    if client.get(first_page).status_code == 200:
        for changed in ({}, {"recommendation": "none"}, {"recommendation": "single_agency"}):
            begun = str(send(client, first_page, {**DECISION, **changed}).location).rsplit("/", 1)[0]
            step_downs.append((reference, begun.rsplit("/", 1)[1]))
            send(client, f"{begun}/left", {"action_1": "Order a cot", "owner_1": "Housing"})
    families.keys[user.id] = {"opening": opening, "step_downs": step_downs}


def addresses(rule: Rule, families: Families, user: User) -> list[dict[str, Any]]:
    """What may stand in an address of this rule: every thing there is, of this area and the other."""
    names = set(rule.arguments)
    keys = families.keys.get(user.id, {"opening": [], "step_downs": []})
    if "key" in names and "reference" in names:
        return [{"reference": reference, "key": key} for reference, key in keys["step_downs"]]
    if "key" in names:
        numbers = [{"number": number} for number in (1, 2)] if "number" in names else [{}]
        return [{"key": key, **number} for key in keys["opening"] for number in numbers]
    if "reference" in names:
        return [
            {"reference": case.reference, **member}
            for case in families.cases.values()
            for member in _members(case, names)
        ]
    if rule.endpoint.startswith("answers."):
        return [{"token": token} for token in families.answers]
    if "absence_id" in names:
        absences = db.session.scalars(sa.select(Absence)).all()
        return [{"absence_id": one.id} | ({"user_id": one.user_id} if "user_id" in names else {}) for one in absences]
    if "period_id" in names:
        closed = db.session.scalars(sa.select(ClosedPeriod)).all()
        return [{"period_id": one.id, "agency_id": one.agency_id} for one in closed]
    for name, found in _things(families).items():
        if name in names:
            return [{name: value} for value in found]
    return [{}]


def _members(case: Case, names: set[str]) -> list[dict[str, Any]]:
    if "topic" in names:
        return _topics(case, names)
    if "team_agency_id" in names:
        team = db.session.scalars(sa.select(TeamAgency.id).where(TeamAgency.case_id == case.id))
        return [{"team_agency_id": member} for member in team]
    if "agency_id" in names:
        return [
            {"agency_id": agency} for agency in db.session.scalars(sa.select(Agency.id).order_by(Agency.id).limit(3))
        ]
    if "cause" in names:
        duties = open_duties(clock.now(), case_ids=[case.id])
        return [{"duty": duty.key, "cause": duty.cause, "cause_id": duty.cause_id} for duty in duties]
    if "adult_id" in names:
        return [{"adult_id": adult.id} for adult in case.adults]
    for name, model in (("outcome_id", PlanOutcome), ("action_id", PlanAction), ("meeting_id", Meeting)):
        if name in names:
            return [{name: number} for number in db.session.scalars(sa.select(model.id).filter_by(case_id=case.id))]
    return [{"child_id": child.id} for child in case.children] if "child_id" in names else [{}]


def _topics(case: Case, names: set[str]) -> list[dict[str, Any]]:
    """The places of an assessment: of a child, of an agency in the team, or of the whole family."""
    if "child_id" in names:
        return [{"topic": "childs_voice", "child_id": child.id} for child in case.children]
    if "agency_id" in names:
        team = db.session.scalars(sa.select(TeamAgency.agency_id).where(TeamAgency.case_id == case.id))
        return [{"topic": "contribution", "agency_id": agency} for agency in team]
    return [{"topic": topic} for topic in ("analysis", "parenting")]


def _things(families: Families) -> dict[str, list[Any]]:
    def ids(model: Any) -> list[Any]:
        return list(db.session.scalars(sa.select(model.id).order_by(model.id)))

    people = families.authority
    return {
        "request_id": ids(ApprovalRequest),
        "telling_id": ids(Telling),
        "file_id": ids(ClosureFile),
        "match_id": ids(PossibleMatch),
        "mail_id": ids(Mail)[:5],
        "snooze_id": ids(Snooze),
        "user_id": [user.id for user in people.everyone],
        "agency_id": [people.social_care.id, people.health_visiting.id, people.school.id],
        "area_id": [people.area.id, people.other_area.id],
        "token": [families.token] if ids(Invitation) else [],
        "filename": ["caf-tracker.css", "session-ends.js", "vendor/govuk-frontend.min.css"],
    }


def _away(people: Authority, case: Case) -> None:
    """Somebody is on leave, a school closed, and reminders that may wait if the manager's manager says so."""
    today = clock.today()
    factories.make_absence(people.health_visitor, people.teacher, today, today)
    factories.make_closed_period(people.school, today, today, mailbox="holidays@example.org")
    [duty] = (one for one in open_duties(clock.now(), case_ids=[case.id]) if one.key == "approval_waiting")
    factories.make_snooze(people.coordinator, duty, working_days.add(today, 2), asked=people.head)


def _load_a_file(people: Authority, known: Case) -> None:
    child = known.children[0]
    load(row("CSC-1", child.name, BORN=str(child.born)), row("CSC-2", "", BORN="nonsense"))


def _asked(people: Authority, case: Case, manager: User, asked: User) -> None:
    step_down = factories.make_step_down(case, manager)
    db.session.add(
        ApprovalRequest(
            case=case, step_down=step_down, kind=ApprovalKind.END_WITHOUT_CAF, asked=asked, requested_by=manager,
            requested_at=clock.now(), requested_on=clock.today(), reason="The grandmother cares for both children now.",
        )
    )  # fmt: skip
    db.session.flush()


def _led(
    people: Authority, case: Case, manager: User, lead: User, *, agreed: bool = False, started: bool = False
) -> None:
    factories.make_step_down(case, manager, receiving_agency=lead.agency)
    leading = factories.make_lead(case, lead, manager)
    factories.add_to_team(case, lead.agency, lead)
    if agreed or started:
        agreement = factories.make_agreement(case, lead)
        if started:
            outcome = factories.make_outcome(factories.make_caf(case, leading, agreement), lead)
            factories.make_action(case, case.adults[0], clock.today(), outcome=outcome)
            factories.make_meeting(case, lead, clock.today())
            case.adults[0].may_receive = True


Stage = Callable[[Authority, Case, User, User], None]
_STAGES: dict[str, Stage] = {
    "opened": lambda people, case, manager, lead: None,
    "decided": lambda people, case, manager, lead: _silently(factories.make_step_down(case, manager)),
    "closed": lambda people, case, manager, lead: _silently(
        factories.make_step_down(case, manager, closed_on=clock.today())
    ),
    "nominated": lambda people, case, manager, lead: _silently(
        factories.make_step_down(case, manager), factories.make_lead(case, lead, manager, accepted=False)
    ),
    "led": _led,
    "agreed": lambda people, case, manager, lead: _led(people, case, manager, lead, agreed=True),
    "started": lambda people, case, manager, lead: _led(people, case, manager, lead, started=True),
    "asked the coordinator": lambda people, case, manager, lead: _asked(
        people, case, manager, people.coordinator if manager is people.manager else people.other_coordinator
    ),
    "asked the manager": lambda people, case, manager, lead: _asked(
        people, case, people.locum if manager is people.manager else manager,
        manager if manager is people.manager else people.other_head,
    ),
}  # fmt: skip


def _silently(*_made: object) -> None:
    """A builder's row is not asked for."""


def children(families: Families) -> Iterator[Child]:
    """Every child."""
    for case in families.cases.values():
        yield from case.children
