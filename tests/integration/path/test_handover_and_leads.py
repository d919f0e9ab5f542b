"""What the pages of the path show, refuse and pass on at their stage."""

from collections.abc import Callable

import pytest
from flask import Flask

from caf_tracker import clock
from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Caf, Handover, Lead, OutstandingAction
from caf_tracker.models.words import LeadEnding
from caf_tracker.services.leads import accept_lead
from tests.fixtures.clients import Client
from tests.integration.path.sending import facts, messages, send
from tests.integration.path.stages import Stage, agreed, decided, handed_on, led, nominated, opened, started

SignIn = Callable[..., object]
ALL_YES = {"papers": "yes", "joint_visit": "yes", "actions": "yes", "family": "yes"}


def test_a_yes_to_owners_names_one_for_each_action(client: Client, sign_in: SignIn) -> None:
    stage = started()
    assert stage.step_down is not None
    stage.step_down.actions = [OutstandingAction(action="Order a cot"), OutstandingAction(action="Visit", owner="GP")]
    sign_in(client, stage.authority.locum)
    before, field = facts(), f"owner_{stage.step_down.actions[0].id}"
    refused = send(client, f"{stage.at}/handover", ALL_YES)
    assert messages(refused.text) == ["Enter who does this, or answer no and say why"]
    assert facts() == before
    assert send(client, f"{stage.at}/handover", {**ALL_YES, field: "Housing"}).status_code == 302
    assert [action.owner for action in stage.step_down.actions] == ["Housing", "GP"]
    assert db.session.query(Handover).one().confirmed_by_id == stage.authority.locum.id, "any manager of that team"


def test_an_action_may_stay_without_an_owner_when_it_is_said_why(client: Client, sign_in: SignIn) -> None:
    stage = started()
    assert stage.step_down is not None
    stage.step_down.actions = [OutstandingAction(action="Order a cot")]
    sign_in(client, stage.authority.manager)
    data = {**ALL_YES, "actions": "no", "actions_reason": "Housing has not answered"}
    assert send(client, f"{stage.at}/handover", data).status_code == 302
    handover = db.session.query(Handover).one()
    assert (handover.actions_owned, handover.actions_reason) == (False, "Housing has not answered")


def test_the_nominee_reads_what_they_need_and_no_more(client: Client, sign_in: SignIn) -> None:
    stage = nominated()
    sign_in(client, stage.authority.health_visitor)
    page = client.get(f"{stage.at}/lead").text
    assert stage.case.children[0].name in page
    for adult in stage.case.adults:
        assert adult.name
        assert adult.name not in page
    for path in ("agreement", "children/add", f"children/{stage.case.children[0].id}", "caf", "lead/nominate"):
        assert client.get(f"{stage.at}/{path}").status_code == 403, path


def test_nobody_else_accepts_for_the_nominee(client: Client, sign_in: SignIn) -> None:
    stage = nominated()
    before = facts()
    for person in (stage.authority.manager, stage.authority.coordinator, stage.authority.head):
        sign_in(client, person)
        assert client.get(f"{stage.at}/lead").status_code == 403
    assert facts() == before


def test_a_lapsed_nomination_is_no_longer_answered(
    client: Client, sign_in: SignIn, clock_at: Callable[[str], object]
) -> None:
    stage = nominated()
    clock_at("2026-03-20 10:00")
    before = facts()
    sign_in(client, stage.authority.manager)
    assert client.get(f"{stage.at}/lead/decline").status_code == 409
    assert facts() == before


def test_a_lead_who_leaves_names_a_successor_who_must_still_accept(client: Client, sign_in: SignIn) -> None:
    stage = led()
    sign_in(client, stage.authority.health_visitor)
    found = send(client, f"{stage.at}/lead/end", {"find": "olive", "search": "yes", "successor": "named"})
    assert "Olive Nkemelu, Health visiting" in found.text
    assert not messages(found.text), "searching is not sending"
    data = {
        "successor": "named",
        "find": "olive",
        "person": str(stage.authority.other_health_visitor.id),
        "reason": "Leave",
        "note": "Ring the nursery first",
    }
    assert send(client, f"{stage.at}/lead/end", data).status_code == 302
    ended, next_one = db.session.query(Lead).order_by(Lead.id)
    assert ended.ended_as is LeadEnding.ENDED
    assert (next_one.user, next_one.accepted_at) == (stage.authority.other_health_visitor, None)


def test_the_present_lead_is_not_offered_as_their_own_successor(client: Client, sign_in: SignIn) -> None:
    stage = led()
    sign_in(client, stage.authority.manager)
    found = send(client, f"{stage.at}/lead/end", {"find": "health visiting", "search": "yes"}).text
    assert "Olive Nkemelu, Health visiting" in found
    assert f'value="{stage.authority.health_visitor.id}"' not in found


def test_a_search_finds_practitioners_with_an_account_alone(client: Client, sign_in: SignIn) -> None:
    stage = decided()
    sign_in(client, stage.authority.manager)
    for text, found in (
        ("marcus", False),
        ("HEALTH visi hana", True),
        ("%", False),
        ("_", False),
        ("x" * 10_000, False),
    ):
        page = send(client, f"{stage.at}/lead/nominate", {"find": text, "search": "yes"})
        assert page.status_code == 200
        assert ('name="person"' in page.text) is found, text


@pytest.mark.parametrize(("make", "missing"), [(decided, 2), (nominated, 2), (led, 1), (agreed, 0)])
def test_a_caf_says_what_it_still_needs(
    app: Flask, client: Client, sign_in: SignIn, make: Callable[[], Stage], missing: int
) -> None:
    stage = make()
    sign_in(client, stage.authority.coordinator)
    page = " ".join(client.get(f"{stage.at}/caf").text.split())
    assert page.count("Missing.") == missing
    assert ("Start the CAF </button>" in page) is (missing == 0)


def test_a_case_opened_straight_into_a_caf_needs_no_step_down(client: Client, sign_in: SignIn) -> None:
    stage = opened()
    people = stage.authority
    sign_in(client, people.coordinator)
    data = {"find": "hana", "person": str(people.health_visitor.id)}
    assert send(client, f"{stage.at}/lead/nominate", data).status_code == 302
    sign_in(client, people.health_visitor)
    send(client, f"{stage.at}/lead", {"answer": "accept"})
    send(client, f"{stage.at}/agreement", {"adult": str(stage.case.adults[0].id), "agreed": "yes"})
    assert send(client, f"{stage.at}/caf", {}).status_code == 302
    assert db.session.query(Caf).one().case_id == stage.case.id


def test_the_second_parent_may_differ(client: Client, sign_in: SignIn) -> None:
    stage = agreed()
    sign_in(client, stage.authority.health_visitor)
    page = client.get(f"{stage.at}/agreement").text
    assert "Has parental responsibility. Agreed last time" in page
    assert "Has parental responsibility. Not asked yet" in page
    father = {"adult": str(stage.case.adults[1].id), "agreed": "no", "reason": "Not while she lives there"}
    assert send(client, f"{stage.at}/agreement", father).status_code == 302
    assert "Did not agree last time" in client.get(f"{stage.at}/agreement").text


def test_whoever_takes_over_has_read_what_the_lead_before_them_wrote(client: Client, sign_in: SignIn) -> None:
    stage = handed_on()
    sign_in(client, stage.authority.health_visitor)
    before = facts()
    assert stage.lead is not None
    with pytest.raises(RuleBroken):
        accept_lead(actor=stage.authority.health_visitor, at=clock.now(), lead=stage.lead)
    assert "Ring the nursery first" in client.get(f"{stage.at}/lead").text
    assert send(client, f"{stage.at}/lead", {"answer": "accept"}).status_code == 200
    assert facts() == before
    assert send(client, f"{stage.at}/lead", {"answer": "accept", "note_read": "y"}).status_code == 302
    assert "Ring the nursery first" in client.get(stage.at).text, "and finds it again"
    assert db.session.query(AuditEvent).filter_by(act="accept_lead").one().details["predecessors_note_read"] is True


def test_a_message_from_others_needs_no_tick(client: Client, sign_in: SignIn) -> None:
    stage = nominated()
    assert stage.lead is not None
    stage.lead.note = "Ring me"
    sign_in(client, stage.authority.health_visitor)
    assert "I have read the note" not in client.get(f"{stage.at}/lead").text
    assert send(client, f"{stage.at}/lead", {"answer": "accept"}).status_code == 302
