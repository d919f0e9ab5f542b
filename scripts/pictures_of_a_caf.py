"""The pictures of a CAF that runs: the caseload, the team and what it knows, the plan, reviews, and how it closes."""

import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path

from caf_tracker import clock
from caf_tracker.answer_links import PATH, token_for
from scripts.camera import Camera, read_day

_AROUND = "h2:has-text('Who is around this family')"
_LINKS = "a:has-text('The team: who works')"


def who_is_around(camera: Camera) -> None:
    """What each agency knows, and how the support has thinned: for a wide screen, and for a meeting."""
    camera.sign_in("Sally Brook")
    case = camera.case_of("Maya Hollis")
    camera.open(case)
    camera.picture("lead-around", since=_AROUND, until=_LINKS)
    began = _shared_on(camera)
    camera.open(f"{case}/ecomap?on={began.isoformat()}")
    camera.picture("lead-ecomap-then", until="h2:has-text('The same as a table')")
    camera.open(f"{case}/ecomap")
    camera.picture("lead-ecomap-now", until="h2:has-text('The same as a table')")
    camera.open(f"{case}/plan/share")
    camera.follow(camera.page.locator("main a[href*='family-copy']"))
    camera.picture("lead-family-copy")


def a_leads_week(camera: Camera) -> None:
    """What a lead professional does in a week, on a telephone."""
    camera.sign_in("Sally Brook", on_a_telephone=True)
    camera.open("/caseload")
    camera.picture("lead-caseload", until="main tbody tr:nth-of-type(4)")
    case = camera.case_of("Maya Hollis")
    camera.open(case)
    camera.follow(camera.page.get_by_role("link", name="Say what is known by Hillside Family Centre"))
    camera.choose("status", "no_access")
    camera.choose("evidence", "direct")
    camera.picture("lead-say-what-is-known", until="h2:has-text('Whom to ask')")
    camera.open(f"{case}/team")
    camera.picture("lead-team", until=".govuk-summary-card:nth-of-type(2)")
    camera.open(f"{case}/plan")
    camera.picture("lead-plan", until="h2:has-text('Owen')")
    camera.open(f"{case}/review")
    camera.picture("lead-review", since="legend:has-text('I want to feel safe')", until="label:has-text('What has')")
    camera.open(f"{case}/caf/close")
    camera.choose("outcome", "declined_or_disengaged")
    camera.picture("lead-close-caf")
    camera.open("/")
    camera.follow(camera.page.get_by_role("link", name="Put off your reminders"))
    camera.picture("lead-put-off")
    camera.sign_in("Amina Yusuf", on_a_telephone=True)
    camera.open("/account/away")
    camera.picture("lead-away")


def an_agency_answers(camera: Camera, secret: str, database: Path) -> None:
    """What an agency without an account sees behind the link of its mail."""
    camera.begin(on_a_telephone=True)
    with sqlite3.connect(database) as rows:
        asked = rows.execute(
            "SELECT max(tellings.id) FROM tellings JOIN agencies ON agencies.id = agency_id"
            " WHERE duty = 'engagement_unknown' AND mail != 'folded' AND agencies.name = 'Westmoor Homes'"
        ).fetchone()[0]
    link = PATH + token_for(secret, asked or sys.exit("Nobody has asked Westmoor Homes"))
    camera.open(link)
    camera.picture("agency-asked")
    camera.press("Send us a code")
    camera.choose("status", "partial")
    camera.choose("evidence", "record")
    camera.fill_date("as_of", clock.today() - timedelta(days=1))
    camera.page.fill("[name=said_by]", "Craig Munro")
    camera.page.fill("[name=note]", "Two of three appointments kept.")
    camera.picture("agency-answers")


def what_managers_see(camera: Camera) -> None:
    """Patterns, a caseload, a closing to approve; and the team that a manager names."""
    camera.sign_in("Priya Nair")
    camera.open(camera.case_of("Baby Marlow"))
    camera.picture("coordinator-patterns", since=_AROUND, until=_LINKS)
    camera.open("/caseload")
    sally = camera.page.locator("option", has_text="Sally Brook").first.get_attribute("value")
    camera.page.select_option("[name=person]", sally)
    camera.press("Show")
    camera.picture("coordinator-caseload")
    camera.open("/")
    camera.follow(camera.page.locator("main a[href^='/approvals/']"))
    camera.picture("coordinator-close-caf")
    camera.sign_in("Daniel Reeve")
    camera.open(f"{camera.case_of('Poppy Sayer')}/team")
    camera.follow(camera.page.get_by_role("link", name="Change what is recorded of Westmoor Homes"))
    camera.picture("manager-team")


def _shared_on(camera: Camera) -> date:
    """The day on which the plan was shared, from the case page."""
    return read_day(camera.page.locator("dt:has-text('Shared with the family') + dd").inner_text())
