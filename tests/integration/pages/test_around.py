"""The engagement grid of the case page: what each agency knows, how old that is, and what is pointed out of it."""

from datetime import date, timedelta

import pytest

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Case, PlanAction, TeamAgency
from caf_tracker.models.words import AgencyKind, EngagementStatus, Evidence, Relation, Role
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read

ENGAGED, UNKNOWN = EngagementStatus.ENGAGED, EngagementStatus.UNKNOWN


def with_school(authority: Authority, months: int = 30) -> Case:
    """A family with the school alone around it, the child so many months old."""
    case = factories.make_case(authority, children=[factories.make_child("Kit Rowan", months=months)])
    factories.add_to_team(case, authority.school, authority.teacher)
    return case


def section(client: Client, case: Case) -> str:
    """The words of the section."""
    words = read(client.get(f"/cases/{case.reference}"))
    return words.partition("Who is around this family")[2].partition("Children and adults")[0]


def test_an_agency_that_has_said_nothing_cannot_be_overlooked(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = with_school(authority)
    sign_in(client, authority.coordinator)
    assert "1 agency in the team. Not known: 1." in section(client, case)
    assert "Not known since 3 March 2026" in section(client, case)
    factories.observe(case, authority.school, authority.teacher, ENGAGED, days_ago=21)
    assert "1 agency in the team: each has said whether the family uses its support." in section(client, case)
    assert "Uses the support (Whole family, Mill Lane Primary School: what was recorded) 3 weeks ago" in section(
        client, case
    )


# Known on Tuesday 3 March: four weeks for a child under 1; else the first Monday on or after six weeks, at 08:00.
@pytest.mark.parametrize(
    ("months", "still", "stale"),
    [(3, "2026-03-31 07:59", "2026-03-31 08:00"), (30, "2026-04-20 07:59", "2026-04-20 08:00")],
)
def test_what_was_known_too_long_ago_is_out_of_date_from_its_day(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, months: int, still: str, stale: str
) -> None:
    case = with_school(authority, months)
    factories.observe(case, authority.school, authority.teacher, ENGAGED)
    clock_at(still)
    sign_in(client, authority.coordinator)
    assert "Out of date" not in section(client, case)
    clock_at(stale)
    assert "1 agency in the team. Out of date: 1." in section(client, case)
    assert "Uses the support, " in section(client, case)


@pytest.mark.parametrize("evidence", [Evidence.PARENT_REPORT, Evidence.OTHER_AGENCY])
def test_what_others_say_is_marked_and_makes_nothing_known(
    client: Client, authority: Authority, sign_in: SignIn, evidence: Evidence
) -> None:
    case = with_school(authority)
    factories.observe(case, authority.school, authority.teacher, ENGAGED, evidence=evidence)
    sign_in(client, authority.coordinator)
    who = "A parent said" if evidence is Evidence.PARENT_REPORT else "Another agency said"
    assert "Not known: 1." in section(client, case)
    assert f"{who}: Uses the support, today" in section(client, case)
    # What the school knows itself of a later day stands alone.
    factories.observe(case, authority.school, authority.teacher, EngagementStatus.NOT_BROUGHT)
    assert who not in section(client, case)


def test_an_agency_that_says_it_does_not_know_is_not_known_again(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = with_school(authority)
    factories.observe(case, authority.school, authority.teacher, ENGAGED, days_ago=10)
    factories.observe(case, authority.school, authority.teacher, UNKNOWN, days_ago=2)
    sign_in(client, authority.coordinator)
    assert "Not known since 1 March 2026" in section(client, case)
    assert "Before: Uses the support, 10 days ago" in section(client, case)
    # An "unknown" of an earlier day than what is known takes nothing back.
    factories.observe(case, authority.school, authority.teacher, ENGAGED, days_ago=1)
    assert "Not known" not in section(client, case)


def test_the_school_knows_of_one_child_and_the_history_holds_all(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = with_school(authority)
    child, mother = case.children[0], case.adults[0]
    factories.observe(
        case, authority.school, authority.teacher, ENGAGED, days_ago=3, who=child, note="At breakfast club"
    )
    factories.observe(case, authority.school, authority.teacher, EngagementStatus.DECLINED, who=mother)
    sign_in(client, authority.health_visitor)
    assert client.get(f"/cases/{case.reference}").status_code == 404
    sign_in(client, authority.teacher)
    page = client.get(f"/cases/{case.reference}").text
    member = db.session.query(TeamAgency).one()
    history = f"/cases/{case.reference}/engagement/{member.id}/history"
    assert f"{history}?who=child-{child.id}" in page
    of_child = read(client.get(f"{history}?who=child-{child.id}"))
    assert "Kit Rowan: Uses the support As of 28 February 2026. The agency saw the family itself" in of_child
    assert "At breakfast club Recorded 3 March 2026 at 10:00am by Theo Marsh" in of_child
    assert "Declined it" not in of_child
    everything = read(client.get(f"{history}?who=adult-{child.id + 999}"))
    assert everything.index("Megan Rowan: Declined it") < everything.index("Kit Rowan: Uses the support")
    # Asked of the mother from her cell, the form names her.
    form = client.get(f"/cases/{case.reference}/engagement/{member.id}?who=adult-{mother.id}").text
    assert f'value="adult-{mother.id}" selected' in form


def test_what_an_agency_agreed_to_before_it_left_is_pointed_out_until_it_is_dropped(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = with_school(authority)
    member = db.session.query(TeamAgency).one()
    at = clock.now()
    agreed = {"case_id": case.id, "due_on": date(2026, 5, 1), "agreed_on": clock.today(), "reminded_before": True}
    for action, owner in (
        ("Breakfast club", {"owner_agency_id": authority.school.id}),
        ("Ring home", {"owner_id": authority.teacher.id}),
    ):
        db.session.add(PlanAction(action=action, agreed_at=at, agreed_by_id=authority.teacher.id, **agreed, **owner))
    sign_in(client, authority.coordinator)
    assert "An agency has left" not in section(client, case)
    member.left_at, member.left_reason = at, "Moved"
    words = section(client, case)
    assert "Mill Lane Primary School: Breakfast club (by 1 May 2026)" in words
    assert "Mill Lane Primary School: Ring home (by 1 May 2026)" in words
    # What somebody agreed to after the agency had left is not what it left behind; nor is anything once it is back.
    member.left_at = at - timedelta(minutes=1)
    assert "An agency has left" not in section(client, case)
    member.left_at = at
    factories.add_to_team(case, authority.school)
    assert "An agency has left" not in section(client, case)


def test_the_page_asks_as_many_statements_for_nine_people_and_25_agencies_as_for_one_and_one(
    client: Client, authority: Authority, sign_in: SignIn, statements: Counting
) -> None:
    small, large = with_school(authority), a_large_family(authority)
    factories.observe(small, authority.school, authority.teacher, ENGAGED)
    db.session.commit()
    sign_in(client, authority.coordinator)
    counts = []
    for case in (small, large):
        with statements() as found:
            assert client.get(f"/cases/{case.reference}").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def a_large_family(authority: Authority) -> Case:
    """Nine people and 25 agencies, and what each knows of each."""
    names = ("Kit", "Jo", "Alexandria", "Sam", "Bea")
    children = [factories.make_child(f"{name} Rowan-Archer", months=5 + 20 * n) for n, name in enumerate(names)]
    case = factories.make_case(authority, children=children, coordinator=authority.coordinator)
    factories.add_adult(case, "Gwen Archer", Relation.GRANDMOTHER)
    factories.add_adult(case, None, Relation.SIGNIFICANT_MAN)
    statuses, kinds, evidence = list(EngagementStatus), list(AgencyKind), list(Evidence)
    people = (None, *case.children, *case.adults)
    for number in range(25):
        kind = kinds[number % len(kinds)]
        agency = factories.make_agency(kind, f"{kind.replace('_', ' ').capitalize()} {number + 1}")
        worker = factories.make_user(f"Worker {number + 1}", Role.PRACTITIONER, agency, authority.area)
        factories.add_to_team(case, agency, worker if number % 2 else None)
        for place in range(number % 5):
            factories.observe(
                case, agency, authority.teacher, statuses[(number + place) % len(statuses)],
                days_ago=9 * ((number * 3 + place) % 9), evidence=evidence[(number + place) % 4], who=people[place],
            )  # fmt: skip
    return case
