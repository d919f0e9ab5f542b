"""What every answer tells the browser: on each address, by each method, to each person, and whatever goes wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from caf_tracker.models import User
from caf_tracker.web.access import public
from caf_tracker.web.security_headers import PERMISSIONS_POLICY
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn
from tests.fixtures.proving import Figure, Length
from tests.integration.door.conftest import CountingHasher
from tests.integration.door.families import Families, addresses, make_families

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "manifest-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'",
    "base-uri": "'none'",
}  # fmt: skip
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
# The first two of each in `make test`.
PEOPLE = (None, "coordinator", "manager", "health_visitor", "system_admin")
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "DELETE")


def wrong_with(answer: TestResponse) -> list[str]:
    """What an answer does not tell the browser, or should not."""
    headers = answer.headers
    said = dict(part.split(" ", 1) for part in headers.get("Content-Security-Policy", "- -").split("; "))
    policy = {name: value.split(" 'nonce-")[0] for name, value in said.items()}
    wrong = [f"{name}: {headers.getlist(name)}" for name, value in EXACTLY.items() if headers.getlist(name) != [value]]
    if policy != POLICY or "unsafe" in str(said):
        wrong.append(f"policy {said}")
    # Our own files are the same for everybody and may be kept; whatever says that there is no such file is a page.
    a_file = answer.request.path.startswith(("/static/", "/assets/")) and answer.status_code in (200, 304)
    if (headers.get("Cache-Control") == "no-store") is a_file:
        wrong.append(f"Cache-Control: {headers.get('Cache-Control')}")
    if a_file and headers.getlist("Set-Cookie"):
        wrong.append("a file with a cookie")
    return wrong


@pytest.fixture
def families(app: Flask, hasher: CountingHasher) -> Families:
    """Families at every stage, in two areas."""
    return make_families()


@pytest.fixture
def browser(app: Flask) -> Client:
    """Somebody's browser; other tests look at the pages."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.check_pages = False
    return client


@pytest.mark.proof
def test_every_address_answers_every_method_with_them(
    app: Flask, engine: str, browser: Client, families: Families, sign_in: SignIn, length: Length, figure: Figure
) -> None:
    wrong, statuses, asked = [], set(), 0
    # Before any database is asked or after, the headers are the same: few of it every day on the slower one.
    for person in PEOPLE[length(engine == "postgresql", 0) : length(2, len(PEOPLE))]:
        user = getattr(families.authority, person or "manager")
        if person:
            sign_in(browser, user)
        for path in [_path(app, rule, families, user) for rule in app.url_map.iter_rules()]:
            db.session.commit()
            for method in METHODS[: length(2, len(METHODS))]:
                answer = browser.open(path, method=method)
                asked += 1
                statuses.add(answer.status_code)
                wrong += [f"{method} {path} ({answer.status_code}): {one}" for one in wrong_with(answer)]
                answer.close()
    assert wrong == []
    assert statuses >= {200, 302, 400, 404, 405}
    figure(f"{asked} answers, of status {sorted(statuses)}: 0 without their headers")


def _path(app: Flask, rule: Rule, families: Families, user: User) -> str:
    values = next(iter(addresses(rule, families, user)), dict.fromkeys(rule.arguments, "1"))
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def crash() -> None:
    """A view with a fault."""
    raise LookupError("the secret inside")


def at_status(status: int) -> Callable[..., Any]:
    """A view that ends like this."""
    return lambda **_given: abort(status)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 501, 502, 503])
def test_every_error_carries_them(app: Flask, browser: Client, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    view = at_status(status)
    monkeypatch.setitem(app.view_functions, "health.live", public(view))
    answer = browser.get("/health/live")
    assert answer.status_code == status
    assert wrong_with(answer) == []


def test_a_crash_and_a_database_that_does_not_answer_carry_them(
    app: Flask, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def refuse(*_asked: object) -> None:
        raise OperationalError("", {}, Exception("no connection"))

    browser.set_cookie("caf_session", "x")
    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        answers = [browser.get(path) for path in ("/", "/health/ready", "/sign-in")]
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    monkeypatch.setitem(app.view_functions, "health.live", public(crash))
    answers.append(browser.get("/health/live"))
    assert all(answer.status_code >= 500 for answer in answers)
    assert answers[-1].status_code == 500
    assert [wrong_with(answer) for answer in answers] == [[], [], [], []]


def test_too_many_tries_and_a_file_not_asked_for_again_carry_them(
    browser: Client, families: Families, hasher: CountingHasher, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    sent = {"email": "nobody@example.org", "password": "wrong"}
    answers = [browser.post("/sign-in", data=sent) for _ in range(11)]
    assert answers[-1].status_code == 429
    file = browser.get("/assets/caf-tracker.css")
    again = browser.get("/assets/caf-tracker.css", headers={"If-None-Match": file.headers["ETag"]})
    assert (file.status_code, again.status_code) == (200, 304)
    for answer in (*answers, file, again, browser.get("/assets/none.css"), browser.get("/static/vendor/none.css")):
        assert wrong_with(answer) == []
        answer.close()


def test_over_https_browsers_are_told_to_stay_there(browser: Client) -> None:
    answer = browser.get("/sign-in", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in browser.get("/sign-in").headers
