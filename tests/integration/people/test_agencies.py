"""Agencies and areas."""

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area
from caf_tracker.models.words import AgencyKind
from tests.factories import Authority
from tests.fixtures import forms
from tests.fixtures.clients import Client


def test_an_agency_is_added_and_listed(admin: Client, authority: Authority) -> None:
    response = admin.submit(
        "/people/agencies/add", {"name": "Willow Nursery", "kind": "nursery", "mailbox": "office@willow.example"}
    )
    assert response.status_code == 302
    page = admin.get("/people/agencies").text
    assert "The agency is added." in page
    assert "office@willow.example" in page
    added = db.session.scalars(sa.select(Agency).where(Agency.name == "Willow Nursery")).one()
    assert added.kind is AgencyKind.NURSERY


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "Enter the agency’s name"),
        ({"name": "HEALTH VISITING"}, "This name is in use already"),
        ({"kind": "circus"}, "Choose one of the answers on the page"),
        ({"mailbox": ""}, "Enter a mailbox, or choose a contact person: the agency must be reachable"),
        ({"mailbox": "nowhere"}, "Enter an e-mail address in the correct format, like team@example.org"),
        ({"contact": "nobody@example.org"}, "Nobody has an account with this e-mail address"),
    ],
)
def test_an_agency_that_will_not_do_is_not_added(
    admin: Client, authority: Authority, changed: dict[str, str], message: str
) -> None:
    given = {"name": "Willow Nursery", "kind": "nursery", "mailbox": "office@willow.example", **changed}
    response = admin.submit("/people/agencies/add", given)
    assert response.status_code == 200
    assert message in response.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agency)) == 4


def test_a_contact_person_belongs_to_the_agency(admin: Client, authority: Authority) -> None:
    address = f"/people/agencies/{authority.school.id}"
    refused = admin.submit(address, {"contact": authority.health_visitor.email})
    assert "Contact person must be somebody of this agency" in refused.text
    assert admin.submit(address, {"contact": authority.teacher.email, "mailbox": ""}).status_code == 302
    assert authority.school.contact == authority.teacher
    authority.teacher.disabled_at = clock.now()
    assert "Nobody" in admin.get("/people/agencies").text


def test_a_new_mailbox_counts_as_good_again(admin: Client, authority: Authority) -> None:
    authority.school.mailbox_bounced_at = clock.now()
    admin.submit(f"/people/agencies/{authority.school.id}", {"name": "Mill Lane School"})
    assert authority.school.mailbox_bounced_at is not None
    admin.submit(f"/people/agencies/{authority.school.id}", {"mailbox": "new@school.example"})
    assert authority.school.mailbox_bounced_at is None


def test_an_agency_changed_by_somebody_else_meanwhile_shows_both(admin: Client, authority: Authority) -> None:
    address = f"/people/agencies/{authority.school.id}"
    _, seen = forms.filled(admin.get(address).text, address)
    admin.submit(address, {"name": "Mill Lane Academy"})
    response = admin.post(address, data={**seen, "name": "Mill Lane Junior School"})
    assert response.status_code == 409
    assert "Mill Lane Academy" in response.text
    assert "Mill Lane Junior School" in response.text
    assert authority.school.name == "Mill Lane Academy"


def test_an_area_without_its_people_says_nobody(admin: Client, authority: Authority) -> None:
    assert admin.submit("/people/areas/add", {"name": "West"}).status_code == 302
    page = admin.get("/people/areas").text
    assert "Cora Whitfield" in page
    assert page.count("Nobody") == 2


def test_an_area_is_renamed_unless_somebody_was_quicker(admin: Client, authority: Authority) -> None:
    address = f"/people/areas/{authority.area.id}"
    _, seen = forms.filled(admin.get(address).text, address)
    assert admin.submit(address, {"name": "Far North"}).status_code == 302
    assert admin.post(address, data={**seen, "name": "Near North"}).status_code == 409
    assert "This name is in use already" in admin.submit(address, {"name": "SOUTH"}).text
    assert db.session.scalars(sa.select(Area.name).order_by(Area.id)).all() == ["Far North", "South"]
