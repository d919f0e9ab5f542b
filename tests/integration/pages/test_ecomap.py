"""The ecomap's page: today, on a past day as it was on record by then, and a day that is none."""

import re

import pytest

from caf_tracker.models import Case
from caf_tracker.models.words import EngagementStatus
from tests import factories, stories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read
from tests.integration.pages.test_around import a_large_family


def drawn(client: Client, case: Case, on: str = "") -> str:
    """What the picture says to those who do not see it."""
    page = client.get(f"/cases/{case.reference}/ecomap{on and '?on='}{on}")
    assert page.status_code == 200
    described = re.search(r"<desc[^>]*>([^<]+)</desc>", page.text)
    return described[1] if described else ""


def test_a_past_day_shows_the_team_and_what_was_on_record_by_then(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at("2026-01-05 10:00")
    case = factories.make_case(authority, children=[factories.make_child("Jo Rowan", months=30)])
    school = factories.add_to_team(case, authority.school, authority.teacher)
    clock_at("2026-01-12 23:59")
    factories.observe(case, authority.school, authority.teacher, EngagementStatus.ENGAGED)
    clock_at("2026-01-13 00:00")
    # Typed in on the 13th of what was known on the 12th: on the evening of the 12th it was not on record.
    factories.observe(case, authority.school, authority.teacher, EngagementStatus.NOT_BROUGHT, days_ago=1)
    factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
    clock_at("2026-01-20 09:00")
    school.left_at, school.left_reason = stories.london("2026-01-20 09:00"), "Moved"
    clock_at("2026-03-03 10:00")
    sign_in(client, authority.coordinator)
    assert drawn(client, case, "2026-01-04") == ""
    assert drawn(client, case, "2026-01-05") == "Mill Lane Primary School: Not known."
    assert drawn(client, case, "2026-01-12") == "Mill Lane Primary School: Uses the support, today."
    assert "Mill Lane Primary School: Child not brought, yesterday." in drawn(client, case, "2026-01-13")
    assert drawn(client, case, "2026-01-20") == drawn(client, case) == "Health visiting: Not known."


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("2026-03-04", "The day must be today or in the past"), ("2026-02-30", "The day must be a real date"),
        ("yesterday", "The day must include a day and month"), ("9" * 30 + "-1-1", "year of 4 numbers"),
        ("2026-03-01%00", "in numbers"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_answered_beside_the_boxes(
    client: Client, authority: Authority, sign_in: SignIn, on: str, message: str
) -> None:
    case = factories.make_case(authority)
    sign_in(client, authority.coordinator)
    page = client.get(f"/cases/{case.reference}/ecomap?on={on}")
    assert page.status_code == 200
    words = read(page)
    assert words.count(message) == 2, "in the summary and beside the boxes"
    assert "As it was on record on 3 March 2026" in words


def test_what_is_typed_into_the_boxes_has_an_address_of_its_own(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = factories.make_case(authority)
    sign_in(client, authority.coordinator)
    path = f"/cases/{case.reference}/ecomap"
    assert client.get(f"{path}?day-day=1&day-month=3&day-year=2026").location == f"{path}?on=2026-03-01"
    wrong = client.get(f"{path}?day-day=31&day-month=2&day-year=2026")
    assert "The day must be a real date" in wrong.text
    assert 'value="31"' in wrong.text


def test_it_names_nobody_in_title_or_address_and_asks_as_many_statements_for_25_agencies_as_for_one(
    client: Client, authority: Authority, sign_in: SignIn, statements: Counting
) -> None:
    small, large = factories.make_case(authority), a_large_family(authority)
    factories.add_to_team(small, authority.school, authority.teacher)
    factories.observe(small, authority.school, authority.teacher, EngagementStatus.PARTIAL)
    sign_in(client, authority.coordinator)
    counts = []
    for case in (small, large):
        with statements() as found:
            page = client.get(f"/cases/{case.reference}/ecomap")
        counts.append(len(found))
        assert "Rowan" not in page.text.partition("</title>")[0]
    assert counts[0] == counts[1]
