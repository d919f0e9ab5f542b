"""A lead's caseload: how each case stands, whose caseload one sees, and what it asks of the database."""

import re
from datetime import date

from caf_tracker.extensions import db
from caf_tracker.models import Case, User
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read


def led(authority: Authority, lead: User) -> Case:
    """A case whose CAF this person started."""
    case = factories.make_case(authority)
    leading = factories.make_lead(case, lead, authority.manager)
    factories.make_caf(case, leading, factories.make_agreement(case, lead))
    factories.add_to_team(case, lead.agency, lead)
    return case


def references(html: str) -> list[str]:
    """The cases of the page, in order."""
    return re.findall(r'href="/cases/(EH-\d{6}[A-Z])"', html)


def test_each_case_says_what_is_due_first_and_what_is_late(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    calm, late = (led(authority, authority.health_visitor) for _ in range(2))
    factories.make_action(late, authority.health_visitor, date(2026, 3, 4))
    factories.make_action(late, authority.health_visitor, date(2026, 3, 27))
    factories.make_meeting(late, authority.health_visitor, date(2026, 3, 25))
    clock_at("2026-03-09 10:00")
    sign_in(client, authority.health_visitor)
    page = client.get("/caseload")
    assert references(page.text) == [late.reference, calm.reference]
    assert ("Something agreed is not done: 3 working days late 3 March 2026 25 March 2026 2 to do, 1 late") in read(
        page
    )
    assert "No day yet 0 to do" in read(page)


def test_whose_caseload_one_sees(client: Client, authority: Authority, sign_in: SignIn) -> None:
    visitors, teachers = led(authority, authority.health_visitor), led(authority, authority.teacher)
    factories.add_to_team(visitors, authority.school, authority.teacher)
    elsewhere = factories.make_user("Elif Aydin", authority.teacher.role, authority.school, authority.other_area)
    theirs = factories.make_case(authority, area=authority.other_area)
    factories.make_lead(theirs, elsewhere, authority.other_manager)
    people = (authority.health_visitor, authority.teacher, elsewhere)
    seen = {}
    for viewer in (
        authority.health_visitor, authority.team_leader, authority.coordinator, authority.other_head, authority.manager,
    ):  # fmt: skip
        sign_in(client, viewer)
        db.session.commit()
        offered = read(client.get("/caseload"))
        assert ("Elif Aydin" in offered) == (viewer is authority.other_head), (
            "nobody is offered whom they do not oversee"
        )
        seen[viewer.name] = [references(client.get(f"/caseload?person={one.id}").text) for one in people]
    assert seen == {
        # Their own, whoever they ask for.
        "Hana Visram": [[visitors.reference]] * 3,
        # Of the people they manage.
        "Tessa Brandt": [[visitors.reference], [], []],
        "Cora Whitfield": [[visitors.reference], [teachers.reference], []],
        "Hugh Lindqvist": [[], [], [theirs.reference]],
        "Marcus Adeyemi": [[], [], []],
    }


def test_a_long_caseload_comes_page_by_page_in_as_many_statements(
    client: Client, authority: Authority, sign_in: SignIn, statements: Counting
) -> None:
    sign_in(client, authority.coordinator)
    asked, path = [], f"/caseload?person={authority.health_visitor.id}"
    expected = []
    for number in (1, 51):
        expected += [led(authority, authority.health_visitor).reference for _ in range(number)]
        with statements() as found:
            page = client.get(path)
        asked.append(len(found))
    assert asked[0] == asked[1], asked
    following = re.findall(r'href="(/caseload[^"]*after=[^"]*)"', page.text)[0].replace("&amp;", "&")
    assert sorted(references(page.text) + references(client.get(following).text)) == sorted(expected)
