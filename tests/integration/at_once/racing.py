"""People at the same moment: each at a browser of their own, in a thread of their own, let go by one barrier."""

import html
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import User
from caf_tracker.web.sign_in_sessions import COOKIE
from tests.fixtures import pages
from tests.fixtures.clients import Client
from tests.fixtures.signing_in import sign_in

Data = Mapping[str, Any]

# Nothing here waits long; this is for a race that hangs.
_LONGEST = 120
_HIDDEN = re.compile(r"<input[^>]*\btype=[\"']hidden[\"'][^>]*>")
_ATTRIBUTE = re.compile(r"(name|value)=[\"']([^\"']*)[\"']")


@dataclass(frozen=True)
class Sending:
    """A form that somebody opens, fills in and sends when everybody else is ready too; `to` where it is on another."""

    by: Client
    path: str
    data: Data
    to: str = ""


def browser(app: Flask, user: User) -> Client:
    """A browser with this person signed in; its pages are looked at by `sound`, not each of thousands."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.check_pages = False
    sign_in(client, user)
    return client


def twin(app: Flask, client: Client) -> Client:
    """The same browser again, for a second click before the first is answered."""
    other = app.test_client()
    assert isinstance(other, Client)
    other.check_pages = False
    for cookie in (client.get_cookie(name) for name in (COOKIE, "caf_form")):
        if cookie is not None:
            other.set_cookie(cookie.key, cookie.value)
    return other


def at_once(sendings: Sequence[Sending]) -> list[TestResponse]:
    """Everybody opens their page; when the last has it, all send at the same moment. The answers, in their order."""
    barrier, moment = Barrier(len(sendings), timeout=_LONGEST), clock.now()
    # What the test's own session holds open would keep SQLite's one writer waiting.
    db.session.commit()

    def send(sending: Sending) -> TestResponse:
        with clock.set_to(moment):
            try:
                page = sending.by.get(sending.path)
                assert page.status_code == 200, f"{sending.path} answers {page.status} before anybody has sent anything"
            except BaseException:
                barrier.abort()
                raise
            barrier.wait()
            return sending.by.post(sending.to or sending.path, data={**hidden(page.text), **sending.data})

    with ThreadPoolExecutor(len(sendings)) as threads:
        answers = [threads.submit(send, sending) for sending in sendings]
    db.session.expire_all()
    return [answer.result() for answer in answers]


def hidden(page: str) -> dict[str, str]:
    """What the forms of a page carry unseen. Read without a parser: there are thousands of pages."""
    found: dict[str, str] = {}
    for field in _HIDDEN.findall(page):
        attributes = dict(_ATTRIBUTE.findall(field))
        if "name" in attributes:
            found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    return found


def reads(page: str) -> str:
    """The words of a page's main part, tags left out and entities read."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def sound(answer: TestResponse) -> None:
    """Fail on a page that is not valid, titled and headed."""
    if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
        pages.check(answer.text, where=f"{answer.request.method} {answer.request.path}")
