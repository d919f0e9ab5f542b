"""Changing accounts, and two administrators at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, User
from caf_tracker.models.words import Role
from tests import factories
from tests.factories import Authority
from tests.fixtures import forms
from tests.fixtures.clients import Client
from tests.integration.people.conftest import As


def address(user: User) -> str:
    return f"/people/{user.id}/change"


def test_a_change_is_kept_and_written_down_without_names(admin: Client, authority: Authority) -> None:
    user = authority.manager
    response = admin.submit(address(user), {"name": "Marcus A. Adeyemi", "telephone": "01632 960999"})
    assert response.status_code == 302
    assert "The account is changed." in admin.get(f"/people/{user.id}").text
    assert (user.name, user.telephone) == ("Marcus A. Adeyemi", "01632 960999")
    event = db.session.scalars(sa.select(AuditEvent)).one()
    assert (event.act, event.details) == ("person_changed", {"user_id": user.id, "changed": ["name", "telephone"]})


def test_a_new_address_counts_as_good_again_and_an_unchanged_one_does_not(admin: Client, authority: Authority) -> None:
    user = authority.manager
    user.bounced_at = clock.now() - timedelta(days=1)
    admin.submit(address(user), {"telephone": "01632 960998"})
    assert "E-mail not arriving" in admin.get(f"/people/{user.id}").text
    admin.submit(address(user), {"email": "marcus@team.example"})
    kept = db.session.execute(sa.select(User.bounced_at, User.email).where(User.id == user.id)).one()
    assert tuple(kept) == (None, "marcus@team.example")


def test_a_new_role_signs_the_person_out_and_another_name_does_not(
    admin: Client, authority: Authority, as_: As
) -> None:
    user = authority.social_worker
    browser = as_(user)
    admin.submit(address(user), {"name": "Samuel Petrov"})
    assert browser.get("/account/password").status_code == 200
    admin.submit(address(user), {"role": "social_care_manager"})
    assert user.role is Role.SOCIAL_CARE_MANAGER
    assert browser.get("/account/password").status_code == 302


def test_two_administrators_at_once_the_second_sees_both_texts_and_decides(
    admin: Client, authority: Authority, as_: As
) -> None:
    user = authority.manager
    page = admin.get(address(user)).text
    _, seen = forms.filled(page, address(user))
    second = factories.make_user("Sigrid Holm", Role.SYSTEM_ADMIN, authority.social_care)
    as_(second).submit(address(user), {"name": "Marcus Adeyemi-Cole"})
    response = admin.post(address(user), data={**seen, "name": "M. Adeyemi", "telephone": "01632 960777"})
    assert response.status_code == 409
    assert "Marcus Adeyemi-Cole" in response.text
    assert "M. Adeyemi" in response.text
    assert (user.name, user.telephone != "01632 960777") == ("Marcus Adeyemi-Cole", True)
    # "Save mine instead", which that page offers, is what the browser sends then.
    _, mine = forms.filled(response.text, address(user))
    assert admin.post(address(user), data=mine).status_code == 302
    assert (user.name, user.telephone) == ("M. Adeyemi", "01632 960777")


@pytest.mark.parametrize("version", ["0", "99", "x", "", "\x00"])
def test_a_tampered_version_changes_nothing(admin: Client, authority: Authority, version: str) -> None:
    response = admin.submit(address(authority.manager), {"name": "Someone Else", "version": version})
    assert response.status_code == 409
    assert authority.manager.name == "Marcus Adeyemi"


def test_nobody_becomes_their_own_manager_however_far_up(admin: Client, authority: Authority) -> None:
    for manager in (authority.head, authority.manager, authority.social_worker):
        response = admin.submit(address(authority.head), {"line_manager": manager.email})
        assert "Line manager must be somebody who is not managed by this person" in response.text
    assert authority.head.line_manager is None


def test_a_lead_professional_keeps_their_role(admin: Client, authority: Authority) -> None:
    factories.make_lead(factories.make_case(authority), authority.health_visitor, authority.manager)
    response = admin.submit(address(authority.health_visitor), {"role": "auditor"})
    assert "Role cannot change while this person is a lead professional" in response.text
    assert authority.health_visitor.role is Role.PRACTITIONER


@pytest.mark.parametrize(("field", "value"), [("role", "auditor"), ("area", "other")])
def test_the_last_coordinator_of_an_area_keeps_role_and_area(
    admin: Client, authority: Authority, field: str, value: str
) -> None:
    value = str(authority.other_area.id) if value == "other" else value
    response = admin.submit(address(authority.coordinator), {field: value})
    assert "This is the last active coordinator of North" in response.text
    factories.make_user("Carl Second", Role.EARLY_HELP_COORDINATOR, authority.early_help, authority.area)
    assert admin.submit(address(authority.coordinator), {field: value}).status_code == 302


@pytest.mark.parametrize("page", ["change", "disable"])
def test_nobody_manages_their_own_account(admin: Client, authority: Authority, page: str) -> None:
    own = f"/people/{authority.system_admin.id}"
    assert "This is your own account." in admin.get(own).text
    assert admin.submit(f"{own}/{page}", {}).status_code == 403


def test_an_agency_administrator_sees_the_practitioners_of_their_agency_alone(as_: As, authority: Authority) -> None:
    browser = as_(authority.agency_admin)
    page = browser.get("/people").text
    for user in authority.everyone:
        theirs = user.role is Role.PRACTITIONER and user.agency_id == authority.health_visiting.id
        assert (user.name in page) is theirs, user.name
        for end in ("", "/change", "/disable"):
            expected = 200 if theirs else 404
            assert browser.get(f"/people/{user.id}{end}").status_code == expected, (user.name, end)
    assert browser.get("/people/agencies").status_code == 403


@pytest.mark.parametrize("number", ["999999", "2147483648", "9" * 40, "-1", "x"])
def test_somebody_who_does_not_exist_is_not_found(admin: Client, number: str) -> None:
    assert admin.get(f"/people/{number}").status_code == 404


def test_the_search_finds_by_name_address_or_agency_and_takes_anything(admin: Client, authority: Authority) -> None:
    def found(text: str, only: str = "") -> list[str]:
        page = admin.get("/people", query_string={"search": text, "only": only}).text
        return [user.name for user in authority.everyone if f">{user.name}</a>" in page]

    assert found("hana") == ["Hana Visram"]
    assert found("MARCUS.ADEYEMI") == ["Marcus Adeyemi"]
    assert found("mill lane") == ["Theo Marsh"]
    assert found("%") == []
    authority.teacher.disabled_at = clock.now()
    assert found("", "disabled") == ["Theo Marsh"]
    assert "Theo Marsh" not in found("", "enabled")
    for odd in ("\x00", "'; --", "👶" * 500, "_", "\u202e"):
        assert admin.get("/people", query_string={"search": odd}).status_code == 200


def test_long_lists_go_on_page_by_page_and_nobody_is_left_out(admin: Client, authority: Authority) -> None:
    for number in range(110):
        factories.make_user(f"Same Name{number % 3}", Role.PRACTITIONER, authority.school)
    address, seen = "/people", []
    for _ in range(10):
        page = admin.get(address).text
        seen += [line.split('"')[0] for line in page.split('href="/people/')[1:] if line[0].isdigit()]
        following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else ""
        if not following:
            break
        address = following.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 110 + len(authority.everyone)


@pytest.mark.parametrize("after", ["x", "%00", "WyJhIl0", "WzEsMl0", "W1tbW1tb", "👶"])
def test_a_tampered_page_key_is_the_first_page(admin: Client, after: str) -> None:
    assert admin.get("/people", query_string={"after": after}).status_code == 200
