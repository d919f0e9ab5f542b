"""Signing in and out: who gets in, for how long, and how guessing is stopped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, SignInSession, User, WrongTry
from caf_tracker.services import guessing
from caf_tracker.services import sign_in as service
from caf_tracker.services.tokens import token_hash
from tests import factories
from tests.factories import PASSWORD
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt

ACCOUNT = "/account/password"


@pytest.fixture
def user(app: Flask) -> User:
    """Somebody with an account."""
    found = factories.make_authority().health_visitor
    db.session.commit()
    return found


def enter(client: Client, user: User, password: str = PASSWORD) -> int:
    return client.submit("/sign-in", {"email": user.email, "password": password}).status_code


def cookie(client: Client) -> str:
    found = client.get_cookie("caf_session")
    return found.value if found else ""


def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, user: User) -> None:
    asked = client.get(ACCOUNT)
    response = client.submit(asked.location, {"email": f" {user.email.upper()} ", "password": PASSWORD})
    assert response.status_code == 302
    assert response.location == ACCOUNT
    assert user.name in client.get(ACCOUNT).text
    assert db.session.scalars(sa.select(AuditEvent.act)).all() == ["signed_in"]


def test_the_cookie_holds_a_random_token_and_the_database_only_its_hash(client: Client, user: User) -> None:
    response = client.submit("/sign-in", {"email": user.email, "password": PASSWORD})
    given = next(line for line in response.headers.getlist("Set-Cookie") if line.startswith("caf_session="))
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Expires" not in given
    row = db.session.scalars(sa.select(SignInSession)).one()
    assert len(cookie(client)) == 43
    assert row.token_hash == token_hash(cookie(client))
    assert cookie(client) not in row.token_hash


def test_the_cookie_is_sent_over_https_only_in_production() -> None:
    import config
    from tests.unit.test_config import SAFE

    assert config.load(SAFE).flask_config()["SESSION_COOKIE_SECURE"] is True
    assert config.load({}).flask_config()["SESSION_COOKIE_SECURE"] is False


def test_a_token_planted_before_signing_in_is_not_taken_over(client: Client, user: User) -> None:
    client.set_cookie("caf_session", "planted")
    enter(client, user)
    assert cookie(client) != "planted"
    before = cookie(client)
    client.delete_cookie("caf_session")
    enter(client, user)
    assert cookie(client) != before


@pytest.mark.parametrize("next_page", ["////evil.example", "/\t/evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(client: Client, user: User, next_page: str) -> None:
    page = client.get("/sign-in", query_string={"next": next_page})
    token = page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    response = client.post(
        "/sign-in",
        query_string={"next": next_page},
        data={"email": user.email, "password": PASSWORD, "csrf_token": token},
    )
    assert (response.status_code, response.location) == (302, "/")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (None, "wrong password"),
        ("nobody@example.org", PASSWORD),
        ("nobody@example.org\u202e", PASSWORD),
        ("👶@example.org", "👶" * 20),
    ],
)
def test_a_wrong_try_does_not_say_what_was_wrong(client: Client, user: User, email: str | None, password: str) -> None:
    response = client.submit("/sign-in", {"email": email or user.email, "password": password})
    assert response.status_code == 200
    assert '<a href="#email">E-mail address or password is wrong</a>' in response.text
    assert password not in response.text
    assert cookie(client) == ""


def test_disabled_people_and_people_without_a_password_do_not_get_in(client: Client, user: User) -> None:
    user.disabled_at = clock.now()
    db.session.commit()
    assert enter(client, user) == 200
    user.disabled_at, user.password_hash = None, None
    db.session.commit()
    assert enter(client, user) == 200
    assert cookie(client) == ""


@pytest.mark.parametrize("known", [True, False])
def test_after_ten_wrong_tries_in_five_minutes_even_the_right_password_waits(
    client: Client, user: User, known: bool, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00:00")
    email = user.email if known else "nobody@example.org"
    for _ in range(10):
        assert client.submit("/sign-in", {"email": email, "password": "wrong password"}).status_code == 200
    blocked = client.submit("/sign-in", {"email": email.upper(), "password": PASSWORD})
    assert blocked.status_code == 429
    assert "Too many tries" in blocked.text
    clock_at("2026-03-03 10:04:59")
    assert client.submit("/sign-in", {"email": email, "password": PASSWORD}).status_code == 429
    clock_at("2026-03-03 10:05:00")
    assert client.submit("/sign-in", {"email": email, "password": PASSWORD}).status_code == (302 if known else 200)


def test_the_tries_of_one_account_do_not_keep_another_out(app: Flask, client: Client, user: User) -> None:
    for _ in range(10):
        client.submit("/sign-in", {"email": "nobody@example.org", "password": "wrong password"})
    assert enter(client, user) == 302


def test_many_tries_at_the_same_moment_are_counted_one_by_one(app: Flask, user: User) -> None:
    email, at = user.email, clock.now()
    db.session.commit()

    def guess(_number: int) -> str:
        with app.app_context():
            try:
                service.sign_in(email=email, password="wrong password", at=at)  # noqa: S106 - wrong on purpose
                db.session.commit()
            except guessing.TooManyTries:
                return "stopped"
            finally:
                db.session.remove()
            return "looked at"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(guess, range(24)))
    assert ends.count("looked at") == 10
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WrongTry)) == 10


@pytest.mark.parametrize(
    ("idle", "still_in"), [(timedelta(minutes=29, seconds=59), True), (timedelta(minutes=30), False)]
)
def test_a_session_ends_after_thirty_minutes_without_use(
    client: Client, user: User, clock_at: ClockAt, idle: timedelta, still_in: bool
) -> None:
    start = clock_at("2026-03-03 10:00")
    enter(client, user)
    clock_at(start + idle)
    assert (client.get(ACCOUNT).status_code == 200) is still_in


@pytest.mark.parametrize(("last", "still_in"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_session_ends_after_ten_hours_however_busy(
    client: Client, user: User, clock_at: ClockAt, last: timedelta, still_in: bool
) -> None:
    start = clock_at("2026-03-03 08:00")
    enter(client, user)
    for minutes in range(25, 600, 25):
        clock_at(start + timedelta(minutes=minutes))
        assert client.get(ACCOUNT).status_code == 200
    clock_at(start + timedelta(hours=10) + last)
    assert (client.get(ACCOUNT).status_code == 200) is still_in


def test_being_seen_is_written_at_most_once_a_minute(client: Client, user: User, clock_at: ClockAt) -> None:
    start = clock_at("2026-03-03 10:00")
    enter(client, user)

    def seen() -> timedelta:
        client.get(ACCOUNT)
        return db.session.scalars(sa.select(SignInSession.last_seen_at)).one() - start

    clock_at(start + timedelta(seconds=59))
    assert seen() == timedelta(0)
    clock_at(start + timedelta(seconds=60))
    assert seen() == timedelta(seconds=60)
    clock_at(start + timedelta(seconds=119))
    assert seen() == timedelta(seconds=60)


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app: Flask, client: Client, user: User) -> None:
    enter(client, user)
    thief = app.test_client()
    assert isinstance(thief, Client)
    thief.set_cookie("caf_session", cookie(client))
    assert thief.get(ACCOUNT).status_code == 200
    token = client.get(ACCOUNT).text.split('name="csrf_token" value="')[1].split('"')[0]
    response = client.post("/sign-out", data={"csrf_token": token})
    assert response.location == "/sign-in"
    assert cookie(client) == ""
    assert "You have signed out." in client.get("/sign-in").text
    assert thief.get(ACCOUNT).status_code == 302


def test_disabling_somebody_shuts_their_open_browser_out(client: Client, user: User) -> None:
    enter(client, user)
    user.disabled_at = clock.now()
    db.session.commit()
    assert client.get(ACCOUNT).status_code == 302


def test_a_cookie_that_means_nothing_is_nobody(app: Flask, client: Client) -> None:
    for value in ("x", "\u2603", "'; --", "a" * 4000):
        client.set_cookie("caf_session", value)
        assert client.get(ACCOUNT).status_code == 302
