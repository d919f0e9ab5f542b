"""Journeys: people at a browser, on SQLite, as `make run` serves them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from caf_tracker import clock
from tests.fixtures.browsing import PICTURES, WIDE, Live, Visitor, launch, serving, use_packaged_node


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a worker."""
    use_packaged_node()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """The product on an address of this machine, its database empty; set `live.moment` to move its clock."""
    with serving(app) as live:
        live.moment = clock.now()
        yield live


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """The folder for pictures of the pages, if they are wanted."""
    if not pytestconfig.getoption("--pictures"):
        return None
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


@pytest.fixture
def new_visitor(live: Live, browser: Browser, pictures: Path | None) -> Iterator[Callable[..., Visitor]]:
    """A browser window of its own for each person: new_visitor(), or new_visitor(javascript=False)."""
    visitors: list[Visitor] = []

    def visit(*, javascript: bool = True) -> Visitor:
        context = browser.new_context(
            viewport=WIDE,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(10_000)
        visitors.append(Visitor(live, context, context.new_page(), javascript, pictures))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.context.close()
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    assert troubles == [], "the browser met with trouble"


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody at a browser, not signed in."""
    return new_visitor()
