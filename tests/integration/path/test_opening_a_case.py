"""Opening a case: page by page, looked for before it is made, opened once."""

import base64
from collections.abc import Callable

import pytest
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, Child, PossibleMatch, UnfinishedForm
from caf_tracker.models.words import Mobility, Relation
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.integration.path.sending import facts, messages, send

CHILD = {
    "name": "Noor Rowan", "is_born": "yes", "born-day": "2", "born-month": "11", "born-year": "2025",
    "nhs_number": factories.nhs_number(778), "moves": "yes", "mobility": "not_mobile", "mobility_seen_on-day": "2",
    "mobility_seen_on-month": "3", "mobility_seen_on-year": "2026", "mobility_seen_by": "Hana Visram",
}  # fmt: skip
UNBORN = {
    "name": "Baby Rowan", "is_born": "no", "due-day": "20", "due-month": "6", "due-year": "2026", "moves": "no",
}  # fmt: skip
MOTHER = {"known": "yes", "name": "Ash Rowan", "relation_1": "mother", "responsibility_1": "yes"}
SignIn = Callable[..., object]


@pytest.fixture
def authority(app: Flask) -> Authority:
    return factories.make_authority()


def begin(client: Client, child: dict[str, str] | None = None) -> str:
    """Send the first child; the address that every later page begins with."""
    response = send(client, "/cases/open", child or CHILD)
    assert response.status_code == 302, messages(response.text)
    return str(response.location).removesuffix("/children")


def go_to_check(client: Client, authority: Authority, form: str) -> None:
    """Answer what is left with one mother and the north."""
    send(client, f"{form}/adults/1", MOTHER)
    response = send(client, f"{form}/area", {"area": str(authority.area.id)})
    assert response.location.endswith("/duplicates")


def test_a_family_with_an_unborn_child_and_a_father_not_known(
    client: Client, sign_in: SignIn, authority: Authority
) -> None:
    sign_in(client, authority.health_visitor)
    form = begin(client)
    send(client, f"{form}/children/2", UNBORN)
    send(client, f"{form}/adults/1", {**MOTHER, "relation_2": "mother", "responsibility_2": "yes"})
    father = {"known": "no", "relation_1": "father", "relation_2": "none", "responsibility_1": "not_known"}
    send(client, f"{form}/adults/2", father)
    assert "is recorded for <strong>Baby Rowan" in client.get(f"{form}/adults").text
    send(client, f"{form}/area", {"area": str(authority.area.id)})
    response = send(client, f"{form}/check", {})

    case = db.session.query(Case).one()
    assert response.location == f"/cases/{case.reference}"
    assert (case.area, case.opened_by_id) == (authority.area, authority.health_visitor.id)
    born, unborn = case.children
    assert (born.name, str(born.born), born.nhs_number) == ("Noor Rowan", "2025-11-02", CHILD["nhs_number"])
    assert born.mobility_records[0].mobility is Mobility.NOT_MOBILE
    assert (unborn.born, str(unborn.due)) == (None, "2026-06-20")
    mother, father_found = case.adults
    assert [relation.relation for relation in mother.relations] == [Relation.MOTHER] * 2
    assert father_found.name is None
    assert [(one.child_id, one.parental_responsibility) for one in father_found.relations] == [(born.id, None)]
    assert db.session.query(AuditEvent).filter_by(act="open_case", case_id=case.id).count() == 1
    assert "The case is open" in client.get(response.location).text


def test_no_address_and_no_cookie_holds_anything_about_the_family(
    client: Client, sign_in: SignIn, authority: Authority
) -> None:
    sign_in(client, authority.health_visitor)
    form = begin(client)
    cookie = client.get_cookie("caf_form")
    assert cookie is not None
    # The signed cookie's content can be read by anybody who holds it.
    cookies = base64.urlsafe_b64decode(cookie.value.split(".")[0] + "===").decode(errors="replace")
    for said in ("Noor", "Rowan", "2025", CHILD["nhs_number"]):
        assert said not in form
        assert said not in cookies


def test_the_case_is_opened_once_and_what_was_typed_is_forgotten(
    client: Client, sign_in: SignIn, authority: Authority
) -> None:
    sign_in(client, authority.coordinator)
    form = begin(client)
    go_to_check(client, authority, form)
    first, second = send(client, f"{form}/check", {}), client.get(f"{form}/check")
    assert first.status_code == 302
    assert second.status_code == 409
    assert "already sent" in second.text
    for page in ("children", "children/1", "adults", "area", "duplicates"):
        assert client.get(f"{form}/{page}").status_code == 409
    assert db.session.query(Case).count() == 1
    assert db.session.query(UnfinishedForm).one().answers == {}


def test_a_form_belongs_to_whoever_began_it_and_is_forgotten_after_a_day(
    client: Client, sign_in: SignIn, authority: Authority, clock_at: Callable[[str], object]
) -> None:
    sign_in(client, authority.coordinator)
    form = begin(client)
    sign_in(client, authority.manager)
    assert client.get(f"{form}/children").status_code == 404
    assert client.get("/cases/open/%00/children").status_code == 404
    clock_at("2026-03-04 10:00")
    sign_in(client, authority.coordinator)
    assert client.get(f"{form}/children").status_code == 200, "a day to the minute"
    clock_at("2026-03-04 10:01")
    sign_in(client, authority.coordinator)
    assert client.get(f"{form}/children").status_code == 404
    sign_in(client, authority.manager)
    begin(client)
    sign_in(client, authority.coordinator)
    assert client.get(f"{form}/children").status_code == 404
    assert db.session.query(UnfinishedForm).count() == 1


def test_a_child_is_changed_and_removed_before_the_case_is_opened(
    client: Client, sign_in: SignIn, authority: Authority
) -> None:
    sign_in(client, authority.coordinator)
    form = begin(client)
    assert client.get(f"{form}/children/1/remove").status_code == 302, "the last child stays"
    send(client, f"{form}/children/2", UNBORN)
    only_baby = {"known": "no", "relation_1": "none", "relation_2": "father"}
    send(client, f"{form}/adults/1", only_baby)
    send(client, f"{form}/children/1", {**CHILD, "name": "Noora Rowan"})
    send(client, f"{form}/children/2/remove", {})
    page = client.get(f"{form}/adults").text
    assert "No adults added yet" in page, "an adult of a removed child goes with them"
    assert "Noora Rowan" in page
    assert client.get(f"{form}/children/7").status_code == 404


def test_skipping_ahead_leads_back_to_what_is_missing(client: Client, sign_in: SignIn, authority: Authority) -> None:
    sign_in(client, authority.coordinator)
    form = begin(client)
    assert client.get(f"{form}/check").location.endswith("/area")


@pytest.mark.parametrize("same", ["nhs_number", "name_and_birth_date"])
def test_a_family_already_known_is_shown_before_a_second_case_is_opened(
    client: Client, sign_in: SignIn, authority: Authority, same: str
) -> None:
    known = factories.make_child("NOOR  rowan" if same == "name_and_birth_date" else "Nour Rowan", months=4)
    known.name_key = "noor rowan" if same == "name_and_birth_date" else "nour rowan"
    known.born = known.born and known.born.replace(2025, 11, 2)
    known.nhs_number = CHILD["nhs_number"] if same == "nhs_number" else None
    case = factories.make_case(authority, children=[known])
    sign_in(client, authority.coordinator)
    form = begin(client)
    go_to_check(client, authority, form)
    page = client.get(f"{form}/duplicates")
    assert case.reference in page.text
    assert client.get(f"{form}/check").location.endswith("/duplicates"), "it cannot be passed over"
    assert send(client, f"{form}/duplicates", {"different": "no"}).location == f"/cases/{case.reference}"
    assert db.session.query(Case).count() == 1
    assert send(client, f"{form}/duplicates", {"different": "yes"}).location.endswith("/check")
    send(client, f"{form}/check", {})
    assert db.session.query(Case).count() == 2
    match = db.session.query(PossibleMatch).one()
    assert (match.other_child_id, match.area_id, match.file_id) == (known.id, authority.area.id, None)


def test_a_family_that_the_person_may_not_see_is_not_disclosed(
    client: Client, sign_in: SignIn, authority: Authority
) -> None:
    """The pages are the same, word for word, whether or not the child is known on a case of others."""
    seen = []
    for known in (False, True):
        if known:
            child = db.session.query(Child).one()
            child.nhs_number = CHILD["nhs_number"]
        else:
            factories.make_case(authority, children=[factories.make_child("Ro Key", months=9)])
        sign_in(client, authority.teacher)
        form = begin(client)
        go_to_check(client, authority, form)
        passed = client.get(f"{form}/duplicates")
        assert passed.status_code == 302
        seen.append(client.get(f"{form}/check").text.replace(form, ""))
    shown = [page[page.index("<h1") : page.index("csrf_token", page.index("<h1"))] for page in seen]
    assert shown[0] == shown[1]
    assert "early help coordinator is asked to look" in shown[1]
    send(client, f"{form}/check", {})
    assert db.session.query(PossibleMatch).count() == 1, "the coordinator's list has it"


@pytest.mark.parametrize("role", ["agency_admin", "system_admin", "auditor"])
def test_those_who_hold_no_case_open_none(client: Client, sign_in: SignIn, authority: Authority, role: str) -> None:
    before = facts()
    sign_in(client, getattr(authority, role))
    assert client.get("/cases/open").status_code == 403
    assert facts() == before
