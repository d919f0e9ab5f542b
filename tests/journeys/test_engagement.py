"""Who really uses what: a coordinator chasing an agency, and a health visitor saying it in three taps."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from caf_tracker.extensions import db
from caf_tracker.models import Case, EngagementObservation
from caf_tracker.models.words import EngagementStatus, Evidence
from tests import factories
from tests.factories import Authority
from tests.fixtures.browsing import NARROW, Live, Visitor
from tests.integration.pages.test_around import a_large_family
from tests.journeys.filling import choose, fill, fill_date, follow, press

Visit = Callable[..., Visitor]


def a_family(authority: Authority) -> Case:
    """A family with a lead, and a school that has never said anything."""
    case = factories.make_case(authority, coordinator=authority.coordinator)
    factories.make_step_down(case, authority.manager)
    factories.make_lead(case, authority.health_visitor, authority.manager)
    factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
    school = factories.add_to_team(case, authority.school, authority.teacher)
    school.own_reference = "Mill Lane 204"
    return case


def test_a_coordinator_chases_an_agency_by_telephone(live: Live, new_visitor: Visit) -> None:
    with live.data():
        authority = factories.make_authority()
        reference = a_family(authority).reference
    visitor = new_visitor()
    visitor.sign_in(authority.coordinator)
    page = visitor.open(f"/cases/{reference}")
    around = page.get_by_role("region", name="Who is around this family")
    expect(around.get_by_text("2 agencies in the team. Not known: 2.")).to_be_visible()
    visitor.check_looks("case with two agencies not known")

    # First what the mother says: it is kept, and the school is still asked.
    follow(page.get_by_role("link", name="Say what is known by Mill Lane Primary School"))
    expect(page.get_by_text("Theo Marsh")).to_be_visible()
    expect(page.get_by_text("Their own reference: Mill Lane 204")).to_be_visible()
    visitor.check_looks("say what is known")
    press(page, "Save")
    expect(page.get_by_role("link", name="Select how the agency knows")).to_be_visible()
    visitor.check_looks("say what is known with nothing chosen")
    choose(page, "Does the family use this agency’s support?", "Uses the support")
    choose(page, "How does the agency know?", "A parent said so")
    expect(page.get_by_text("This does not settle the question.").locator("visible=true")).to_have_count(1)
    visitor.check_looks("say what only a parent said")
    press(page, "Save")
    expect(page.get_by_text("It does not settle the question")).to_be_visible()
    expect(page.get_by_text("A parent said: Uses the support, today")).to_be_visible()
    expect(page.get_by_text("2 agencies in the team. Not known: 2.")).to_be_visible()

    # Then the school itself, by telephone.
    follow(page.get_by_role("link", name="Say what is known by Mill Lane Primary School"))
    choose(page, "Does the family use this agency’s support?", "Child not brought")
    choose(page, "How does the agency know?", "It is in the agency’s own records")
    page.get_by_text("Asked by telephone, of one person, another day, or a note").click()
    fill(page, "Asked by telephone? Who at the agency said it?", "Jo Field, school secretary")
    fill(page, "Note, if there is something to add", "Absent on 6 of 10 days.")
    visitor.check_looks("say what was said by telephone")
    press(page, "Save")
    expect(page.get_by_text("2 agencies in the team. Not known: 1.")).to_be_visible()
    visitor.check_looks("case with one agency not known")
    follow(page.get_by_role("link", name="Whole family, Mill Lane Primary School: what was recorded"))
    expect(page.get_by_text("Asked by telephone, said by Jo Field, school secretary")).to_be_visible()
    expect(page.get_by_text("Recorded 3 March 2026 at 10:00am by Cora Whitfield").first).to_be_visible()
    visitor.check_looks("what was recorded of an agency")
    with live.data():
        last = db.session.query(EngagementObservation).order_by(EngagementObservation.id.desc()).first()
        assert last is not None
        assert (last.said_by, last.note) == ("Jo Field, school secretary", "Absent on 6 of 10 days.")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_health_visitor_says_it_in_three_taps_on_a_telephone(
    live: Live, new_visitor: Visit, javascript: bool
) -> None:
    with live.data():
        authority = factories.make_authority()
        a_family(authority)
    visitor = new_visitor(javascript=javascript)
    visitor.sign_in(authority.health_visitor)
    page = visitor.open("/")
    page.set_viewport_size(NARROW)
    follow(page.get_by_role("button", name="Say what is known").first)
    page.get_by_text("No answer at the door", exact=True).click()
    page.get_by_text("The agency saw the family itself", exact=True).click()
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("2 agencies in the team. Not known: 1.")).to_be_visible()
    visitor.check_looks(f"case after three taps {'with' if javascript else 'without'} scripts")
    with live.data():
        said = db.session.query(EngagementObservation).one()
        assert (said.status, said.evidence, said.recorded_by_id, said.child_id, said.note) == (
            EngagementStatus.NO_ACCESS, Evidence.DIRECT, authority.health_visitor.id, None, None
        )  # fmt: skip


def test_the_grid_of_a_large_family_with_many_agencies_can_be_read(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        reference = a_large_family(authority).reference
    visitor.sign_in(authority.coordinator)
    page = visitor.open(f"/cases/{reference}")
    expect(page.get_by_role("rowheader")).to_have_count(25)
    visitor.check_looks("case with nine people and 25 agencies")
    follow(page.get_by_role("link", name="A picture of who is around this family, today or on another day"))
    around, down = page.locator("svg.app-ecomap-around"), page.locator("svg.app-ecomap-down")
    expect(around).to_be_visible()
    expect(down).to_be_hidden()
    visitor.check_looks("ecomap with 25 agencies")
    page.emulate_media(media="print")
    expect(around).to_be_visible()
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.emulate_media(media="screen")
    fill_date(page, "Show how it was on", 4, 3, 2026)
    follow(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("link", name="The day must be today or in the past")).to_be_visible()
    visitor.check_looks("ecomap of a day to come")
    fill_date(page, "Show how it was on", 2, 3, 2026)
    follow(page.get_by_role("button", name="Show"))
    assert page.url.endswith("/ecomap?on=2026-03-02")
    expect(page.get_by_text("No agency was in the team around this family on that day.")).to_be_visible()


def test_a_lead_puts_an_agency_into_the_team_and_takes_it_out(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        factories.make_step_down(case, authority.manager)
        factories.make_lead(case, authority.health_visitor, authority.manager)
        factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
        reference, adult = case.reference, case.adults[1].id
    visitor.sign_in(authority.health_visitor)
    page = visitor.open(f"/cases/{reference}")
    follow(page.get_by_role("link", name="Change the team"))
    follow(page.get_by_role("button", name="Add an agency"))
    press(page, "Continue")
    expect(page.get_by_role("link", name="Choose which agency joins")).to_be_visible()
    visitor.check_looks("choose which agency joins")
    page.get_by_label("Which agency?").select_option(label="Mill Lane Primary School")
    press(page, "Continue")
    page.get_by_label("Who works with the family there?").select_option(label="Theo Marsh")
    fill(page, "The agency’s own reference for the family", "Mill Lane 204")
    choose(page, "On what ground is information shared with them?", "Public task")
    press(page, "Add to the team")
    expect(page.get_by_role("link", name="Enter why information is shared")).to_be_visible()
    visitor.check_looks("add an agency to the team with an answer missing")
    fill(page, "Without the family’s agreement: why is it shared?", "She cannot be asked safely while he is at home.")
    press(page, "Add to the team")
    expect(page.get_by_text("The agency is in the team.")).to_be_visible()
    visitor.check_looks("the team")
    follow(page.get_by_role("link", name="Take out Mill Lane Primary School"))
    visitor.check_looks("take an agency out of the team")
    fill(page, "Why does the agency leave the team?", "Both children have moved to another school.")
    press(page, "Take it out of the team")
    expect(page.get_by_role("heading", name="Those who left")).to_be_visible()
    visitor.check_looks("the team with one who left")

    # What an adult may know is asked, and what was not asked is shown as a no.
    page = visitor.open(f"/cases/{reference}/adults/{adult}")
    page.get_by_text("Language, safe contact, and what they may know").click()
    fill(page, "Language they speak best", "Polish")
    choose(page, "May they know of this case?", "Yes")
    visitor.check_looks("what an adult may know")
    press(page, "Save changes")
    expect(page.get_by_text("May know: yes. May come to meetings: no (not asked).")).to_be_visible()
