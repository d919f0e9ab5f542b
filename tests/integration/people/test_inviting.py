"""Inviting people, and sending them another link."""

import re

import pytest
import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Mail, User
from caf_tracker.models.words import MailKind, Role
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.integration.people.conftest import As

NEW = "new.person@team.example"


def fields(authority: Authority, **changed: str) -> dict[str, str]:
    return {
        "name": "Zoë O’Neill-李",
        "email": NEW,
        "role": "practitioner",
        "agency": str(authority.health_visiting.id),
        "area": str(authority.area.id),
        "line_manager": authority.team_leader.email.upper(),
        **changed,
    }


def invited() -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == NEW))


def test_an_invitation_is_queued_and_its_link_shown_once(admin: Client, authority: Authority) -> None:
    response = admin.submit("/people/invite", fields(authority, email=NEW.upper()))
    link = re.search(r"http://localhost:5000(/invitation/[\w-]{43})", response.text)
    assert link, response.text
    user = invited()
    assert user is not None
    assert (user.name, user.role, user.agency, user.area) == (
        "Zoë O’Neill-李", Role.PRACTITIONER, authority.health_visiting, authority.area,
    )  # fmt: skip
    assert user.line_manager == authority.team_leader
    assert user.password_hash is None
    mail = db.session.scalars(sa.select(Mail)).one()
    assert (mail.kind, mail.user_id, mail.link) == (MailKind.INVITATION, user.id, link[0])
    assert link[1] not in admin.get(f"/people/{user.id}").text
    events = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.act, event.user_id) for event in events] == [
        ("person_invited", authority.system_admin.id),
        ("link_sent", authority.system_admin.id),
    ]
    assert "Zoë" not in str([event.details for event in events])


@pytest.mark.parametrize(
    ("changed", "message", "field"),
    [
        ({"name": ""}, "Enter a name", "name"),
        ({"name": "x" * 10_000}, "Name must be 200 characters or fewer: it has 10,000", "name"),
        ({"name": "a\x00b"}, "Name has characters that cannot be kept: type it again", "name"),
        ({"email": "not an address"}, "Enter an e-mail address in the correct format, like name@example.org", "email"),
        ({"email": "a@localhost"}, "Enter an e-mail address in the correct format, like name@example.org", "email"),
        ({"role": "emperor"}, "Choose one of the answers on the page", "role"),
        ({"role": ""}, "Choose a role", "role"),
        ({"agency": "999999"}, "Choose one of the answers on the page", "agency"),
        ({"agency": "9" * 40}, "Choose one of the answers on the page", "agency"),
        ({"role": "head_of_service", "area": ""}, "Choose an area: this role works for one", "area"),
        ({"line_manager": "nobody@example.org"}, "Nobody has an account with this e-mail address", "line_manager"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nobody_is_invited(
    admin: Client, authority: Authority, changed: dict[str, str], message: str, field: str
) -> None:
    response = admin.submit("/people/invite", fields(authority, **changed))
    assert response.status_code == 200
    assert f'<a href="#{field}">{message}</a>' in response.text
    assert invited() is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 0


def test_an_address_that_has_an_account_is_refused_however_it_is_written(admin: Client, authority: Authority) -> None:
    response = admin.submit("/people/invite", fields(authority, email=authority.manager.email.upper()))
    assert "Somebody has an account with this e-mail address already" in response.text


def test_agency_administrators_invite_practitioners_of_their_own_agency_whatever_they_send(
    as_: As, authority: Authority
) -> None:
    browser = as_(authority.agency_admin)
    page = browser.get("/people/invite").text
    assert 'name="role"' not in page
    assert 'name="agency"' not in page
    sent = fields(authority, role="system_admin", agency=str(authority.school.id))
    assert browser.submit("/people/invite", sent).status_code == 200
    user = invited()
    assert user is not None
    assert (user.role, user.agency) == (Role.PRACTITIONER, authority.health_visiting)


def test_a_new_link_is_another_and_the_one_before_is_no_longer_mailed(admin: Client, authority: Authority) -> None:
    address = f"/people/{authority.locum.id}"
    links = [re.findall(r"/invitation/[\w-]{43}", admin.submit(address, action="new-link").text)[0] for _ in range(2)]
    assert links[0] != links[1]
    waiting = db.session.scalars(sa.select(Mail.link).where(Mail.given_up_at.is_(None))).all()
    assert waiting == [f"http://localhost:5000{links[1]}"]


@pytest.mark.parametrize("role", ["manager", "health_visitor", "coordinator", "head", "auditor"])
def test_nobody_else_comes_near_the_people_pages(as_: As, authority: Authority, role: str) -> None:
    browser = as_(getattr(authority, role))
    for path in ("/people", "/people/invite", f"/people/{authority.locum.id}", "/people/agencies", "/people/areas"):
        assert browser.get(path).status_code == 403, path
    assert 'href="/people"' not in browser.get("/account/password").text
