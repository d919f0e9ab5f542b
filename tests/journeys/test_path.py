"""The path from a new case to a confirmed handover, walked by the people who walk it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from caf_tracker.extensions import db
from caf_tracker.models import Case, Handover, Lead, StepDown
from caf_tracker.models.words import StepDownOutcome
from tests import factories
from tests.fixtures.browsing import NARROW, Live, Visitor
from tests.journeys.filling import choose, fill, fill_date, follow, press
from tests.journeys.looking import look

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_family_passes_from_social_care_to_a_lead_professional(
    live: Live, new_visitor: Visit, javascript: bool
) -> None:
    with live.data():
        authority = factories.make_authority()
    manager, nominee = new_visitor(javascript=javascript), new_visitor(javascript=javascript)
    manager.sign_in(authority.manager)
    nominee.sign_in(authority.health_visitor)

    reference = _open_a_case(manager, javascript)
    _decide_naming_a_lead(manager, reference, javascript)
    _accept_on_a_telephone(nominee, reference, javascript)
    _record_the_agreement(nominee, reference, javascript)
    _start_the_caf(nominee, reference, javascript)
    _confirm_the_handover(manager, reference, javascript)

    with live.data():
        step_down = db.session.query(StepDown).one()
        assert step_down.outcome is StepDownOutcome.CAF_CONFIRMED
        assert db.session.query(Handover).one().confirmed_by_id == authority.manager.id
        assert db.session.query(Lead).one().accepted_at is not None
        assert db.session.query(Case).count() == 1


def _open_a_case(manager: Visitor, javascript: bool) -> str:
    page = manager.open("/cases/open")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(manager, "open first child with errors", javascript=javascript)
    fill(page, "Name", "Robin Vale")
    choose(page, "Is the child born?", "Yes")
    fill_date(page, "Date of birth", 2, 11, 2025)
    fill(page, "NHS number, if you know it", "999 000 0018")
    choose(page, "Has somebody seen how the child moves?", "Yes")
    page.get_by_label("How does the child move?").select_option("Not mobile")
    fill_date(page, "When was it seen?", 2, 3, 2026)
    fill(page, "Who saw it?", "Hana Visram, health visitor")
    look(manager, "open first child", javascript=javascript)
    press(page, "Continue")
    expect(page.locator("h1")).to_have_text("Open a case: children added")
    look(manager, "open children added", javascript=javascript)
    choose(page, "Do you want to add another", "Yes")
    press(page, "Continue")
    fill(page, "Name", "Baby Vale")
    choose(page, "Is the child born?", "No, not born yet")
    fill_date(page, "Date the baby is due", 20, 6, 2026)
    choose(page, "Has somebody seen how the child moves?", "No, or the child is not born yet")
    press(page, "Continue")
    choose(page, "Do you want to add another", "No")
    press(page, "Continue")
    _add_adults(manager, javascript)
    expect(page.locator("h1")).to_have_text("Open a case: area")
    page.get_by_label("Area", exact=True).select_option("North")
    look(manager, "open area", javascript=javascript)
    press(page, "Continue")
    expect(page.locator("h1")).to_have_text("Check your answers before you open the case")
    look(manager, "open check", javascript=javascript)
    press(page, "Open the case")
    expect(page.get_by_text("The case is open")).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def _add_adults(manager: Visitor, javascript: bool) -> None:
    page = manager.page
    expect(page.get_by_text("No father or other significant man is recorded")).to_be_visible()
    look(manager, "open no adults", javascript=javascript)
    choose(page, "Do you want to add another", "Yes")
    press(page, "Continue")
    choose(page, "Do you know this person’s name?", "Yes")
    fill(page, "Name", "Ash Vale")
    for child in ("Robin Vale", "Baby Vale"):
        page.get_by_label(f"What is this person to {child}?").select_option("Mother")
        choose(page, f"Does this person have parental responsibility for {child}?", "Yes")
    look(manager, "open adult", javascript=javascript)
    press(page, "Continue")
    choose(page, "Do you want to add another", "Yes")
    press(page, "Continue")
    choose(page, "Do you know this person’s name?", "No, the name is not known")
    page.get_by_label("What is this person to Robin Vale?").select_option("Father")
    page.get_by_label("What is this person to Baby Vale?").select_option("No relation to this child")
    press(page, "Continue")
    expect(page.get_by_text("is recorded for Baby Vale")).to_be_visible()
    look(manager, "open adults", javascript=javascript)
    choose(page, "Do you want to add another", "No")
    press(page, "Continue")


def _decide_naming_a_lead(manager: Visitor, reference: str, javascript: bool) -> None:
    page = manager.open(f"/cases/{reference}")
    follow(page.get_by_role("link", name="Decide a step-down").first)
    fill_date(page, "When was the decision made?", 2, 3, 2026)
    choose(page, "What does the case come from?", "Care proceedings")
    fill(page, "Social care’s own reference, if there is one", "LCS-20417")
    choose(page, "What does social care recommend?", "A CAF")
    choose(page, "Main reason for closing to social care", "The family refused to work with social care")
    look(manager, "decide decision", javascript=javascript)
    press(page, "Continue")
    fill(page, "Action 1", "Order a cot that fits the room")
    fill(page, "Who does action 1, if known", "Housing")
    press(page, "Add another action")
    fill(page, "Action 2", "Second home visit")
    fill(page, "What risk remains?", "Bruising before Christmas was never explained.")
    look(manager, "decide left", javascript=javascript)
    press(page, "Continue")
    choose(page, "Who is asked to be the lead professional?", "I can name the person now")
    fill(page, "Search for a practitioner", "visram")
    press(page, "Search")
    choose(page, "Who is it?", "Hana Visram, Health visiting")
    look(manager, "decide receiver", javascript=javascript)
    press(page, "Continue")
    choose(page, "Should the people who know the family meet?", "No meeting")
    fill(page, "Reasons from this case", "They would not have come.")
    press(page, "Continue")
    expect(page.get_by_text("Is this what you know, or what you expect?")).to_be_visible()
    look(manager, "decide meeting challenged", javascript=javascript)
    choose(page, "Should the people who know the family meet?", "Yes, call a meeting")
    fill(page, "Reasons from this case", "Three agencies visit and none knows what the others see.")
    press(page, "Continue")
    expect(page.locator("h1")).to_have_text("Check your answers before you decide")
    look(manager, "decide check", javascript=javascript)
    press(page, "Confirm the decision")
    expect(page.get_by_text("The step-down is decided")).to_be_visible()


def _accept_on_a_telephone(nominee: Visitor, reference: str, javascript: bool) -> None:
    page = nominee.open(f"/cases/{reference}/lead")
    look(nominee, "answer as nominee", javascript=javascript)
    page.set_viewport_size(NARROW)
    expect(page.get_by_text("Bruising before Christmas was never explained.")).to_be_visible()
    assert not page.get_by_text("Ash Vale").count(), "a nominee reads no more than they need to answer"
    choose(page, "Will you be the lead professional?", "Yes, I accept")
    press(page, "Send my answer")
    expect(page.get_by_text("You are the lead professional")).to_be_visible()


def _record_the_agreement(nominee: Visitor, reference: str, javascript: bool) -> None:
    page = nominee.open(f"/cases/{reference}/agreement")
    look(nominee, "agreement", javascript=javascript)
    choose(page, "Who answered?", "Ash Vale")
    choose(page, "What did they say?", "They agree")
    press(page, "Record the answer")
    expect(page.get_by_text("The agreement is recorded")).to_be_visible()


def _start_the_caf(nominee: Visitor, reference: str, javascript: bool) -> None:
    page = nominee.open(f"/cases/{reference}/caf")
    look(nominee, "start caf", javascript=javascript)
    press(page, "Start the CAF")
    expect(page.get_by_text("The CAF has started")).to_be_visible()


def _confirm_the_handover(manager: Visitor, reference: str, javascript: bool) -> None:
    page = manager.open(f"/cases/{reference}/handover")
    choose(page, "Has the lead professional received the papers?", "Yes")
    choose(page, "Was there a joint visit or meeting with the family?", "No")
    choose(page, "Does each outstanding action have an owner?", "Yes")
    choose(page, "Does the family know whom to call?", "Yes")
    press(page, "Confirm the handover")
    expect(page.get_by_role("link", name="Enter why there was no joint visit or meeting")).to_be_visible()
    look(manager, "handover with error", javascript=javascript)
    page.locator("#joint_visit_reason").fill("The mother asked to meet the health visitor alone.")
    press(page, "Confirm the handover")
    expect(page.get_by_role("link", name="Enter who does this, or answer no and say why")).to_be_visible()
    fill(page, "Who does it?", "Hana Visram")
    press(page, "Confirm the handover")
    expect(page.get_by_text("The handover is confirmed")).to_be_visible()
