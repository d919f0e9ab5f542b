"""A manager loads a closures file, and a coordinator compares a possible match: in a browser, wide and narrow."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import FilePayload, Page, expect

from caf_tracker.exchange.closures.example import EXAMPLE_AREA, example_file
from caf_tracker.extensions import db
from caf_tracker.models import Child, ClosureFile, PossibleMatch
from caf_tracker.models.words import Resolution
from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import choose, fill, follow, press

Visit = Callable[..., Visitor]
EXAMPLE = b"".join(example_file(date(2026, 3, 3)))


def send(page: Page, content: bytes) -> None:
    """Choose a file and send it."""
    file: FilePayload = {"name": "closures.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Load the file")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_file_is_loaded_and_a_possible_match_answered(live: Live, new_visitor: Visit, javascript: bool) -> None:
    with live.data():
        authority = factories.make_authority()
        robin = Child(name="Robin Example", name_key="robin example", born=date(2024, 3, 30), nhs_number="9990000018")
        known = factories.make_case(authority, children=[robin])
        known_reference = known.reference
    manager, coordinator = new_visitor(javascript=javascript), new_visitor(javascript=javascript)
    manager.sign_in(authority.manager)
    coordinator.sign_in(authority.coordinator)

    page = manager.open("/closures")
    press(page, "Load the file")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a closures file")
    manager.check_looks("closures upload with errors")
    send(page, b"%PDF-1.7")
    expect(page.locator(".govuk-error-summary")).to_contain_text("This is a PDF")
    page.get_by_text("The headings, and what stands under them").click()
    manager.check_looks("closures upload")

    send(page, EXAMPLE)
    expect(page.locator("h1")).to_have_text("What became of the file")
    expect(page.locator("table")).to_contain_text("This is not the name of an area here.")
    manager.check_looks("closures file with problems")

    manager.open("/closures")
    send(page, EXAMPLE.replace(EXAMPLE_AREA.encode(), b"North"))
    expect(page.locator(".govuk-notification-banner")).to_contain_text("The file has been loaded.")
    expect(page.get_by_text("Every row could be used.")).to_be_visible()
    manager.check_looks("closures file")

    page = coordinator.open("/closures")
    coordinator.check_looks("closures with earlier files")
    follow(page.get_by_role("link", name="Possible matches that wait for an answer"))
    coordinator.check_looks("possible matches")
    follow(page.get_by_role("link", name=known_reference))
    expect(page.locator("h1")).to_have_text("Is this the same child?")
    assert "Robin" not in page.title()
    comparison = page.url
    press(page, "Record the answer")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select whether they are the same child")
    coordinator.check_looks("possible match with errors")
    choose(page, "Are they the same child?", "The same child")
    fill(page, "How do you know?", "The same NHS number and the same mother")
    press(page, "Record the answer")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Your answer has been recorded.")
    page.goto(comparison)
    expect(page.get_by_text("The same NHS number and the same mother")).to_be_visible()
    coordinator.check_looks("possible match answered")

    with live.data():
        assert [file.loaded for file in db.session.query(ClosureFile).order_by(ClosureFile.id)] == [0, 3]
        assert db.session.query(PossibleMatch).one().resolution is Resolution.SAME_CHILD
