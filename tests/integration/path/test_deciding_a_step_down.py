"""A step-down, page by page: drafted, decided, naming somebody, with the question whether to meet on the way."""

from collections.abc import Callable

import pytest
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, Case, Lead, MeetingDecision, MeetingTrigger, StepDown
from caf_tracker.models.words import ApprovalKind, ClosingReason, ComesFrom, Recommendation, TriggerKind
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.integration.path.sending import facts, hidden, messages, send, typed

SignIn = Callable[..., object]
DECISION = {
    "decided_on-day": "2", "decided_on-month": "3", "decided_on-year": "2026", "comes_from": "care_proceedings",
    "social_care_reference": "LCS-20417", "recommendation": "caf", "main_reason": "family_refused",
}  # fmt: skip
LEFT = {
    "action_1": "Order a cot", "owner_1": "Housing", "action_2": "Second visit", "owner_2": "",
    "remaining_risk": "Bruising was never explained", "information_shared_with": "The GP practice, by letter",
}  # fmt: skip
LATER = {"hold": "later"}


@pytest.fixture
def authority(app: Flask) -> Authority:
    return factories.make_authority()


@pytest.fixture
def case(authority: Authority) -> Case:
    return factories.make_case(authority)


def begin(client: Client, case: Case, **changed: str | list[str]) -> str:
    """Send the first page; the address that every later page begins with."""
    response = send(client, f"/cases/{case.reference}/step-down", {**DECISION, **changed})
    assert response.status_code == 302, messages(response.text)
    return str(response.location).rsplit("/", 1)[0]


def test_a_decision_with_everything_that_belongs_to_it(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    sign_in(client, authority.manager)
    form = begin(client, case, other_reasons=["proceedings_withdrawn"])
    # A second line for an action comes by a button, and nothing typed is lost.
    more = client.post(f"{form}/left", data={**hidden(client.get(f"{form}/left").text), **LEFT, "add": "yes"})
    assert "Action 3" in more.text
    assert "Second visit" in typed(more.text)
    assert send(client, f"{form}/left", LEFT).location.endswith("/receiver")
    receiver = {"who": "named", "find": "hana visr", "person": str(authority.health_visitor.id), "note": "Ring me"}
    send(client, f"{form}/receiver", {**receiver, "receiving_agency": str(authority.health_visiting.id)})
    assert send(client, f"{form}/meeting", {"hold": "yes", "reason": "Three agencies visit"}).location.endswith(
        "/check"
    )
    response = send(client, f"{form}/check", {})

    assert response.location == f"/cases/{case.reference}"
    step_down = db.session.query(StepDown).one()
    assert (step_down.comes_from, step_down.recommendation) == (ComesFrom.CARE_PROCEEDINGS, Recommendation.CAF)
    assert (str(step_down.decided_on), step_down.manager) == ("2026-03-02", authority.manager)
    assert step_down.main_reason is ClosingReason.FAMILY_REFUSED
    assert step_down.other_reasons == ["proceedings_withdrawn"]
    assert step_down.social_care_reference == "LCS-20417"
    assert step_down.receiving_agency == authority.health_visiting
    assert [(one.action, one.owner) for one in step_down.actions] == [
        ("Order a cot", "Housing"),
        ("Second visit", None),
    ]
    assert step_down.remaining_risk == "Bruising was never explained"
    assert step_down.information_shared_with == "The GP practice, by letter"
    lead = db.session.query(Lead).one()
    assert (lead.user, lead.note, lead.accepted_at) == (authority.health_visitor, "Ring me", None)
    decision = db.session.query(MeetingDecision).one()
    assert (decision.hold, decision.reason) == (True, "Three agencies visit")
    assert db.session.query(MeetingTrigger).one().decision == decision


def test_confirmed_twice_it_is_decided_once(client: Client, sign_in: SignIn, authority: Authority, case: Case) -> None:
    sign_in(client, authority.manager)
    form = begin(client, case)
    send(client, f"{form}/left", {})
    send(client, f"{form}/receiver", {"who": "agency", "receiving_agency": str(authority.health_visiting.id)})
    send(client, f"{form}/meeting", LATER)
    carried = hidden(client.get(f"{form}/check").text)
    first = send(client, f"{form}/check", {}, carried=carried)
    before = facts()
    second = send(client, f"{form}/check", {}, carried=carried)
    assert (first.status_code, second.status_code) == (302, 409)
    assert client.get(f"{form}/meeting").status_code == 409, "the back button leads to a page that says so"
    assert client.get(f"/cases/{case.reference}/step-down").status_code == 409
    assert facts() == before
    assert db.session.query(MeetingTrigger).one().kind is TriggerKind.STEP_DOWN
    assert db.session.query(StepDown).one().vacant_on is not None


@pytest.mark.parametrize(
    ("page", "data", "message"),
    [
        ("decision", {**DECISION, "decided_on-year": "2027"}, "must be today or in the past"),
        ("decision", {**DECISION, "recommendation": "a CAF, please"}, "Choose one of the answers"),
        ("decision", {**DECISION, "main_reason": "", "comes_from": ""}, "Select the main reason"),
        ("decision", {**DECISION, "social_care_reference": "x" * 10_000}, "60 characters or fewer"),
        ("decision", {**DECISION, "other_reasons": ["needs_met", "\0"]}, "Choose one of the answers"),
        ("decision", {**DECISION, "other_reasons": [""]}, "Choose one of the answers"),
        ("left", {"action_1": "", "owner_1": "Housing"}, "Enter the action, or clear its owner"),
        ("left", {"remaining_risk": "a\0b"}, "characters that cannot be kept"),
        ("left", {"action_1": "x" * 10_000}, "characters or fewer"),
        ("receiver", {"who": "named", "find": "nobody at all"}, "Search for the person"),
        ("receiver", {"who": "agency", "receiving_agency": ""}, "Choose the agency"),
        ("receiver", {"who": "agency", "receiving_agency": "9" * 30}, "Choose one of the answers"),
        ("receiver", {"who": "named", "person": "999999"}, "Choose one of the answers"),
        ("meeting", {"hold": "no", "reason": ""}, "Enter your reasons"),
        ("meeting", {"hold": "no", "reason": "They wouldn’t have come anyway"}, "may be a guess"),
        ("meeting", {"hold": "perhaps", "reason": "x"}, "Choose one of the answers"),
    ],
)
def test_bad_answers_are_refused_on_their_page(
    client: Client, sign_in: SignIn, authority: Authority, case: Case, page: str, data: dict[str, str], message: str
) -> None:
    sign_in(client, authority.manager)
    form, before = begin(client, case), facts()
    response = send(client, f"{form}/{page}", data)
    assert response.status_code == 200
    assert any(message in said for said in messages(response.text)), messages(response.text)
    assert facts() == before


def test_a_guess_about_a_meeting_may_be_kept_by_whoever_stands_by_it(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    sign_in(client, authority.manager)
    form = begin(client, case)
    guess = {"hold": "no", "reason": "They would not have come"}
    assert "Is this what you know, or what you expect?" in send(client, f"{form}/meeting", guess).text
    assert send(client, f"{form}/meeting", {**guess, "keep": "y"}).status_code == 302


def test_nothing_recommended_after_a_refusal_waits_for_a_second_person(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    sign_in(client, authority.manager)
    form = begin(client, case, recommendation="none")
    assert send(client, f"{form}/left", {}).location.endswith("/second-person")
    page = client.get(f"{form}/second-person").text
    assert authority.coordinator.name in page
    assert f'value="{authority.manager.id}"' not in page, "nobody asks themself"
    bad = send(client, f"{form}/second-person", {"asked": str(authority.manager.id)})
    assert messages(bad.text) == ["Choose one of the answers on the page"]
    send(client, f"{form}/second-person", {"asked": str(authority.coordinator.id)})
    send(client, f"{form}/check", {})
    request = db.session.query(ApprovalRequest).one()
    assert (request.kind, request.asked) == (ApprovalKind.RECOMMEND_NONE, authority.coordinator)
    assert db.session.query(StepDown).one().decided_on is None
    sign_in(client, authority.coordinator)
    send(client, f"/approvals/{request.id}", {"answer": "approve"})
    step_down = db.session.query(StepDown).one()
    assert (str(step_down.decided_on), step_down.manager) == ("2026-03-02", authority.manager)
    assert step_down.approved_by_id == authority.coordinator.id


def test_support_from_one_agency_names_that_agency(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    sign_in(client, authority.manager)
    form = begin(client, case, recommendation="single_agency", main_reason="needs_reduced")
    send(client, f"{form}/left", {})
    refused = send(client, f"{form}/receiver", {"receiving_agency": ""})
    assert messages(refused.text) == ["Choose the agency that supports the family from now on"]
    send(client, f"{form}/receiver", {"receiving_agency": str(authority.school.id)})
    send(client, f"{form}/meeting", LATER)
    send(client, f"{form}/check", {})
    assert db.session.query(StepDown).one().receiving_agency == authority.school


def test_a_changed_recommendation_asks_again_who_receives_the_family(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    sign_in(client, authority.manager)
    form = begin(client, case, recommendation="single_agency", main_reason="needs_reduced")
    send(client, f"{form}/left", {})
    send(client, f"{form}/receiver", {"receiving_agency": str(authority.school.id)})
    send(client, f"{form}/meeting", LATER)
    changed = send(client, f"{form}/decision", {**DECISION, "recommendation": "caf"})
    assert changed.location.endswith("/receiver")


def test_a_reference_used_already_is_said_on_the_last_page_and_nothing_is_sent(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    other = factories.make_step_down(factories.make_case(authority), authority.manager)
    other.social_care_reference = "LCS-20417"
    sign_in(client, authority.manager)
    form = begin(client, case)
    send(client, f"{form}/left", {})
    send(client, f"{form}/receiver", {"who": "agency", "receiving_agency": str(authority.health_visiting.id)})
    send(client, f"{form}/meeting", LATER)
    before = facts()
    refused = send(client, f"{form}/check", {})
    assert "This reference is already used" in " ".join(messages(refused.text))
    assert facts() == before
    send(client, f"{form}/decision", {**DECISION, "social_care_reference": "LCS-20418"})
    assert send(client, f"{form}/check", {}).status_code == 302


def test_the_form_of_one_case_is_no_page_of_another(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    sign_in(client, authority.manager)
    form, other = begin(client, case), factories.make_case(authority)
    before = facts()
    moved = form.replace(case.reference, other.reference)
    assert client.get(f"{moved}/left").status_code == 404
    carried = hidden(client.get(f"{form}/left").text)
    assert send(client, f"{moved}/left", LEFT, carried=carried).status_code == 404
    assert facts() == before


def draft(client: Client, case: Case, **changed: str) -> None:
    """A social worker's draft."""
    first = {name: value for name, value in {**DECISION, **changed}.items() if not name.startswith("decided_on")}
    response = send(client, f"/cases/{case.reference}/step-down/draft", first)
    form = str(response.location).rsplit("/", 1)[0]
    if response.location.endswith("/left"):
        send(client, f"{form}/left", LEFT)
        send(client, f"{form}/receiver", {"receiving_agency": ""})
    assert send(client, f"{form}/check", {}).status_code == 302


def test_a_social_worker_drafts_and_a_manager_decides(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    case.opened_by_id = authority.social_worker.id
    sign_in(client, authority.social_worker)
    assert client.get(f"/cases/{case.reference}/step-down").status_code == 403
    draft(client, case)
    drafted = db.session.query(StepDown).one()
    assert (drafted.decided_on, drafted.drafted_by_id) == (None, authority.social_worker.id)
    sign_in(client, authority.manager)
    page = client.get(f"/cases/{case.reference}/step-down").text
    assert f"{authority.social_worker.name} drafted this on 3 March 2026" in page
    assert "LCS-20417" in typed(page)
    form = begin(client, case)
    assert "Bruising was never explained" in typed(client.get(f"{form}/left").text)
    send(client, f"{form}/left", LEFT)
    send(client, f"{form}/receiver", {"who": "agency", "receiving_agency": str(authority.health_visiting.id)})
    send(client, f"{form}/meeting", LATER)
    send(client, f"{form}/check", {})
    decided = db.session.query(StepDown).one()
    assert (decided.id, decided.manager) == (drafted.id, authority.manager)


def test_two_who_change_one_draft_are_shown_both_texts(
    app: Flask, client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    case.opened_by_id = authority.social_worker.id
    sign_in(client, authority.social_worker)
    draft(client, case)
    response = send(client, f"/cases/{case.reference}/step-down/draft", {**DECISION, "comes_from": "child_in_need"})
    form = str(response.location).rsplit("/", 1)[0]
    assert response.location.endswith("/receiver")
    send(client, f"{form}/receiver", {"receiving_agency": ""})
    other = app.test_client()
    assert isinstance(other, Client)
    sign_in(other, authority.manager)
    again = send(other, f"/cases/{case.reference}/step-down/draft", {**DECISION, "main_reason": "needs_reduced"})
    theirs = str(again.location).rsplit("/", 1)[0]
    send(other, f"{theirs}/receiver", {"receiving_agency": ""})
    assert send(other, f"{theirs}/check", {}).status_code == 302
    before = facts()
    refused = send(client, f"{form}/check", {})
    assert refused.status_code == 409
    assert "Somebody else changed this" in refused.text
    assert facts() == before
