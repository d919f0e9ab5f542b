"""The team's pages: who is in it, who has left and why, and why each may know."""

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Case, TeamAgency
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn
from tests.integration.pages.conftest import Counting, read

MEMBER = {
    "own_reference": "Mill Lane 204", "involved_since-day": "1", "involved_since-month": "9",
    "involved_since-year": "2025", "sharing_basis": "public_task", "sharing_reason": "She cannot be asked safely",
    "sharing_scope": "Attendance alone", "family_told": "no",
}  # fmt: skip


def led(authority: Authority) -> Case:
    case = factories.make_case(authority)
    factories.make_step_down(case, authority.manager)
    factories.make_lead(case, authority.health_visitor, authority.manager)
    factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
    return case


def test_an_agency_joins_is_described_and_leaves_with_a_reason(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = led(authority)
    sign_in(client, authority.health_visitor)
    team = f"/cases/{case.reference}/team"
    page = client.get(f"{team}/add")
    assert "Mill Lane Primary School" in page.text
    assert f'value="{authority.health_visiting.id}"' not in page.text, "it is in the team already"

    path = str(client.get(f"{team}/add?agency={authority.school.id}").location)
    assert client.get(f"{team}/add?agency={authority.health_visiting.id}").status_code == 200
    assert client.submit(path, {**MEMBER, "worker": str(authority.teacher.id)}).status_code == 302
    said = read(client.get(team))
    for words in (
        f"Who works with the family Theo Marsh, {authority.teacher.telephone}",
        "Their own reference Mill Lane 204 Knows the family since 1 September 2025 In the team since 3 March 2026",
        "Ground for sharing Public task She cannot be asked safely What may be shared Attendance alone Family told No",
        # Its contact, of whom nothing is recorded here.
        f"Contact of the agency Tessa Brandt, {authority.team_leader.telephone}",
    ):
        assert words in said
    member = db.session.scalars(sa.select(TeamAgency).filter_by(agency_id=authority.school.id)).one()
    client.submit(f"{team}/{member.id}/remove", {"reason": "Both children have left the school"})
    said = read(client.get(team))
    assert said.endswith(
        "Those who left Mill Lane Primary School Both children have left the school "
        "In the team from 3 March 2026 to 3 March 2026. Taken out by Hana Visram"
    )
    assert client.get(f"{team}/{member.id}/change").status_code == 409


def test_the_leads_own_agency_stays(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case = led(authority)
    member = db.session.scalars(sa.select(TeamAgency)).one()
    sign_in(client, authority.manager)
    page = client.submit(f"/cases/{case.reference}/team/{member.id}/remove", {"reason": "No longer needed"})
    assert "change the lead professional first" in page.text
    db.session.refresh(member)
    assert member.left_at is None


def test_a_member_of_another_family_has_no_page_here(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case, other = led(authority), led(authority)
    member = factories.add_to_team(other, authority.school)
    sign_in(client, authority.coordinator)
    assert client.get(f"/cases/{case.reference}/team/{member.id}/change").status_code == 404
    assert client.get(f"/cases/{other.reference}/team/{member.id}/change").status_code == 200


def test_the_page_asks_as_many_statements_for_many_agencies_as_for_few(
    client: Client, authority: Authority, sign_in: SignIn, statements: Counting
) -> None:
    small, large = led(authority), led(authority)
    for number in range(25):
        contact = authority.everyone[number % 15]
        agency = factories.make_agency(authority.school.kind, f"School {number}", contact=contact)
        member = factories.add_to_team(large, agency, authority.teacher)
        if number % 2:
            member.left_at, member.left_reason, member.removed_by_id = member.joined_at, "Moved", contact.id
    db.session.commit()
    sign_in(client, authority.coordinator)
    counts = []
    for case in (small, large):
        with statements() as found:
            assert client.get(f"/cases/{case.reference}/team").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
