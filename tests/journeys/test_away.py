"""Somebody goes on leave and names a deputy, who is told; and a lead puts off a reminder for a few days."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import expect

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import MeetingTrigger, User
from caf_tracker.models.words import TriggerKind
from caf_tracker.reminders.sweep import sweep
from tests import factories
from tests.fixtures.browsing import Live, Visitor
from tests.journeys.filling import fill, fill_date, follow


def test_leave_and_a_reminder_put_off(live: Live, new_visitor: Callable[..., Visitor]) -> None:
    lead, deputy, manager = (new_visitor() for _ in range(3))
    with live.data():
        authority = factories.make_authority()
        case = factories.make_case(authority)
        factories.make_step_down(case, authority.manager)
        factories.make_lead(case, authority.health_visitor, authority.manager)
        trigger = MeetingTrigger(
            case_id=case.id, kind=TriggerKind.OTHER, note="Moved to a flat far away", raised_on=clock.today(),
            raised_at=clock.now(), raised_by_id=authority.manager.id,
        )  # fmt: skip
        db.session.add(trigger)
        sweep(clock.now())
        for visitor, person in (
            (lead, authority.health_visitor), (deputy, authority.other_health_visitor), (manager, authority.team_leader)
        ):  # fmt: skip
            visitor.sign_in(person)
        visiting, asking = authority.health_visitor.id, authority.team_leader.id

    page = lead.open("/account/password")
    follow(page.get_by_role("link", name="your days away"))
    follow(page.get_by_role("button", name="Save"))
    fill_date(page, "First day away", 3, 3, 2026)
    fill_date(page, "Last day away", 13, 3, 2026)
    fill(page, "Search for the deputy", "olive")
    follow(page.get_by_role("button", name="Search"))
    page.get_by_label("Olive Nkemelu").check()
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Your days away are saved.")).to_be_visible()
    lead.check_looks("away")

    with live.data():
        sweep(clock.now())
    page = deputy.open("/")
    follow(page.get_by_role("link", name="Why was I told?").first)
    expect(page.get_by_text("You are told because you stand in for Hana Visram while they are away.")).to_be_visible()

    page = lead.open("/")
    follow(page.get_by_role("link", name="Put off your reminders"))
    follow(page.get_by_role("button", name="Put off your reminders"))
    lead.check_looks("put off with errors")
    page.get_by_label("Thursday 5 March 2026").check()
    fill(page, "Why can they wait?", "The family are at the seaside until Wednesday")
    follow(page.get_by_role("button", name="Put off your reminders"))
    expect(page.get_by_text("Your reminders of this are put off")).to_be_visible()
    lead.check_looks("your work with a reminder put off")

    with live.data():
        whoever_asks, asked = (db.session.get_one(User, number) for number in (visiting, asking))
        duty = next(one for one in open_duties(clock.now(), owed_by=whoever_asks) if one.key == "meeting_undecided")
        factories.make_snooze(whoever_asks, duty, date(2026, 3, 9), asked=asked)
    page = manager.open("/")
    follow(page.get_by_role("button", name="Read and answer"))
    manager.check_looks("may these reminders wait")
    page.get_by_label("Yes, they may wait until then").check()
    follow(page.get_by_role("button", name="Send my answer"))
    expect(page.get_by_text("The reminders may wait")).to_be_visible()
