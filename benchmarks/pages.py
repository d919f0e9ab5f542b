"""The pages against a bare signed-in page: requests a second through WSGI in one process, for three readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

from flask import Flask, render_template
from flask_login import current_user
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.test import EnvironBuilder, run_wsgi_app

import config
from benchmarks.places import populated
from benchmarks.population import MORNING
from benchmarks.population.authority import AREAS, COORDINATORS, MANAGERS, PRACTITIONERS
from benchmarks.rounds import Arm, Ratio, compare, timed
from caf_tracker import audit, clock, create_app
from caf_tracker.extensions import db
from caf_tracker.models import User
from caf_tracker.services.sign_in import start_session
from caf_tracker.web.access import signed_in
from caf_tracker.web.sign_in_sessions import COOKIE
from tests.fixtures.plugin import close_connections

# So many requests of each page follow each other in a round.
_REQUESTS = 20
_AT = MORNING + timedelta(hours=2)
# The last shows what one audit event costs, which every list writes in its transaction.
_NAMES = {
    "/cases": "list of cases",
    "/step-downs": "step-downs",
    "/closed-and-not-started": "closed and not started",
    "/": "Your work",
    "/caseload": "caseload",
    "/bare-and-audited": "bare audited page",
}
_LISTS = ("/cases", "/step-downs", "/closed-and-not-started")
_LEAST = {"postgresql": 0.35, "sqlite": 0.40}
# Whatever stands in a page once for each thing that it lists.
_ROW = re.compile(r'<tr class="govuk-table__row"|<li class="app-items__item')
_BARE = """{% extends "base.html" %}
{% block title %}Bare{% endblock %}{% block content %}<h1 class="govuk-heading-l">Bare</h1>{% endblock %}"""


@dataclass(frozen=True)
class _Reader:
    """Somebody signed in, and the addresses that they ask for."""

    name: str
    person: int
    addresses: tuple[str, ...]


# An ordinary visitor: the first of each team leads it and is its agency's contact.
_READERS = (
    _Reader("coordinator", COORDINATORS.first, (*_LISTS, "/")),
    _Reader("manager", MANAGERS.first, ("/cases", "/step-downs", "/")),
    _Reader("health visitor", PRACTITIONERS.first + len(AREAS), ("/cases", "/step-downs", "/caseload", "/")),
)


def bench(folder: Path, *, cases: int, large: int, rounds: int) -> Iterator[Ratio]:
    """Each ratio as it is measured; `large` is for others."""
    (folder / "pages").mkdir()
    for engine in ("postgresql", "sqlite"):
        with populated(engine, folder / "pages", cases) as place, clock.set_to(_AT):
            app = _app(place.url)
            for reader in _READERS:
                yield from _of_reader(app, reader, engine, cases, rounds)
            close_connections(app)


def _app(url: str) -> Flask:
    """The product with one page more, which has nothing but what every page has."""
    app = create_app(config.load({"CAF_TRACKER_ENV": "test", "DATABASE_URL": url, "MAIL_CHANNEL": "log"}))
    loaders = [app.jinja_loader, DictLoader({"bare.html": _BARE})]
    app.jinja_loader = ChoiceLoader([loader for loader in loaders if loader])

    @app.get("/bare")
    @signed_in
    def bare() -> str:
        return render_template("bare.html")

    @app.get("/bare-and-audited")
    @signed_in
    def bare_and_audited() -> str:
        audit.record(at=clock.now(), act="list_cases", actor=current_user)
        return render_template("bare.html")

    return app


def _of_reader(app: Flask, reader: _Reader, engine: str, cases: int, rounds: int) -> Iterator[Ratio]:
    with app.app_context():
        token = start_session(user=db.session.get_one(User, reader.person), at=_AT)
        db.session.commit()
    first = re.search(r'href="(/cases/EH-[^"/]+)"', _ask(app, "/cases", token))
    assert first is not None, f"{reader.name} sees no case"
    bare = _arm(app, "/bare", token)
    for address in (*reader.addresses, first[1], "/bare-and-audited"):
        is_list = address == "/cases"
        yield compare(
            f"{_NAMES.get(address, 'case page')} of a {reader.name} : bare page ({engine}, {cases:,})",
            bare,
            _arm(app, address, token),
            at_least=_LEAST[engine] if is_list else None,
            rounds=rounds,
        )


def _arm(app: Flask, address: str, token: str) -> Arm:
    """So many requests of a page, the last of which must show as many rows as ever."""
    expected: list[int] = []

    def run() -> float:
        pages: list[str] = []
        seconds = timed(lambda: pages.extend(_ask(app, address, token) for _ in range(_REQUESTS)))
        found = {len(_ROW.findall(page)) for page in pages}
        expected[:] = expected or [*found]
        assert found == {*expected}, f"{address} shows {found} rows, not {expected}"
        assert address.startswith("/bare") or expected[0] > 0, f"{address} shows nothing"
        return seconds

    return run


def _ask(app: Flask, address: str, token: str) -> str:
    cookie = SimpleCookie({COOKIE: token}).output(header="").strip()
    environ = EnvironBuilder(address, headers={"Cookie": cookie}).get_environ()
    body, status, _ = run_wsgi_app(app, environ)
    assert status.startswith("200"), f"{address}: {status}"
    return b"".join(body).decode()
