"""Guessing a password: ten tries in five minutes over all processes, and nobody kept out of a browser they know."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, has_request_context
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import KnownBrowser, User, WrongTry
from caf_tracker.services.tokens import token_hash
from caf_tracker.web.sign_in_sessions import KNOWN_COOKIE
from tests.factories import PASSWORD, Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt
from tests.fixtures.proving import Figure, Length
from tests.integration.door.conftest import CountingHasher

TOO_MANY, WRONG, IN = 429, 200, 302


@pytest.fixture(autouse=True)
def only_the_tries(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of tries need no token fetched, and no page looked at, for each: other tests do that."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr(Client, "check_pages", False)


def enter(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def guess(client: Client, email: str, times: int = 1) -> list[int]:
    return [enter(client, email, "wrong password") for _ in range(times)]


def known_token(client: Client) -> str:
    found = client.get_cookie(KNOWN_COOKIE)
    return found.value if found else ""


@pytest.mark.proof
def test_two_processes_let_ten_wrong_tries_through_and_no_more(
    two_apps: list[Flask], authority: Authority, hasher: CountingHasher, length: Length, figure: Figure
) -> None:
    rounds, at = length(1, 100), clock.now()
    emails = [f"nobody{number}@example.org" for number in range(rounds - 1)] + [authority.health_visitor.email]
    db.session.commit()
    most = 0
    for email in emails:
        before = hasher.verified

        def one(number: int, email: str = email) -> int:
            with clock.set_to(at):
                sent = {"email": email, "password": f"wrong password {number}"}
                return two_apps[number % 2].test_client().post("/sign-in", data=sent).status_code

        with ThreadPoolExecutor(12) as tries:
            assert Counter(tries.map(one, range(30))) == {WRONG: 10, TOO_MANY: 20}
        most = max(most, hasher.verified - before)
        assert hasher.verified - before == 10
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WrongTry)) == 10 * rounds
    figure(f"{rounds} rounds of 30 tries at once on two apps: at most {most} passwords looked at in each")


@pytest.mark.parametrize("who", ["known", "unknown", "disabled", "without a password"])
def test_the_window_has_two_edges_and_is_the_same_for_everybody(
    client: Client, authority: Authority, hasher: CountingHasher, clock_at: ClockAt, who: str
) -> None:
    user = authority.health_visitor
    if who == "disabled":
        user.disabled_at = clock.now()
    if who == "without a password":
        user.password_hash = None
    email = "nobody@example.org" if who == "unknown" else user.email
    start = clock_at("2026-03-03 10:00")
    assert guess(client, email, 4) == [WRONG] * 4
    clock_at(start + timedelta(minutes=2))
    assert guess(client, email, 7) == [WRONG] * 6 + [TOO_MANY]
    # An argon2 verification for each, whoever it is, and none once the tries are used up.
    assert hasher.verified == 10
    clock_at(start + timedelta(minutes=5, seconds=-1))
    assert enter(client, email) == TOO_MANY
    assert hasher.verified == 10
    clock_at(start + timedelta(minutes=5))
    assert guess(client, email, 5) == [WRONG] * 4 + [TOO_MANY]
    assert hasher.verified == 14
    clock_at(start + timedelta(minutes=10))
    assert enter(client, email) == (IN if who == "known" else WRONG)


def test_unknown_disabled_and_wrong_answer_the_same_to_the_letter(
    client: Client, authority: Authority, hasher: CountingHasher
) -> None:
    authority.teacher.disabled_at = clock.now()
    authority.locum.password_hash = None
    answers = set()
    for email in ("nobody@example.org", authority.manager.email, authority.teacher.email, authority.locum.email):
        for password in ("wrong password", PASSWORD):
            if (email, password) == (authority.manager.email, PASSWORD):
                continue
            answer = client.post("/sign-in", data={"email": email, "password": password})
            nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
            headers = [(name, value.replace(nonce, "")) for name, value in answer.headers if name != "Set-Cookie"]
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
            body = re.sub(r'(nonce|value)="[^"]*"', "", answer.text)
            answers.add((answer.status, body, *headers))
    assert len(answers) == 1
    assert hasher.verified == 7


def test_a_known_browser_gets_in_while_its_account_is_attacked(
    authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher
) -> None:
    user = authority.health_visitor
    at_work, attacker, unknown = new_client(), new_client(), new_client()
    assert enter(at_work, user.email) == IN
    at_work.delete_cookie("caf_session")
    assert guess(attacker, user.email, 11) == [WRONG] * 10 + [TOO_MANY]
    assert enter(unknown, user.email) == TOO_MANY
    assert enter(at_work, user.email.upper()) == IN


def test_a_known_browser_has_five_tries_of_its_own_and_no_more(
    authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher, clock_at: ClockAt
) -> None:
    user, start = authority.health_visitor, clock_at("2026-03-03 10:00")
    at_work, attacker = new_client(), new_client()
    enter(at_work, user.email)
    at_work.delete_cookie("caf_session")
    guess(attacker, user.email, 10)
    hasher.verified = 0
    assert guess(at_work, user.email, 6) == [WRONG] * 5 + [TOO_MANY]
    assert enter(at_work, user.email) == TOO_MANY
    assert hasher.verified == 5
    clock_at(start + timedelta(minutes=5, seconds=-1))
    assert enter(at_work, user.email) == TOO_MANY
    clock_at(start + timedelta(minutes=5))
    assert enter(at_work, user.email) == IN


def test_the_tries_of_a_known_browser_count_for_the_account_too(
    authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher
) -> None:
    at_work, user = new_client(), authority.health_visitor
    enter(at_work, user.email)
    at_work.delete_cookie("caf_session")
    assert guess(at_work, user.email, 11) == [WRONG] * 10 + [TOO_MANY]
    assert guess(new_client(), user.email) == [TOO_MANY]


def test_a_browser_is_known_to_those_who_signed_in_there_and_to_nobody_else(
    authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher
) -> None:
    shared, attacker = new_client(), new_client()
    for user in (authority.health_visitor, authority.team_leader):
        assert enter(shared, user.email) == IN
        shared.delete_cookie("caf_session")
    everybody = (authority.health_visitor, authority.team_leader, authority.teacher)
    for user in everybody:
        guess(attacker, user.email, 10)
    assert [enter(shared, user.email, "wrong") for user in everybody] == [WRONG, WRONG, TOO_MANY]


@pytest.mark.parametrize(("after", "status"), [(timedelta(days=180, seconds=-1), IN), (timedelta(days=180), TOO_MANY)])
def test_a_browser_stays_known_for_180_days(
    client: Client, authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher,
    clock_at: ClockAt, after: timedelta, status: int,
) -> None:  # fmt: skip
    start = clock_at("2026-03-03 10:00")
    enter(client, authority.health_visitor.email)
    clock_at(start + after)
    client.delete_cookie("caf_session")
    guess(new_client(), authority.health_visitor.email, 10)
    assert enter(client, authority.health_visitor.email) == status


def test_the_cookie_that_makes_a_browser_known_says_nothing_and_changes_every_time(
    client: Client, authority: Authority, hasher: CountingHasher
) -> None:
    user = authority.health_visitor
    client.set_cookie(KNOWN_COOKIE, "planted")
    sent = client.post("/sign-in", data={"email": user.email, "password": PASSWORD}).headers.getlist("Set-Cookie")
    given = next(line for line in sent if line.startswith(KNOWN_COOKIE))
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Max-Age=15552000" in given
    first = known_token(client)
    assert len(first) == 43
    assert db.session.scalars(sa.select(KnownBrowser.token_hash)).all() == [token_hash(first)]
    client.delete_cookie("caf_session")
    enter(client, user.email)
    assert known_token(client) not in ("planted", first)
    # The older token, copied before, means nothing any more.
    assert db.session.scalars(sa.select(KnownBrowser.token_hash)).all() == [token_hash(known_token(client))]


def test_signing_out_keeps_a_browser_known_and_a_new_password_does_not(
    client: Client, authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher
) -> None:
    user, elsewhere = authority.health_visitor, new_client()
    for browser in (client, elsewhere):
        enter(browser, user.email)
    client.post("/sign-out")
    assert known_browsers(user) == 2
    enter(client, user.email)
    client.post("/account/password", data={"current_password": PASSWORD, "new_password": "three random words"})
    assert known_browsers(user) == 1
    guess(new_client(), user.email, 10)
    for browser, status in ((client, IN), (elsewhere, TOO_MANY)):
        browser.delete_cookie("caf_session")
        assert enter(browser, user.email, "three random words") == status


def test_a_made_up_token_of_a_browser_is_nobodys(client: Client, authority: Authority, hasher: CountingHasher) -> None:
    guess(client, authority.health_visitor.email, 10)
    for value in ("x", "☃", "'; --", "a" * 4000):
        client.set_cookie(KNOWN_COOKIE, value)
        assert enter(client, authority.health_visitor.email) == TOO_MANY


def test_no_cookie_is_sent_whose_session_was_not_kept(
    app: Flask, authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def refuse(_session: object) -> None:
        if has_request_context():
            raise OperationalError("", {}, Exception("the connection is gone"))

    client, email = new_client(), authority.manager.email
    event.listen(db.session, "before_commit", refuse)
    try:
        answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    finally:
        event.remove(db.session, "before_commit", refuse)
    assert answer.status_code >= 500
    assert not [line for line in answer.headers.getlist("Set-Cookie") if line.startswith(("caf_session", "caf_known"))]


def test_changing_ones_password_counts_the_same_tries(
    client: Client, authority: Authority, new_client: Callable[[], Client], hasher: CountingHasher
) -> None:
    user = authority.health_visitor
    enter(client, user.email)
    guess(new_client(), user.email, 10)
    hasher.verified = 0
    wrong = {"current_password": "wrong", "new_password": "three random words"}
    assert [client.post("/account/password", data=wrong).status_code for _ in range(6)] == [WRONG] * 5 + [TOO_MANY]
    assert hasher.verified == 5


def known_browsers(user: User) -> int:
    count = sa.select(sa.func.count()).select_from(KnownBrowser).where(KnownBrowser.user_id == user.id)
    return db.session.scalar(count) or 0
