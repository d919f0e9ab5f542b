"""An assessment that two people write, and the lead completes."""

from collections.abc import Callable

from playwright.sync_api import expect

from caf_tracker.extensions import db
from caf_tracker.models import AssessmentText, Caf
from caf_tracker.models.words import AssessmentTopic
from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import fill, follow, press

Visit = Callable[..., Visitor]


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

    # Both have the empty page open; the teacher saves first.
    at_school = teacher.open(f"/cases/{reference}/assessment/analysis")
    fill(at_school, "Text", "He comes to school tired.")
    press(at_school, "Save")
    fill(page, "Text", "He sleeps badly since they moved.")
    press(page, "Save")
    expect(page.get_by_text("He comes to school tired.")).to_be_visible()
    expect(page.get_by_text("He sleeps badly since they moved.").first).to_be_visible()
    leading.expect_trouble(409)
    leading.check_looks("assessment written by two at once")
    with live.data():
        analysis = db.session.query(AssessmentText).filter_by(topic=AssessmentTopic.ANALYSIS).one()
        assert (analysis.text, analysis.written_by_id) == ("He comes to school tired.", authority.teacher.id)

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
