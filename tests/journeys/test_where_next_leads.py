"""Where Chromium itself goes: the tests' own reading of addresses, and the product's answers."""

from random import Random

import pytest

from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.integration.door.browsers_urls import host_of
from tests.integration.door.test_next import BY_HAND, PIECES, STARTS

_HOST = """texts => texts.map(text => {
    try { const url = new URL(text, 'http://localhost/sign-in'); return url.host.split(':')[0] || url.protocol }
    catch { return null }
})"""


def test_the_tests_read_addresses_as_chromium_does(visitor: Visitor) -> None:
    chance = Random("next")  # noqa: S311 - no secret, and the same every time
    made_up = [chance.choice(STARTS) + "".join(chance.choices(PIECES, k=chance.randint(0, 5))) for _ in range(3_000)]
    # A lone surrogate never comes out of a header.
    texts = [text for text in (*BY_HAND, *made_up) if "\ud800" not in text]
    visitor.open("/sign-in")
    read = visitor.page.evaluate(_HOST, texts)
    safe_in_the_tests = {text for text in texts if host_of(text) == "localhost"}
    leads_away = {text for text, host in zip(texts, read, strict=True) if host not in ("localhost", None)}
    assert not safe_in_the_tests & leads_away
    assert len(leads_away) > 500


@pytest.mark.proof(only=True)
def test_nothing_written_by_hand_leads_chromium_off_the_site(live: Live, visitor: Visitor) -> None:
    with live.data():
        visitor.sign_in(factories.make_authority().manager)
    for wanted in BY_HAND:
        visitor.page.goto(f"{live.url}/sign-in?next={_encoded(wanted)}")
        assert visitor.page.url.startswith(f"{live.url}/"), wanted
    visitor.expect_trouble(404)


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
