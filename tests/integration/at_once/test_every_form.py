"""Every form that comes filled in with what is recorded carries the version of it: found by walking all the pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from caf_tracker import clock
from caf_tracker.answer_links import PATH, token_for
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import Caf, User
from caf_tracker.models.words import SharingBasis
from caf_tracker.services.invitations import send_link
from tests import factories
from tests.factories import Authority
from tests.fixtures import forms
from tests.fixtures.clients import Client
from tests.fixtures.pages import parsed
from tests.integration.at_once import pairs
from tests.integration.at_once.drafts import drafted, make_draft, revising
from tests.integration.at_once.meetings import a_possible_match_twice
from tests.integration.at_once.racing import browser, hidden
from tests.integration.path.stages import Stage

# Pages of a form that one person fills in: what stands in them are their own answers, kept by nobody else.
OWN_ANSWERS = {
    "cases.open_adult", "cases.open_adults", "cases.open_area", "cases.open_check", "cases.open_child",
    "cases.open_children", "cases.open_duplicates", "cases.open_remove_adult", "cases.open_remove_child",
    "step_downs.decision", "step_downs.left", "step_downs.meeting", "step_downs.receiver", "step_downs.second_person",
}  # fmt: skip


@dataclass
class World:
    """Somebody of every kind, and families at every stage that are made when a page needs one."""

    authority: Authority
    draft: Any = field(init=False)

    def __post_init__(self) -> None:
        self.draft = make_draft(self.authority)

    def at(self, stage: Callable[[Authority], Stage], page: str = "") -> str:
        """The address of a page of a family at this stage."""
        return stage(self.authority).at + page

    def plan(self, page: Callable[[Stage], str]) -> str:
        """The address of a page of a family with a plan."""
        return page(pairs.planned(self.authority))


def _child(world: World) -> str:
    case = factories.make_case(world.authority)
    return f"/cases/{case.reference}/children/{case.children[0].id}"


def _adult(world: World) -> str:
    case = factories.make_case(world.authority)
    return f"/cases/{case.reference}/adults/{case.adults[0].id}"


def _assessment(world: World, page: str) -> str:
    stage = pairs.started(world.authority)
    factories.make_assessment(
        db.session.scalars(sa.select(Caf).filter_by(case_id=stage.case.id)).one(), VISITOR(world.authority)
    )
    return f"{stage.at}/assessment/{page}"


def _team(world: World, page: str) -> str:
    """A page of the school in a family's team, of which everything is recorded."""
    stage = pairs.led(world.authority)
    member = factories.add_to_team(stage.case, world.authority.school, world.authority.teacher)
    member.own_reference, member.sharing_basis, member.family_told = "ML/204", SharingBasis.CONSENT, True
    return f"{stage.at}/team/{member.id}/{page}"


def _asked(world: World, page: str = "") -> str:
    return f"/approvals/{pairs.asked(world.authority).request_id}{page}"


def _put_off(stage: Stage) -> str:
    return f"{stage.at}/put-off/approval_waiting/approval_requests/{stage.request_id}"


def _asked_to_wait(world: World) -> str:
    stage = pairs.asked(world.authority)
    [duty] = (one for one in open_duties(clock.now(), case_ids=[stage.case.id]) if one.key == "approval_waiting")
    manager = world.authority.coordinator
    snooze = factories.make_snooze(world.authority.manager, duty, date(2026, 3, 6), asked=manager)
    return f"/put-off/{snooze.id}"


def _drafts(world: World, page: str) -> str:
    return f"/cases/{world.draft.case.reference}{page}"


def _answer_link(world: World) -> str:
    """The link in the mail to a mailbox that was asked about a family of its own."""
    telling = factories.ask_mailbox(pairs.led(world.authority).case)
    return PATH + token_for(current_app.config["SECRET_KEY"], telling.id)


def _link(world: World) -> str:
    authority = world.authority
    link = send_link(actor=authority.system_admin, at=clock.now(), user=authority.teacher, base_url="")
    return link


COORDINATOR: Callable[[Authority], User] = lambda who: who.coordinator  # noqa: E731
MANAGER: Callable[[Authority], User] = lambda who: who.manager  # noqa: E731
VISITOR: Callable[[Authority], User] = lambda who: who.health_visitor  # noqa: E731
ADMIN: Callable[[Authority], User] = lambda who: who.system_admin  # noqa: E731

# Each page with a form: who opens it, and where.
PAGES: dict[str, tuple[Callable[[Authority], User] | None, Callable[[World], str]]] = {
    "account.sign_in": (None, lambda world: "/sign-in"),
    "account.invitation": (None, _link),
    "account.password": (VISITOR, lambda world: "/account/password"),
    "account.away": (VISITOR, lambda world: "/account/away"),
    "agreements.record": (VISITOR, lambda world: world.at(pairs.agreed, "/agreement")),
    "approvals.answer": (COORDINATOR, _asked),
    "approvals.take_back": (MANAGER, lambda world: _asked(world, "/take-back")),
    "assessments.complete": (VISITOR, lambda world: _assessment(world, "complete")),
    "assessments.write": (VISITOR, lambda world: _assessment(world, "analysis")),
    "answers.answer": (None, lambda world: f"{_answer_link(world)}/say"),
    "cafs.close": (VISITOR, lambda world: world.at(pairs.started, "/caf/close")),
    "cafs.reopen": (COORDINATOR, lambda world: world.at(pairs.closed, "/caf/reopen")),
    "cafs.start": (VISITOR, lambda world: world.at(pairs.agreed, "/caf")),
    "cases.add_adult": (COORDINATOR, lambda world: world.at(pairs.opened, "/adults/add")),
    "cases.add_child": (COORDINATOR, lambda world: world.at(pairs.opened, "/children/add")),
    "cases.change_adult": (COORDINATOR, _adult),
    "cases.change_child": (COORDINATOR, _child),
    "cases.open_case": (COORDINATOR, lambda world: "/cases/open"),
    "closures.answer_match": (COORDINATOR, lambda world: a_possible_match_twice(world.authority, "M").parts[0].page),
    "closures.upload": (COORDINATOR, lambda world: "/closures"),
    "engagement.record": (MANAGER, lambda world: _team(world, "").replace("/team/", "/engagement/").rstrip("/")),
    "handovers.confirm": (MANAGER, lambda world: world.at(pairs.started, "/handover")),
    "leads.answer": (VISITOR, lambda world: world.at(pairs.nominated, "/lead")),
    "leads.decline_for": (MANAGER, lambda world: world.at(pairs.nominated, "/lead/decline")),
    "leads.end": (MANAGER, lambda world: world.at(pairs.led, "/lead/end")),
    "leads.nominate": (MANAGER, lambda world: world.at(pairs.nominated, "/lead/nominate")),
    "meetings.arrange": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.at}/meetings/arrange")),
    "meetings.cancel": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.to_hold}/cancel")),
    "meetings.decide": (MANAGER, lambda world: world.at(pairs.decided, "/meeting/decide")),
    "meetings.record_trigger": (MANAGER, lambda world: world.at(pairs.decided, "/meeting/trigger")),
    "meetings.hold": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.to_hold}/held")),
    "meetings.review": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.at}/review")),
    "plans.action": (VISITOR, lambda world: world.plan(lambda stage: stage.to_do)),
    "plans.add_action": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.in_plan}/actions/add")),
    "plans.add_outcome": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.at}/plan/outcomes/add")),
    "plans.change_outcome": (VISITOR, lambda world: world.plan(lambda stage: stage.in_plan)),
    "plans.drop_outcome": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.in_plan}/take-out")),
    "plans.share": (VISITOR, lambda world: world.plan(lambda stage: f"{stage.at}/plan/share")),
    "people.add_agency": (ADMIN, lambda world: "/people/agencies/add"),
    "people.add_area": (ADMIN, lambda world: "/people/areas/add"),
    "people.away": (ADMIN, lambda world: f"/people/{world.authority.teacher.id}/away"),
    "people.closed": (ADMIN, lambda world: f"/people/agencies/{world.authority.school.id}/closed"),
    "people.change": (ADMIN, lambda world: f"/people/{world.authority.teacher.id}/change"),
    "people.change_agency": (ADMIN, lambda world: f"/people/agencies/{world.authority.school.id}"),
    "people.change_area": (ADMIN, lambda world: f"/people/areas/{world.authority.area.id}"),
    "people.disable": (ADMIN, lambda world: f"/people/{world.authority.teacher.id}/disable"),
    "people.invite": (ADMIN, lambda world: "/people/invite"),
    "snoozes.answer": (COORDINATOR, _asked_to_wait),
    "snoozes.put_off": (COORDINATOR, lambda world: _put_off(pairs.asked(world.authority))),
    "step_downs.check": (
        COORDINATOR,
        lambda world: revising(world.draft, world.authority.coordinator, drafted(world.draft)),
    ),
    "step_downs.close": (MANAGER, lambda world: world.at(pairs.decided, "/close")),
    "step_downs.decide": (COORDINATOR, lambda world: _drafts(world, "/step-down")),
    "step_downs.draft": (COORDINATOR, lambda world: _drafts(world, "/step-down/draft")),
    "step_downs.end": (MANAGER, lambda world: world.at(pairs.decided, "/step-down/end")),
    "step_downs.return_to_social_care": (MANAGER, lambda world: world.at(pairs.decided, "/step-down/return")),
    "team.add": (MANAGER, lambda world: world.at(pairs.led, f"/team/add/{world.authority.school.id}")),
    "team.change": (MANAGER, lambda world: _team(world, "change")),
    "team.remove": (MANAGER, lambda world: _team(world, "remove")),
}

# Those that come filled in with what others have recorded.
EDITS = {
    "assessments.write", "cases.change_adult", "cases.change_child", "people.change", "people.change_agency",
    "people.change_area", "plans.change_outcome", "step_downs.decide", "step_downs.draft", "team.change",
}  # fmt: skip
# Shows it as text, and is sent with it.
SENDS_WHAT_WAS_READ = {"step_downs.check"}


def test_every_page_with_a_form_is_walked(app: Flask) -> None:
    with_forms = {rule.endpoint for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())}
    assert with_forms == PAGES.keys() | OWN_ANSWERS


@pytest.fixture
def world(app: Flask) -> World:
    return World(factories.make_authority())


def test_what_comes_filled_in_carries_its_version(app: Flask, client: Client, world: World) -> None:
    filled_in, versioned = set(), set()
    for endpoint, (who, where) in PAGES.items():
        path = where(world)
        db.session.commit()
        answer = (browser(app, who(world.authority)) if who else client).get(path)
        assert answer.status_code == 200, f"{endpoint} answers {answer.status}"
        fields = list(_main(answer.text).iter())
        if any(_holds_something(one) for one in fields):
            filled_in.add(endpoint)
        if any(one.get("name") == "version" and one.get("value") for one in fields):
            versioned.add(endpoint)
    assert filled_in == EDITS
    # Forms that add something share their fields with those that change it: their version is that of nothing.
    assert versioned - {"people.add_agency", "people.invite"} == EDITS | SENDS_WHAT_WAS_READ


def test_a_draft_revised_between_its_first_page_and_the_last_is_not_overwritten(app: Flask, world: World) -> None:
    slow, quick = (browser(app, who) for who in (world.authority.manager, world.authority.coordinator))
    first_page = f"/cases/{world.draft.case.reference}/step-down"
    seen = forms.filled(slow.get(first_page).text, first_page)[1]

    meanwhile = {**drafted(world.draft), "social_care_reference": "Written meanwhile"}
    assert quick.submit(revising(world.draft, world.authority.coordinator, meanwhile)).status_code == 302

    on = slow.post(first_page, data={**seen, **_today("decided_on"), "social_care_reference": "Typed slowly"})
    on = slow.submit(on.location)
    on = slow.submit(on.location, {"who": "agency", "receiving_agency": str(world.authority.school.id)})
    on = slow.submit(on.location, {"hold": "later"})
    refused = slow.submit(on.location)
    assert refused.status_code == 409
    assert "Written meanwhile" in refused.text
    assert "Typed slowly" in refused.text
    assert f'href="{first_page}"' in refused.text
    assert "Written meanwhile" in slow.get(first_page).text
    assert drafted(world.draft) == meanwhile
    assert slow.post(on.location, data=hidden(refused.text)).status_code == 302
    assert drafted(world.draft)["social_care_reference"] == "Typed slowly"


def _today(name: str) -> dict[str, str]:
    today = clock.today()
    return {f"{name}-day": str(today.day), f"{name}-month": str(today.month), f"{name}-year": str(today.year)}


def _main(page: str) -> Element:
    return next(parsed(page).iter("main"))


def _holds_something(part: Element) -> bool:
    """Whether this is a field that a person sees, with something in it."""
    kind = part.get("type", "text")
    if part.tag == "textarea":
        return bool((part.text or "").strip())
    if part.tag == "option":
        return "selected" in part.attrib and bool(part.get("value"))
    if part.tag != "input" or kind in ("hidden", "submit", "file"):
        return False
    if kind in ("radio", "checkbox"):
        # What is not known has not been recorded by anybody.
        return "checked" in part.attrib and part.get("value") != "not_known"
    return bool(part.get("value"))
