"""Changing one's own password, and setting the first one with an invitation."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Invitation, Mail, User
from caf_tracker.services import invitations
from tests import factories
from tests.factories import PASSWORD, Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn

ACCOUNT = "/account/password"
NEW = "three random words"


@pytest.fixture
def authority(app: Flask) -> Authority:
    """An authority."""
    found = factories.make_authority()
    db.session.commit()
    return found


def link_for(authority: Authority, user: User) -> str:
    """The path of a one-time link."""
    link = invitations.send_link(
        actor=authority.system_admin, at=clock.now(), user=user, base_url="https://caf.example"
    )
    db.session.commit()
    return link.removeprefix("https://caf.example")


def can_sign_in(app: Flask, user: User, password: str) -> bool:
    client = app.test_client()
    assert isinstance(client, Client)
    return client.submit("/sign-in", {"email": user.email, "password": password}).status_code == 302


def test_a_new_password_ends_every_other_session_and_keeps_this_one(
    app: Flask, client: Client, authority: Authority, sign_in: SignIn
) -> None:
    user = authority.health_visitor
    other = app.test_client()
    assert isinstance(other, Client)
    sign_in(client, user)
    sign_in(other, user)
    response = client.submit(ACCOUNT, {"current_password": PASSWORD, "new_password": NEW})
    assert response.status_code == 302
    assert "Your password is changed." in client.get(ACCOUNT).text
    assert other.get(ACCOUNT).status_code == 302
    assert can_sign_in(app, user, NEW)
    assert not can_sign_in(app, user, PASSWORD)


@pytest.mark.parametrize(
    ("current", "new", "message"),
    [
        ("wrong", NEW, "Current password is wrong"),
        (PASSWORD, "", "Enter a new password"),
        (PASSWORD, "eleven char", "Password must be 12 characters or more"),
        (PASSWORD, "x" * 201, "New password must be 200 characters or fewer"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "Password must have more different characters"),
        (PASSWORD, "my name is Hana Visram", "Password must not contain your name or e-mail address"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    app: Flask, client: Client, authority: Authority, sign_in: SignIn, current: str, new: str, message: str
) -> None:
    sign_in(client, authority.health_visitor)
    response = client.submit(ACCOUNT, {"current_password": current, "new_password": new})
    assert response.status_code == 200
    assert message in response.text
    assert client.get(ACCOUNT).status_code == 200
    assert can_sign_in(app, authority.health_visitor, PASSWORD)


def test_guessing_the_current_password_is_limited_too(client: Client, authority: Authority, sign_in: SignIn) -> None:
    sign_in(client, authority.health_visitor)
    for _ in range(10):
        assert client.submit(ACCOUNT, {"current_password": "wrong", "new_password": NEW}).status_code == 200
    assert client.submit(ACCOUNT, {"current_password": PASSWORD, "new_password": NEW}).status_code == 429


@pytest.mark.parametrize(("length", "status"), [(11, 200), (12, 302)])
def test_an_invitation_sets_a_password_of_at_least_twelve_characters(
    client: Client, authority: Authority, length: int, status: int
) -> None:
    assert (
        client.submit(link_for(authority, authority.locum), {"new_password": "abcdefghijkl"[:length]}).status_code
        == status
    )


def test_an_invitation_works_once_and_signs_in(app: Flask, client: Client, authority: Authority) -> None:
    user = authority.locum
    user.password_hash = None
    link = link_for(authority, user)
    assert link.removeprefix("/invitation/") not in db.session.scalars(sa.select(Invitation.token_hash)).one()
    assert client.submit(link, {"new_password": NEW}).location == "/"
    assert user.name in client.get(ACCOUNT).text
    assert can_sign_in(app, user, NEW)
    again = app.test_client().get(link)
    assert again.status_code == 404
    assert "This link no longer works" in again.text


@pytest.mark.parametrize(("after", "status"), [(timedelta(days=7, seconds=-1), 200), (timedelta(days=7), 404)])
def test_an_invitation_holds_a_week(
    client: Client, authority: Authority, clock_at: ClockAt, after: timedelta, status: int
) -> None:
    start = clock_at("2026-03-03 10:00")
    link = link_for(authority, authority.locum)
    clock_at(start + after)
    assert client.get(link).status_code == status


def test_a_newer_link_a_disabled_account_and_a_made_up_link_do_not_work(client: Client, authority: Authority) -> None:
    first, second = (link_for(authority, authority.locum) for _ in range(2))
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert [mail.link is None for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))] == [True, False]
    authority.locum.disabled_at = clock.now()
    assert client.get(second).status_code == 404
    assert client.get("/invitation/made-up").status_code == 404


def test_setting_a_password_by_link_ends_the_sessions_of_the_account(
    app: Flask, client: Client, authority: Authority, sign_in: SignIn
) -> None:
    old = app.test_client()
    assert isinstance(old, Client)
    sign_in(old, authority.locum)
    client.submit(link_for(authority, authority.locum), {"new_password": NEW})
    assert old.get(ACCOUNT).status_code == 302
