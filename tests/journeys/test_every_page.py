"""The pages that everybody meets first, looked at in a browser: accessible, narrow enough, without trouble."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import follow

# What each role finds in its navigation, and the case page where it may be read.
PAGES = {
    "head": ["/", "/cases", "/step-downs", "/closed-and-not-started", "/cases/{reference}"],
    "coordinator": ["/", "/cases/{reference}", "/cases/{reference}/lead/nominate", "/cases/{reference}/meeting/decide"],
    "manager": [
        "/",
        "/cases/{reference}",
        "/cases/{reference}/close",
        "/cases/{reference}/step-down/end",
        "/cases/open",
    ],
    "health_visitor": ["/", "/cases/{reference}", "/cases/{reference}/lead"],
    "system_admin": ["/", "/people", "/people/invite", "/people/agencies", "/people/areas", "/outbox"],
}


@pytest.mark.parametrize("role", PAGES)
def test_the_pages_of_each_role_look_as_they_should(live: Live, visitor: Visitor, role: str) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority, coordinator=authority.coordinator)
        factories.make_step_down(case, authority.manager, receiving_agency=authority.health_visiting)
        factories.make_lead(case, authority.health_visitor, authority.manager, accepted=False)
        reference = case.reference
        person = getattr(authority, role)
        visitor.sign_in(person)
    for path in PAGES[role]:
        address = path.format(reference=reference)
        visitor.open(address)
        assert visitor.page.locator("h1").count() == 1, address
        visitor.check_looks(f"{role} {path.replace('{reference}', 'case')}")


def test_signing_in_with_a_password_and_out_again(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        email, name = authority.manager.email, authority.manager.name
    page = visitor.open("/")
    visitor.check_looks("sign in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(factories.PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    assert page.url == f"{live.url}/"
    assert name not in page.title()
    follow(page.get_by_role("button", name="Sign out"))
    assert "/sign-in" in page.url
    visitor.open("/cases")
    assert "/sign-in" in page.url


def test_an_address_that_does_not_exist_says_so_and_still_shows_the_front_door(visitor: Visitor) -> None:
    page = visitor.open("/no-such-page")
    visitor.check_looks("not found")
    expect(page.get_by_text("Worried about a child now?")).to_be_visible()
    expect(page.get_by_text("999").first).to_be_visible()
    visitor.expect_trouble(404)
