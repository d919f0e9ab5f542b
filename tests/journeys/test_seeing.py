"""What people see, in a browser: their work, the case with its track, the lists and why they were told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories, stories
from tests.factories import Authority
from tests.fixtures.browsing import NARROW, WIDE, Live, Visitor
from tests.journeys.filling import follow

NewVisitor = Callable[..., Visitor]
TODAY = "2026-02-11 10:00"


def families(authority: Authority) -> dict[str, str]:
    """A handover that runs, one unanswered, one refused and one that nobody took up: the references by name."""
    visitor = authority.health_visitor
    unanswered = stories.decide(authority, "2026-02-02 10:00", nominee=visitor)
    stories.close(authority, unanswered, "2026-02-05 11:00")
    smooth = stories.decide(authority, "2026-02-02 10:00", nominee=visitor, child="Ada Finch", years=0)
    stories.accept(smooth, "2026-02-03 10:00")
    stories.agree(smooth, "2026-02-04 10:00")
    stories.start(smooth, "2026-02-10 09:00")
    nobody = stories.decide(authority, "2026-01-05 10:00", child="Ben Okoro", years=1)
    stories.close(authority, nobody, "2026-01-07 10:00")
    refused = stories.decide(authority, "2026-01-26 10:00", nominee=visitor, child="Zed Long")
    stories.accept(refused, "2026-01-27 10:00")
    stories.agree(refused, "2026-01-29 10:00", agreed=False)
    stories.tell("2026-01-07 12:00", "2026-01-30 09:00", "2026-02-02 11:00", "2026-02-05 12:00", "2026-02-11 08:00")
    made = {"unanswered": unanswered, "smooth": smooth, "nobody": nobody, "refused": refused}
    return {name: case.reference for name, case in made.items()}


def everything(live: Live, visitor: Visitor, role: str) -> dict[str, str]:
    """The families, with this person of the authority signed in."""
    with live.data():
        authority = factories.make_authority()
        references = families(authority)
        person = getattr(authority, role)
    live.moment = stories.london(TODAY)
    visitor.sign_in(person)
    return references


def to_the_answer(page: Page) -> None:
    """From the first page to the question, by the button alone."""
    expect(page.get_by_text("You have been asked to be the lead professional.")).to_be_visible()
    follow(page.get_by_role("button", name="Answer").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Will you be the lead professional?")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_nominee_answers_from_the_first_page_and_then_sees_the_whole_case(
    live: Live, new_visitor: NewVisitor, javascript: bool
) -> None:
    visitor = new_visitor(javascript=javascript)
    references = everything(live, visitor, "health_visitor")
    page = visitor.open("/")
    to_the_answer(page)
    page.get_by_label("Yes", exact=False).first.check()
    follow(page.get_by_role("button", name="Send my answer"))
    assert page.url == f"{live.url}/cases/{references['unanswered']}"
    expect(page.get_by_role("heading", name="Fathers and significant adults")).to_be_visible()
    expect(page.get_by_role("img", name="The handover, step by step").first).to_be_visible()
    page.goto(f"{live.url}/")
    expect(page.get_by_text("You have been asked to be the lead professional.")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_coordinator_finds_a_family_by_name_and_the_name_stays_out_of_the_address(
    live: Live, new_visitor: NewVisitor, javascript: bool
) -> None:
    visitor = new_visitor(javascript=javascript)
    references = everything(live, visitor, "coordinator")
    page = visitor.open("/cases")
    page.get_by_label("Find a case").fill("finch")
    follow(page.get_by_role("button", name="Search"))
    expect(page.get_by_text("1 case found")).to_be_visible()
    assert "finch" not in page.url.lower()
    page.reload()
    expect(page.get_by_text("1 case found")).to_be_visible()
    follow(page.get_by_role("link", name=references["smooth"]))
    page.go_back()
    expect(page.get_by_text("1 case found")).to_be_visible()
    follow(page.get_by_role("link", name="Clear the search"))
    expect(page.get_by_text("4 cases")).to_be_visible()
    page.get_by_label("Stage").select_option(label="Nobody asked to lead")
    follow(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("rowheader")).to_have_text([references["nobody"]])


def test_a_reminder_leads_to_why_and_to_the_case(live: Live, visitor: Visitor) -> None:
    references = everything(live, visitor, "coordinator")
    page = visitor.open("/closed-and-not-started")
    expect(page.get_by_role("rowheader").first).to_have_text(references["nobody"])
    follow(page.get_by_role("link", name=references["nobody"]))
    follow(page.get_by_role("link", name="Why was I told?").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Why was I told?")
    visitor.check_looks("why told")
    follow(page.get_by_role("link", name=f"Open {references['nobody']}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(references["nobody"])


def test_the_track_lies_across_where_there_is_room_and_on_paper_and_down_on_a_telephone(
    live: Live, visitor: Visitor
) -> None:
    references = everything(live, visitor, "manager")
    page = visitor.open(f"/cases/{references['nobody']}")
    across, down = page.locator("svg.app-track-across"), page.locator("svg.app-track-down")
    expect(across).to_be_visible()
    expect(down).to_be_hidden()
    page.set_viewport_size(NARROW)
    expect(across).to_be_hidden()
    expect(down).to_be_visible()
    page.emulate_media(media="print")
    expect(across).to_be_visible()
    expect(down).to_be_hidden()
    expect(page.get_by_role("heading", name="What you can do now")).to_be_hidden()
    page.emulate_media(media="screen")
    page.set_viewport_size(WIDE)
    # One picture for a screen reader too, with every step in its description.
    pictures = page.get_by_role("img", name="The handover, step by step")
    expect(pictures).to_have_count(1)
    said = pictures.locator("desc").text_content() or ""
    assert "Lead nominated: late by 26 working days, due 6 January 2026, Marcus Adeyemi." in said


@pytest.mark.parametrize("name", ["unanswered", "smooth", "nobody", "refused"])
def test_the_case_page_of_every_kind_of_handover_looks_as_it_should(live: Live, visitor: Visitor, name: str) -> None:
    references = everything(live, visitor, "manager")
    visitor.open(f"/cases/{references[name]}")
    visitor.check_looks(f"case {name}")


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("manager", "/"),
        ("coordinator", "/cases"),
        ("coordinator", "/step-downs"),
        ("head", "/closed-and-not-started"),
        ("head", "/reminders-sent"),
    ],
)
def test_the_lists_with_families_in_them_look_as_they_should(
    live: Live, visitor: Visitor, role: str, address: str
) -> None:
    everything(live, visitor, role)
    visitor.open(address)
    visitor.check_looks(f"full {role} {address}")
