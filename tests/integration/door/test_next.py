"""Where one goes after signing in: to a page of this site, whatever the address asked for."""

from collections.abc import Callable
from contextvars import Context
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import create_environ, run_wsgi_app

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.services.sign_in import start_session
from caf_tracker.web.sign_in_sessions import COOKIE
from tests.factories import PASSWORD, Authority
from tests.fixtures.clients import Client
from tests.fixtures.proving import Figure, Length
from tests.integration.door.browsers_urls import host_of
from tests.integration.door.conftest import CountingHasher

BY_HAND = (
    "//evil.example", "////evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "https:evil.example", "https:/evil.example", "http://evil.example",
    "HTTPS://evil.example/cases", "//localhost@evil.example", "//localhost:80@evil.example/", "/%2F/evil.example",
    "/%09/evil.example", "%2F%2Fevil.example", "//evil。example", "//evil%E3%80%82example", "javascript:alert(1)",
    "data:text/html,x", " //evil.example", "\x00//evil.example", "/..//evil.example", "/.//evil.example", "///",
    "/cases//evil.example", "/;//evil.example", "//[::1]", "//0x7f.1", "/sign-in?next=//evil.example",
    "/cases#//evil.example",
)  # fmt: skip
STARTS = (
    "", "/", "//", "///", "////", "/\\", "\\\\", "\\/", "/\t/", "/\n\r/", "\t//", " //", "\0//", "http:", "http://",
    "https:", "https:/", "HTTPS://", "hTTp:\\\\", "ht\ttps://", "javascript:", "data:", "/%2F", "%2F%2F", "/.//",
    "//user@", "//localhost@", "//localhost:80@",
)  # fmt: skip
PIECES = (
    "/", "/", "\\", "\t", "\n", "\r", " ", "\0", "\x0b", ":", "?", "#", "@", ".", "..", ";", "&", "=", "%2F", "%5C",
    "%09", "%0a", "%00", "%252F", "http", "https", "evil.example", "evil.example", "evil.example/", "localhost",
    "evil。example", "[::1]", "127.1", "cases", "EH-000001A", "／", "＼", "⁄", "∕", "\u2028", "\ufeff", "\u202e", "é",
    "\xa0", "\ud800", "x" * 301,
)  # fmt: skip
STRINGS = st.builds(
    "".join, st.tuples(st.sampled_from(STARTS), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
) | st.text(max_size=30)


@pytest.fixture
def led_to(app: Flask, authority: Authority) -> Callable[[str], str | None]:
    """Where somebody who is signed in already is sent from /sign-in, asked through WSGI as it came over the wire."""
    token, moment = start_session(user=authority.manager, at=clock.now()), clock.now()
    db.session.commit()

    def lead(query: str) -> str | None:
        environ = create_environ("/sign-in", headers={"Cookie": f"{COOKIE}={token}"})
        environ["QUERY_STRING"] = query

        def ask() -> str | None:
            with clock.set_to(moment):
                _body, status, headers = run_wsgi_app(app, environ, buffered=True)
            assert status.startswith("302"), status
            return headers.get("Location")

        return Context().run(ask)

    return lead


def wire(text: str, *, all_of_it: bool) -> str:
    """A text in a query: percent-encoded, or as it is where that is possible."""
    encoded = text.encode("utf-8", "surrogatepass")
    return quote(encoded, safe="") if all_of_it else quote(encoded, safe="/\\:@%?#;.[]()\t\n\r\0 =")


@pytest.mark.parametrize("wanted", BY_HAND, ids=range(len(BY_HAND)))
def test_nothing_written_by_hand_leads_off_the_site(led_to: Callable[[str], str | None], wanted: str) -> None:
    for all_of_it in (True, False):
        assert host_of(led_to(f"next={wire(wanted, all_of_it=all_of_it)}") or "") == "localhost"


@pytest.mark.proof
def test_nothing_made_up_leads_off_the_site(
    led_to: Callable[[str], str | None], length: Length, figure: Figure
) -> None:
    tried, off_site = 0, 0

    @settings(max_examples=length(150, 5_000), suppress_health_check=list(HealthCheck))
    @given(STRINGS, st.booleans())
    def lead(wanted: str, all_of_it: bool) -> None:
        nonlocal tried, off_site
        tried += 1
        # What would become of it if it were followed as it stands: it must be worth refusing often enough.
        off_site += host_of(wanted) != "localhost"
        location = led_to(f"next={wire(wanted, all_of_it=all_of_it)}")
        assert location is not None
        assert host_of(location) == "localhost", location

    lead()
    assert off_site > tried / 5
    figure(f"{tried} strings, of which {off_site} would lead off the site as they stand: 0 did")


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example"])
def test_signing_in_itself_leads_nowhere_else(
    client: Client, authority: Authority, hasher: CountingHasher, wanted: str
) -> None:
    shown = client.get("/sign-in", query_string={"next": wanted})
    token = shown.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    sent = {"email": authority.manager.email, "password": PASSWORD, "csrf_token": token}
    assert 'action="/sign-in?next=/"' in client.post("/sign-in/again", data={"next": wanted, "csrf_token": token}).text
    assert client.post("/sign-in", query_string={"next": wanted}, data=sent).location == "/"


@pytest.mark.parametrize("wanted", ["/cases", "/cases/EH-000123K", "/people/agencies/add", "/"])
def test_a_page_of_this_site_is_where_one_goes(led_to: Callable[[str], str | None], wanted: str) -> None:
    assert led_to(f"next={quote(wanted)}") == wanted
