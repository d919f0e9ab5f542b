"""The ways on which a handover does not go smoothly: a no by telephone, closing too early, ending without a CAF."""

from collections.abc import Callable

from playwright.sync_api import expect

from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, Lead, StepDown
from caf_tracker.models.words import Answer, LeadEnding, StepDownOutcome
from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import choose, fill, fill_date, follow, press

Visit = Callable[..., Visitor]


def test_a_no_given_by_telephone_is_recorded_and_somebody_else_is_asked(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        factories.make_step_down(case, authority.manager)
        factories.make_lead(case, authority.health_visitor, authority.manager, accepted=False)
        reference = case.reference
    visitor.sign_in(authority.manager)
    page = visitor.open(f"/cases/{reference}")
    follow(page.get_by_role("link", name="Record that they declined by telephone").first)
    expect(page.get_by_text("Only a no can be recorded for somebody else.")).to_be_visible()
    visitor.check_looks("decline by telephone")
    fill(page, "What did they say?", "On leave until May, and her caseload is full.")
    press(page, "Record that they declined")
    expect(page.get_by_text("Their decline is recorded")).to_be_visible()
    follow(page.get_by_role("link", name="Nominate a lead professional").first)
    fill(page, "Search for a practitioner", "health visiting")
    press(page, "Search")
    visitor.check_looks("nominate found")
    choose(page, "Who is it?", "Olive Nkemelu, Health visiting")
    press(page, "Nominate")
    expect(page.get_by_text("The person is nominated. They are told at once, on working days from 8am")).to_be_visible()
    with live.data():
        declined, asked = db.session.query(Lead).order_by(Lead.id)
        assert declined.ended_as is LeadEnding.DECLINED
        assert declined.ended_by_id == authority.manager.id
        assert (asked.user_id, asked.accepted_at) == (authority.other_health_visitor.id, None)


def test_social_care_closes_while_something_is_open(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        factories.make_step_down(case, authority.manager)
        reference = case.reference
    visitor.sign_in(authority.manager)
    page = visitor.open(f"/cases/{reference}/close")
    for condition in (
        "No lead professional has accepted",
        "The family’s agreement is not recorded",
        "No CAF has started",
    ):
        expect(page.get_by_text(condition)).to_be_visible()
    fill_date(page, "When did social care close the case?", 3, 3, 2026)
    press(page, "Record the closing")
    expect(page.get_by_role("link", name="Enter why social care closes while this is still open")).to_be_visible()
    visitor.check_looks("close with open conditions")
    fill(page, "Why does it close while something is missing?", "The family will not work with social care.")
    press(page, "Record the closing")
    expect(page.get_by_text("Social care’s closing is recorded")).to_be_visible()
    with live.data():
        step_down = db.session.query(StepDown).one()
        assert str(step_down.closed_on) == "2026-03-03"
        assert step_down.close_reason == "The family will not work with social care."
        assert step_down.outcome is None, "closing ends nothing: a CAF is still owed"


def test_a_second_person_lets_a_step_down_end_without_a_caf(live: Live, new_visitor: Visit) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        factories.make_step_down(case, authority.manager)
        reference = case.reference
    manager, second = new_visitor(), new_visitor()
    manager.sign_in(authority.manager)
    second.sign_in(authority.coordinator)
    page = manager.open(f"/cases/{reference}/step-down/end")
    choose(page, "How should the step-down end?", "End without a CAF")
    fill(page, "Reasons", "The children live with their grandmother, who has support of her own.")
    page.get_by_label("Who is asked to approve?").select_option("Cora Whitfield, Early Help")
    manager.check_looks("end without a caf")
    press(page, "Ask for approval")
    expect(page.get_by_text("Nothing ends until they approve")).to_be_visible()
    with live.data():
        request = db.session.query(ApprovalRequest).one()
        address = f"/approvals/{request.id}"
        assert db.session.query(StepDown).one().outcome is None
    manager.open(address)
    expect(page.locator("h1")).to_have_text("Take your request back")
    manager.check_looks("take request back")
    page = second.open(address)
    second.check_looks("approve or refuse")
    choose(page, "Your answer", "Approve")
    press(page, "Send my answer")
    expect(page.get_by_text("You approved the request")).to_be_visible()
    second.open(address)
    expect(page.locator("h1")).to_have_text("You have done this already")
    second.expect_trouble(409)
    with live.data():
        step_down = db.session.query(StepDown).one()
        assert step_down.outcome is StepDownOutcome.ENDED_WITHOUT_CAF
        assert (step_down.outcome_by_id, step_down.outcome_approved_by_id) == (
            authority.manager.id,
            authority.coordinator.id,
        )
        assert db.session.query(ApprovalRequest).one().answer is Answer.APPROVED


def test_a_family_already_known_is_shown_before_a_second_case_is_opened(live: Live, visitor: Visitor) -> None:
    with live.data():
        authority = factories.make_authority()
        known = factories.make_case(authority)
        number, reference = known.children[0].nhs_number or "", known.reference
    visitor.sign_in(authority.coordinator)
    page = visitor.open("/cases/open")
    fill(page, "Name", "Kit Rowan-Hale")
    choose(page, "Is the child born?", "Yes")
    fill_date(page, "Date of birth", 3, 7, 2025)
    fill(page, "NHS number, if you know it", number)
    choose(page, "Has somebody seen how the child moves?", "No, or the child is not born yet")
    press(page, "Continue")
    for _ in ("another child", "another adult"):
        choose(page, "Do you want to add another", "No")
        press(page, "Continue")
    page.get_by_label("Area", exact=True).select_option("North")
    press(page, "Continue")
    expect(page.locator("h1")).to_have_text("Open a case: is the family already known?")
    visitor.check_looks("open duplicates")
    choose(page, "Is this a different family?", "No, it is the same family")
    press(page, "Continue")
    expect(page).to_have_url(f"{live.url}/cases/{reference}")


def test_two_who_change_the_same_child_are_shown_both_texts(live: Live, new_visitor: Visit) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        address = f"/cases/{case.reference}/children/{case.children[0].id}"
    first, second = new_visitor(), new_visitor()
    first.sign_in(authority.coordinator)
    second.sign_in(authority.head)
    second.open(address)
    page = first.open(address)
    first.check_looks("change a child")
    fill(page, "GP practice, if you know it", "Mill Street Surgery")
    press(page, "Save changes")
    expect(page.get_by_text("The child’s details are changed")).to_be_visible()
    page = second.page
    fill(page, "GP practice, if you know it", "Park Lane Practice")
    press(page, "Save changes")
    expect(page.locator("h1")).to_have_text("Somebody else changed this")
    second.check_looks("conflict of two")
    expect(page.get_by_text("Mill Street Surgery")).to_be_visible()
    press(page, "Save mine instead")
    expect(page.get_by_text("The child’s details are changed")).to_be_visible()
    second.expect_trouble(409)
