"""Disabling an account: what ends with it, and when it is refused."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, User
from caf_tracker.models.words import LeadEnding, Role
from caf_tracker.services import invitations, people
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.integration.people.conftest import As


def test_the_page_names_the_cases_that_lose_their_lead_then_they_do(
    admin: Client, authority: Authority, as_: As
) -> None:
    user = authority.health_visitor
    led, asked = factories.make_case(authority), factories.make_case(authority)
    lead = factories.make_lead(led, user, authority.manager)
    nomination = factories.make_lead(asked, user, authority.manager, accepted=False)
    browser = as_(user)
    link = invitations.send_link(actor=authority.system_admin, at=clock.now(), user=user, base_url="")
    page = admin.get(f"/people/{user.id}/disable").text
    assert f"{led.reference} – lead professional" in page
    assert f"{asked.reference} – asked to be lead professional" in page
    assert admin.submit(f"/people/{user.id}/disable").status_code == 302
    assert "The account is disabled." in admin.get(f"/people/{user.id}").text
    assert user.disabled_at == clock.now()
    assert (lead.ended_as, nomination.ended_as) == (LeadEnding.ACCOUNT_DISABLED, LeadEnding.ACCOUNT_DISABLED)
    assert lead.ended_at == clock.now()
    assert browser.get("/account/password").status_code == 302
    assert browser.get(link).status_code == 404
    acts = db.session.scalars(sa.select(AuditEvent.act)).all()
    assert acts.count("person_disabled") == 1


def test_the_last_coordinator_and_head_of_an_area_cannot_be_disabled(admin: Client, authority: Authority) -> None:
    for user in (authority.coordinator, authority.head):
        address = f"/people/{user.id}/disable"
        assert "cannot be disabled before" in admin.get(address).text
        token = admin.get("/people/invite").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
        response = admin.post(address, data={"csrf_token": token})
        assert "This is the last active" in response.text
        assert user.disabled_at is None
        # Somebody of the other area does not count; somebody disabled does not; an active second person does.
        second = factories.make_user("Second Person", user.role, user.agency, authority.area)
        second.disabled_at = clock.now()
        assert "This is the last active" in admin.post(address, data={"csrf_token": token}).text
        second.disabled_at = None
        assert admin.submit(address).status_code == 302
        assert user.disabled_at is not None


def test_two_administrators_cannot_disable_the_last_two_at_once(app: Flask, authority: Authority) -> None:
    second = factories.make_user("Carl Second", Role.EARLY_HELP_COORDINATOR, authority.early_help, authority.area)
    actors = (authority.system_admin.id, factories.make_user("Other Admin", Role.SYSTEM_ADMIN, authority.school).id)
    pairs = list(zip(actors, (authority.coordinator.id, second.id), strict=True))
    at = clock.now()
    db.session.commit()

    def disable(pair: tuple[int, int]) -> str:
        with app.app_context():
            actor, user = (db.session.get_one(User, number) for number in pair)
            try:
                people.disable_user(actor=actor, at=at, user=user)
                db.session.commit()
            except RuleBroken:
                return "refused"
            finally:
                db.session.remove()
            return "disabled"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, pairs)) == ["disabled", "refused"]


def test_disabling_twice_says_so_and_enabling_lets_them_in_again(admin: Client, authority: Authority, as_: As) -> None:
    user = authority.manager
    address = f"/people/{user.id}/disable"
    admin.submit(address)
    assert admin.submit(address).status_code == 409
    assert admin.submit(f"/people/{user.id}", action="enable").status_code == 302
    assert user.disabled_at is None
    assert as_(user).get("/account/password").status_code == 200


def test_a_link_is_not_sent_to_a_disabled_account(admin: Client, authority: Authority) -> None:
    page = admin.get(f"/people/{authority.manager.id}").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    authority.manager.disabled_at = clock.now()
    response = admin.post(f"/people/{authority.manager.id}/new-link", data={"csrf_token": token})
    assert response.status_code == 409
