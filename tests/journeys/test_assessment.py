"""An assessment that two people write, and the lead completes: no text is lost, and none overwritten."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from caf_tracker.extensions import db
from caf_tracker.models import Caf, UnfinishedForm
from caf_tracker.models.words import AssessmentTopic
from tests import factories
from tests.factories import Authority
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import fill, follow, press

Visit = Callable[..., Visitor]
ANALYSIS = "/cases/EH-000001C/assessment/analysis"
LEADS, TEACHERS = "He sleeps badly since they moved.", "He comes to school tired."


def test_two_write_an_assessment_and_the_lead_completes_it(live: Live, new_visitor: Visit) -> None:
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        lead = factories.make_lead(case, authority.health_visitor, authority.manager)
        caf = factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
        factories.add_to_team(case, authority.school, authority.teacher)
        factories.make_assessment(caf, authority.health_visitor, AssessmentTopic.ANALYSIS, AssessmentTopic.PARENTING)
        reference, school = case.reference, authority.school.id
    leading, teacher = new_visitor(), new_visitor(javascript=False)
    leading.sign_in(authority.health_visitor)
    teacher.sign_in(authority.teacher)

    page = leading.open(f"/cases/{reference}")
    follow(page.get_by_role("link", name="Read or write the assessment"))
    expect(page.get_by_text("Not complete.")).to_be_visible()
    leading.check_looks("assessment with two topics missing")
    follow(page.get_by_role("button", name="Complete the assessment"))
    expect(page.get_by_text("It cannot be completed yet.")).to_be_visible()
    leading.check_looks("assessment cannot be completed")
    follow(page.get_by_role("main").get_by_role("link", name="Analysis"))

    fill(page, "Text", "He sleeps badly since they moved.")
    press(page, "Save")
    expect(page.get_by_text("He sleeps badly since they moved.")).to_be_visible()

    at_school = teacher.open(f"/cases/{reference}/assessment/contribution/agency/{school}")
    fill(at_school, "Text", "Attendance 81 % since September.")
    press(at_school, "Save")
    expect(at_school.get_by_text("Attendance 81 % since September.")).to_be_visible()
    teacher.open(f"/cases/{reference}/assessment/complete")
    teacher.expect_trouble(403)

    page = leading.open(f"/cases/{reference}/assessment/parenting")
    press(page, "Save")
    expect(page.get_by_role("link", name="Write the text")).to_be_visible()
    leading.check_looks("assessment text missing")
    fill(page, "Text", "Warm, and worn out.")
    press(page, "Save")
    leading.check_looks("assessment")
    follow(page.get_by_role("button", name="Complete the assessment"))
    press(page, "Complete the assessment")
    expect(page.get_by_text("Completed on 3 March 2026.")).to_be_visible()
    leading.check_looks("assessment complete")
    with live.data():
        assert db.session.query(Caf).one().assessed_by_id == authority.health_visitor.id


@pytest.fixture
def authority(live: Live) -> Authority:
    """A family with a CAF, led by the health visitor, with the teacher in the team."""
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        lead = factories.make_lead(case, authority.health_visitor, authority.manager)
        factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
        factories.add_to_team(case, authority.school, authority.teacher)
        return authority


def test_an_assessment_written_by_two_people_with_a_session_that_ends_in_between(
    live: Live, new_visitor: Visit, authority: Authority
) -> None:
    lead, teacher = new_visitor(), new_visitor(javascript=False)
    lead.page.clock.install(time=live.moment)
    lead.sign_in(authority.health_visitor)
    page = lead.open(ANALYSIS)
    live.moment += timedelta(minutes=20)
    page.clock.fast_forward("20:00")
    page.locator("textarea").fill(LEADS)
    with page.expect_response("**/draft"):
        page.clock.fast_forward(5_000)
    expect(page.get_by_text("Draft saved at 10:20am")).to_be_visible()
    lead.check_looks("assessment with its draft saved")
    # Whoever types is there: the session lasts thirty minutes from then on, and nobody is asked meanwhile.
    live.moment += timedelta(minutes=20)
    page.clock.fast_forward("20:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    # What is typed after the last saving goes along when the page is left.
    page.locator("textarea").fill(f"{LEADS} And he cries.")
    lead.open("/")

    _write_at_school(teacher, authority)
    live.moment += timedelta(minutes=31)
    with live.data():
        email = authority.health_visitor.email
    lead.open(ANALYSIS)
    _sign_in(page, email)
    expect(page.get_by_role("heading", name="You have a draft from 10:40am that was not saved")).to_be_visible()
    expect(page.get_by_text(f"{LEADS} And he cries.")).to_be_visible()
    lead.check_looks("assessment draft offered")
    follow(page.get_by_role("button", name="Use the draft"))
    press(page, "Save")
    _sees_both(page, f"{LEADS} And he cries.")
    lead.expect_trouble(409)
    lead.check_looks("assessment written by two at once")
    press(page, "Save mine instead")
    expect(page.get_by_text("The text is saved")).to_be_visible()
    lead.check_looks("assessment with little written")
    lead.open(ANALYSIS)
    expect(page.locator("textarea")).to_have_value(f"{LEADS} And he cries.")
    with live.data():
        assert db.session.query(UnfinishedForm).count() == 0


def test_an_assessment_written_by_two_people_without_scripts(
    live: Live, new_visitor: Visit, authority: Authority
) -> None:
    lead, teacher = new_visitor(javascript=False), new_visitor(javascript=False)
    lead.sign_in(authority.health_visitor)
    page = lead.open(ANALYSIS)
    fill(page, "Text", LEADS)
    _write_at_school(teacher, authority)
    live.moment += timedelta(minutes=31)
    with live.data():
        email = authority.health_visitor.email
    press(page, "Save")
    lead.expect_trouble(401)
    press(page, "Sign in again")
    _sign_in(page, email)
    expect(page.get_by_text(LEADS)).to_be_visible()
    press(page, "Send it now")
    _sees_both(page, LEADS)
    lead.expect_trouble(409)
    follow(page.get_by_role("button", name="Keep theirs"))
    expect(page.locator("textarea")).to_have_value(TEACHERS)
    fill(page, "Text", f"{TEACHERS} {LEADS}")
    press(page, "Save")
    expect(page.get_by_text(f"{TEACHERS} {LEADS}")).to_be_visible()


def _write_at_school(teacher: Visitor, authority: Authority) -> None:
    teacher.sign_in(authority.teacher)
    at_school = teacher.open(ANALYSIS)
    fill(at_school, "Text", TEACHERS)
    press(at_school, "Save")
    expect(at_school.get_by_text(TEACHERS)).to_be_visible()


def _sign_in(page: Page, email: str) -> None:
    fill(page, "E-mail address", email)
    fill(page, "Password", factories.PASSWORD)
    press(page, "Sign in")


def _sees_both(page: Page, mine: str) -> None:
    expect(page.get_by_role("heading", name="Somebody else changed this")).to_be_visible()
    expect(page.get_by_text(TEACHERS)).to_be_visible()
    expect(page.get_by_text(mine).first).to_be_visible()
