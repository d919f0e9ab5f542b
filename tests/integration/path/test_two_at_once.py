"""A double click: two sendings of one page at the same moment do one thing, on both engines."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Agreement, Case, Child, Lead
from caf_tracker.web.sign_in_sessions import COOKIE
from tests import factories
from tests.fixtures.clients import Client
from tests.integration.path.sending import hidden
from tests.integration.path.stages import decided, led
from tests.integration.path.test_opening_a_case import begin, go_to_check

SignIn = Callable[..., object]


def at_once(app: Flask, client: Client, path: str, data: dict[str, str]) -> list[int]:
    """Send the page twice at the same moment; both answers."""
    carried = hidden(client.get(path).text)
    cookies = {name: client.get_cookie(name) for name in ("caf_form", COOKIE)}
    start, answers, moment = Barrier(2), [], clock.now()
    db.session.commit()

    def click() -> None:
        browser = app.test_client()
        for name, cookie in cookies.items():
            if cookie is not None:
                browser.set_cookie(name, cookie.value)
        start.wait()
        with clock.set_to(moment):
            answers.append(browser.post(path, data={**carried, **data}).status_code)

    clicks = [Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    return sorted(answers)


def test_a_case_is_opened_once(app: Flask, client: Client, sign_in: SignIn) -> None:
    authority = factories.make_authority()
    sign_in(client, authority.coordinator)
    form = begin(client)
    go_to_check(client, authority, form)
    assert at_once(app, client, f"{form}/check", {}) == [302, 409]
    assert db.session.query(Case).count() == 1


def test_a_nomination_is_made_once(app: Flask, client: Client, sign_in: SignIn) -> None:
    stage = decided()
    sign_in(client, stage.authority.manager)
    data = {"find": "hana", "person": str(stage.authority.health_visitor.id)}
    assert at_once(app, client, f"{stage.at}/lead/nominate", data) == [302, 409]
    assert db.session.query(Lead).count() == 1


def test_an_answer_of_the_family_is_recorded_once(app: Flask, client: Client, sign_in: SignIn) -> None:
    stage = led()
    sign_in(client, stage.authority.health_visitor)
    data = {"adult": str(stage.case.adults[0].id), "agreed": "yes"}
    assert at_once(app, client, f"{stage.at}/agreement", data) == [302, 409]
    assert db.session.query(Agreement).count() == 1


def test_a_child_is_added_once(app: Flask, client: Client, sign_in: SignIn) -> None:
    stage = decided()
    children = len(stage.case.children)
    sign_in(client, stage.authority.coordinator)
    data = {"name": "Noor", "is_born": "yes", "born-day": "2", "born-month": "11", "born-year": "2025", "moves": "no"}
    assert at_once(app, client, f"{stage.at}/children/add", data) == [302, 409]
    assert db.session.query(Child).count() == children + 1
