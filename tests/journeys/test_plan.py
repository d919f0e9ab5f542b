"""A lead's week with a plan, on a telephone: what shall be different, who does what, sharing it, and the review."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from caf_tracker.extensions import db
from caf_tracker.models import Meeting, PlanAction, PlanShare, Review
from tests import factories, stories
from tests.fixtures.browsing import NARROW, Live, Visitor
from tests.journeys.filling import choose, fill, fill_date, follow, press
from tests.journeys.looking import look

Visit = Callable[..., Visitor]


@pytest.mark.parametrize(
    "javascript",
    [pytest.param(True, id="with javascript"), pytest.param(False, id="without", marks=pytest.mark.proof(only=True))],
)
def test_a_leads_week_on_a_telephone(live: Live, new_visitor: Visit, javascript: bool) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority, coordinator=authority.coordinator)
        lead = factories.make_lead(case, authority.health_visitor, authority.manager)
        factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
        factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
        factories.add_to_team(case, authority.school, authority.teacher)
        case.adults[0].may_receive = True
        reference = case.reference
    visitor = new_visitor(javascript=javascript)
    visitor.page.set_viewport_size(NARROW)
    visitor.sign_in(authority.health_visitor)
    page = visitor.open(f"/cases/{reference}/plan")
    look(visitor, "plan empty", javascript=javascript)

    follow(page.get_by_role("button", name="Add what shall be different"))
    look(visitor, "plan add outcome", javascript=javascript)
    fill(page, "What shall be different?", "I want to sleep through the night again")
    press(page, "Add it to the plan")
    for action, owner, day in (
        ("Visit on Thursday evening", "Hana Visram, Health visiting", 6),
        ("Say how he is in the morning", "Mill Lane Primary School", 20),
        ("Put the telephone away at ten", "Megan Rowan", 12),
    ):
        follow(page.get_by_role("link", name="Add an action for “I want to sleep"))
        fill(page, "What is to be done?", action)
        page.get_by_label("Who does it?").select_option(label=owner)
        fill_date(page, "By when?", 2 if day == 6 else day, 3, 2026)
        if day == 6:
            press(page, "Agree it")
            expect(page.get_by_text("must be today or later").first).to_be_visible()
            look(visitor, "plan action due before it is agreed", javascript=javascript)
            fill_date(page, "By when?", day, 3, 2026)
        press(page, "Agree it")
    look(visitor, "plan", javascript=javascript)

    live.moment = stories.london("2026-03-11 09:00")
    visitor.sign_in(authority.health_visitor)
    page = visitor.open(f"/cases/{reference}/plan")
    expect(page.get_by_text("3 working days late")).to_be_visible()
    look(visitor, "plan with something late", javascript=javascript)
    follow(page.get_by_role("link", name="Visit on Thursday evening"))
    choose(page, "What do you want to record?", "How far it has come")
    fill(page, "How far has it come?", "She was out. I go again on Thursday.")
    look(visitor, "plan action", javascript=javascript)
    press(page, "Record it")
    follow(page.get_by_role("link", name="Visit on Thursday evening"))
    choose(page, "What do you want to record?", "Another day is agreed")
    fill_date(page, "By when now?", 13, 3, 2026)
    fill(page, "Why is another day agreed?", "She was out")
    press(page, "Record it")
    follow(page.get_by_role("link", name="Visit on Thursday evening"))
    expect(page.get_by_role("heading", name="Days agreed before")).to_be_visible()
    choose(page, "What do you want to record?", "It is done")
    fill_date(page, "On which day was it done?", 11, 3, 2026)
    look(visitor, "plan action with another day", javascript=javascript)
    press(page, "Record it")

    follow(page.get_by_role("button", name="Share it with the family"))
    look(visitor, "plan share", javascript=javascript)
    follow(page.get_by_role("link", name="Family copy for Megan Rowan"))
    expect(page.get_by_text("Read it through before you print it.")).to_be_visible()
    look(visitor, "plan family copy", javascript=javascript)
    page.emulate_media(media="print")
    expect(page.get_by_text("Your family’s plan")).to_be_visible()
    for not_printed in ("Read it through before you print it.", "Worried about a child now?", "Sign out"):
        expect(page.get_by_text(not_printed).first).not_to_be_visible()
    page.emulate_media(media="screen")
    page.go_back()
    choose(page, "How was the plan shared?", "Talked through, and a family copy given")
    page.get_by_label("Megan Rowan").check()
    press(page, "Record that it was shared")

    page = visitor.open(f"/cases/{reference}/meetings")
    follow(page.get_by_role("button", name="Arrange a meeting"))
    choose(page, "What kind of meeting?", "Review meeting")
    fill_date(page, "On which day?", 11, 3, 2026)
    page.get_by_label("Who chairs it?").select_option(label="Hana Visram, Health visiting")
    look(visitor, "meetings arrange", javascript=javascript)
    press(page, "Arrange it")
    look(visitor, "meetings", javascript=javascript)
    follow(page.get_by_role("link", name="It took place"))
    fill_date(page, "On which day was it?", 11, 3, 2026)
    page.get_by_label("Mill Lane Primary School").check()
    choose(page, "“I want to sleep through the night again”", "Better")
    fill(page, "What makes you say so?", "Four nights in seven")
    fill(page, "What has changed since the last time?", "He has a room of his own now.")
    press(page, "Record the review")
    expect(page.get_by_role("link", name="Enter when the next review is")).to_be_visible()
    look(visitor, "review without a next date", javascript=javascript)
    fill_date(page, "When is the next review?", 3, 6, 2026)
    press(page, "Record the review")
    expect(page.get_by_text("Four nights in seven")).to_be_visible()
    look(visitor, "plan reviewed", javascript=javascript)
    visitor.open(f"/cases/{reference}/meetings")
    look(visitor, "meetings held", javascript=javascript)
    page = visitor.open("/caseload")
    expect(page.get_by_text("2 to do")).to_be_visible()
    look(visitor, "caseload", javascript=javascript)
    with live.data():
        done = db.session.query(PlanAction).filter(PlanAction.done_at.is_not(None)).one()
        assert (done.action, str(done.done_on)) == ("Visit on Thursday evening", "2026-03-11")
        assert db.session.query(PlanShare).one().adult_id == case.adults[0].id
        assert db.session.query(Review).one().answers[0].note == "Four nights in seven"
        assert db.session.query(Meeting).one().recorded_at is not None


def test_a_lead_hands_a_family_on_with_a_note(live: Live, new_visitor: Visit) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        factories.make_lead(case, authority.health_visitor, authority.manager)
        reference = case.reference
    leading, next_one = new_visitor(), new_visitor()
    leading.sign_in(authority.health_visitor)
    next_one.sign_in(authority.other_health_visitor)
    page = leading.open(f"/cases/{reference}/lead/nominate")
    fill(page, "Search for a practitioner", "olive")
    press(page, "Search")
    page.get_by_label("Olive Nkemelu, Health visiting").check()
    press(page, "Nominate")
    expect(page.get_by_role("link", name="Enter a note to the next lead professional")).to_be_visible()
    leading.check_looks("nominate a successor without a note")
    fill(page, "Note to the next lead professional", "Ring the nursery first: she speaks to Ms Bell there.")
    press(page, "Nominate")

    page = next_one.open(f"/cases/{reference}/lead")
    choose(page, "Will you be the lead professional?", "Yes, I accept")
    press(page, "Send my answer")
    expect(page.get_by_role("link", name="Read the note from the lead professional")).to_be_visible()
    next_one.check_looks("accept without having read the note")
    page.get_by_label("I have read the note").check()
    press(page, "Send my answer")
    expect(page.get_by_text("You are the lead professional")).to_be_visible()
    page = next_one.open("/caseload")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
