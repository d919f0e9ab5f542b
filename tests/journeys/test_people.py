"""A system administrator invites somebody, who sets a password and signs in; later the account is disabled."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import follow


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_from_the_invitation_to_the_disabled_account(
    live: Live, new_visitor: Callable[..., Visitor], javascript: bool
) -> None:
    admin, invited = new_visitor(javascript=javascript), new_visitor(javascript=javascript)
    with live.data():
        authority = factories.make_authority()
        admin.sign_in(authority.system_admin)
    page = admin.open("/people/invite")
    follow(page.get_by_role("button", name="Send the invitation"))
    assert page.get_by_role("link", name="Enter a name").get_attribute("href") == "#name"
    _look(admin, "people invite with errors", javascript)
    page.get_by_label("Name", exact=True).fill("Nora Field")
    page.get_by_label("E-mail address", exact=True).fill("nora@team.example")
    page.get_by_label("Role").select_option("Practitioner")
    page.get_by_label("Agency").select_option("Health visiting")
    follow(page.get_by_role("button", name="Send the invitation"))
    link = page.locator("#link").inner_text().strip()
    _look(admin, "people invitation sent", javascript)

    theirs = invited.open("/invitation/" + link.rsplit("/", 1)[1])
    _look(invited, "account invitation", javascript)
    theirs.get_by_label("Choose a password").fill("three random words")
    follow(theirs.get_by_role("button", name="Set password and sign in"))
    expect(theirs.get_by_text("Your password is set and you are signed in.")).to_be_visible()

    follow(page.get_by_role("link", name="See the account"))
    _look(admin, "people account", javascript)
    follow(page.get_by_role("button", name="Disable this account"))
    _look(admin, "people disable", javascript)
    follow(page.get_by_role("button", name="Disable this account"))
    expect(page.get_by_text("The account is disabled.")).to_be_visible()
    assert "Nora" not in page.title()

    invited.open("/account/password")
    assert "/sign-in" in theirs.url


def _look(visitor: Visitor, name: str, javascript: bool) -> None:
    # axe is itself a script: without JavaScript the page is only used.
    if javascript:
        visitor.check_looks(name)
