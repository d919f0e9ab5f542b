"""A session ends while somebody types: they are warned in time, can stay, and lose nothing if they do not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from caf_tracker.extensions import db
from caf_tracker.models import SignInSession, User
from tests import factories
from tests.factories import Authority
from tests.fixtures.browsing import NARROW, Live, Visitor
from tests.journeys.filling import fill, follow, press

REASONS = "Three agencies visit this family, and none of them knows what the others saw."


@pytest.fixture
def families(live: Live) -> tuple[Authority, str]:
    """A step-down about which the manager has to decide whether to meet, and the address of that page."""
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority, coordinator=authority.coordinator)
        factories.make_step_down(case, authority.manager)
        return authority, f"/cases/{case.reference}/meeting/decide"


def later(live: Live, page: Page, **how_long: float) -> None:
    """Let time pass for the product and for the page."""
    passed = timedelta(**how_long)
    live.moment += passed
    page.clock.fast_forward(int(passed.total_seconds() * 1000))


def start(visitor: Visitor, user: User, path: str) -> Page:
    visitor.page.clock.install(time=visitor.live.moment)
    visitor.sign_in(user)
    return visitor.open(path)


def type_reasons(page: Page) -> None:
    page.get_by_role("radio").first.check()
    page.locator("textarea").fill(REASONS)


def sign_in_by_hand(page: Page, email: str) -> None:
    fill(page, "E-mail address", email)
    fill(page, "Password", factories.PASSWORD)
    press(page, "Sign in")


def test_the_warning_comes_five_minutes_before_and_staying_loses_nothing(
    live: Live, visitor: Visitor, families: tuple[Authority, str]
) -> None:
    authority, path = families
    with live.data():
        page = start(visitor, authority.manager, path)
    warning = page.get_by_role("dialog", name="You will be signed out soon")
    type_reasons(page)
    later(live, page, minutes=24, seconds=58)
    expect(warning).to_be_hidden()
    later(live, page, seconds=3)
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("You will be signed out in 5 minutes.")
    expect(warning.get_by_role("heading")).to_be_focused()
    visitor.check_looks("session ends soon")
    page.set_viewport_size(NARROW)
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_in_viewport()
    for minutes, words in ((2, "3 minutes"), (2, "1 minute"), (0.6, "less than half a minute")):
        later(live, page, minutes=minutes)
        expect(warning).to_contain_text(f"You will be signed out in {words}.")
    # The keyboard leads straight to the button, and never behind the dialog.
    page.keyboard.press("Tab")
    expect(warning.get_by_role("button", name="Stay signed in")).to_be_focused()
    with page.expect_response("**/account/stay"):
        page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    assert page.locator("textarea").input_value() == REASONS
    with live.data():
        assert db.session.query(SignInSession).one().last_seen_at == live.moment
    # Thirty minutes from now on, on the server too.
    later(live, page, minutes=24, seconds=50)
    expect(warning).to_be_hidden()
    press(page, "Record the decision")
    assert "/sign-in" not in page.url
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("signed out")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_sent_too_late_is_sent_again_after_signing_in(
    live: Live, new_visitor: Callable[..., Visitor], families: tuple[Authority, str], javascript: bool
) -> None:
    authority, path = families
    visitor = new_visitor(javascript=javascript)
    with live.data():
        email = authority.manager.email
        page = start(visitor, authority.manager, path)
    type_reasons(page)
    live.moment += timedelta(minutes=31)
    if javascript:
        page.clock.fast_forward("31:00")
        over = page.get_by_role("dialog", name="You have been signed out")
        expect(over).to_contain_text("What you typed on this page is still here.")
        visitor.check_looks("session ended")
        over.get_by_role("button", name="Back to the page").click()
        later(live, page, seconds=5)
        expect(over).to_be_hidden()
    press(page, "Record the decision")
    expect(page.get_by_role("heading", name="You have been signed out", level=1)).to_be_visible()
    if javascript:
        visitor.check_looks("signed out while typing")
    press(page, "Sign in again")
    assert REASONS not in page.content()
    fill(page, "E-mail address", email)
    fill(page, "Password", "not my password")
    press(page, "Sign in")
    expect(page.get_by_role("link", name="E-mail address or password is wrong")).to_be_visible()
    sign_in_by_hand(page, email)
    expect(page.get_by_role("heading", name="You are signed in again", level=1)).to_be_visible()
    expect(page.get_by_text(REASONS)).to_be_visible()
    if javascript:
        visitor.check_looks("signed in again")
    press(page, "Send it now")
    visitor.expect_trouble(401)
    expect(page.get_by_text("The decision is recorded")).to_be_visible()


def test_whoever_else_signs_in_at_that_browser_never_sees_it(
    live: Live, visitor: Visitor, families: tuple[Authority, str]
) -> None:
    authority, path = families
    with live.data():
        email, name = authority.coordinator.email, authority.coordinator.name
        page = start(visitor, authority.manager, path)
    type_reasons(page)
    live.moment += timedelta(minutes=31)
    press(page, "Record the decision")
    press(page, "Sign in again")
    sign_in_by_hand(page, email)
    visitor.expect_trouble(401)
    assert page.url == f"{live.url}/"
    for place in ("/", "/account/password", path):
        visitor.open(place)
        assert "Three agencies" not in page.content()
    visitor.open("/account/password")
    expect(page.get_by_text(name)).to_be_visible()


def test_nothing_puts_off_the_end_of_ten_hours(live: Live, visitor: Visitor, families: tuple[Authority, str]) -> None:
    authority, path = families
    with live.data():
        page = start(visitor, authority.manager, path)
    for _ in range(24):
        live.moment += timedelta(minutes=24)
        visitor.open(path)
    type_reasons(page)
    # Nine hours and 36 minutes in.
    last = page.get_by_role("dialog", name="You will be signed out soon")
    later(live, page, minutes=19, seconds=2)
    expect(last).to_contain_text("You have been signed in for 10 hours")
    expect(last.get_by_role("button", name="Stay signed in")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(last).to_be_hidden()
    assert page.locator("textarea").input_value() == REASONS
    later(live, page, minutes=2)
    expect(last).to_be_hidden()
    later(live, page, minutes=3)
    expect(page.get_by_role("dialog", name="You have been signed out")).to_be_visible()


def test_a_page_without_a_form_offers_to_sign_in_again_and_shows_nothing_behind(
    live: Live, visitor: Visitor, families: tuple[Authority, str]
) -> None:
    authority, _ = families
    with live.data():
        page = start(visitor, authority.manager, "/step-downs")
    later(live, page, minutes=30, seconds=1)
    over = page.get_by_role("dialog", name="You have been signed out")
    expect(over.get_by_role("link", name="Sign in again")).to_be_visible()
    behind = page.evaluate("getComputedStyle(document.querySelector('dialog'), '::backdrop').backgroundColor")
    assert behind == "rgb(238, 243, 248)"
    page.keyboard.press("Escape")
    expect(over).to_be_visible()
    follow(over.get_by_role("link", name="Sign in again"))
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()


def test_being_busy_in_one_window_keeps_the_others_of_that_person(
    live: Live, visitor: Visitor, families: tuple[Authority, str]
) -> None:
    authority, path = families
    with live.data():
        first = start(visitor, authority.manager, path)
    later(live, first, minutes=25, seconds=1)
    warning = first.get_by_role("dialog", name="You will be signed out soon")
    expect(warning).to_be_visible()
    visitor.context.new_page().goto(f"{live.url}/cases")
    expect(warning).to_be_hidden()


def test_signing_in_again_in_another_window_lets_this_one_send(
    live: Live, visitor: Visitor, families: tuple[Authority, str]
) -> None:
    authority, path = families
    with live.data():
        email = authority.manager.email
        page = start(visitor, authority.manager, path)
    type_reasons(page)
    later(live, page, minutes=31)
    over = page.get_by_role("dialog", name="You have been signed out")
    with visitor.context.expect_page() as opened:
        over.get_by_role("link", name="Sign in again").click()
    sign_in_by_hand(opened.value, email)
    expect(over).to_be_hidden()
    press(page, "Record the decision")
    expect(page.get_by_text("The decision is recorded")).to_be_visible()


def test_without_an_answer_the_page_says_so_and_goes_on_counting(
    live: Live, visitor: Visitor, families: tuple[Authority, str]
) -> None:
    authority, path = families
    with live.data():
        page = start(visitor, authority.manager, path)
    page.route("**/account/stay", lambda route: route.abort())
    later(live, page, minutes=26)
    warning = page.get_by_role("dialog", name="You will be signed out soon")
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_contain_text("The answer did not arrive.")
    page.unroute("**/account/stay")
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    visitor.troubles = [trouble for trouble in visitor.troubles if "ERR_FAILED" not in trouble]
