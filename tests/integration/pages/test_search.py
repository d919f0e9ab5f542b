"""Finding a case by reference, NHS number or name, with nothing that was typed in any address."""

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Child
from tests import stories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read
from tests.integration.pages.test_lists import references


def search(client: Client, text: str, *, filters: str = "") -> TestResponse:
    """Type into the box and press the button."""
    return client.submit(f"/cases{filters}", {"text": text}, action="/cases/find")


def found(client: Client, text: str, *, filters: str = "") -> list[str]:
    """What a search by name or number finds."""
    answer = search(client, text, filters=filters)
    assert answer.status_code == 303
    assert not any(word.casefold() in answer.location.casefold() for word in text.split() if len(word) > 1)
    return references(client.get(answer.location).text)


def test_a_reference_leads_straight_to_the_case_however_it_is_typed(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    sign_in(client, authority.coordinator)
    for typed in (case.reference, case.reference.lower(), f" {case.reference[:5]} {case.reference[5:]} "):
        assert search(client, typed).location == f"/cases/{case.reference}"


def test_a_name_is_found_by_any_of_its_words_in_any_case(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", child="Zoë Ångström-Finch")
    stories.decide(authority, "2026-03-02 10:00", child="Ada Rowan")
    sign_in(client, authority.coordinator)
    for typed in ("zoë", "FINCH", "finch ZOË", "ÅNGSTRÖM"):
        assert found(client, typed) == [case.reference]
    for typed in ("zoë rowan", "%", "_inch", "x"):
        assert found(client, typed) == []


def test_an_nhs_number_is_found_however_it_is_spaced(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    stories.decide(authority, "2026-03-02 10:00")
    number = db.session.scalars(sa.select(Child.nhs_number).where(Child.case_id == case.id)).one()
    assert number is not None
    sign_in(client, authority.coordinator)
    for typed in (number, f"{number[:3]} {number[3:6]} {number[6:]}", f"{number[:3]}-{number[3:6]}-{number[6:]}"):
        assert found(client, typed) == [case.reference]


def test_a_search_finds_nothing_that_one_may_not_see(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", child="Ada Finch")
    sign_in(client, authority.other_coordinator)
    assert found(client, "finch") == []
    assert client.get(search(client, case.reference).location).status_code == 404


def test_a_search_keeps_the_filters_and_can_be_cleared(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    stories.decide(authority, "2026-03-03 09:00", child="Ada Finch")
    baby = stories.decide(authority, "2026-03-03 09:00", child="Ben Finch", years=0)
    sign_in(client, authority.coordinator)
    assert found(client, "finch", filters="?under-1=yes") == [baby.reference]
    page = client.get(search(client, "finch").location)
    assert "2 cases found" in read(page) and 'value="finch"' in page.text
    assert search(client, "   ").location == "/cases"


def test_the_key_of_a_search_opens_nothing_to_somebody_else(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    stories.decide(authority, "2026-03-02 10:00", child="Ada Finch")
    sign_in(client, authority.coordinator)
    address = search(client, "finch").location
    sign_in(client, authority.head)
    page = client.get(address)
    assert "That search is no longer kept." in read(page) and "finch" not in page.text


@pytest.mark.parametrize("typed", ["x" * 10_000, "Kit\0Rowan"])
def test_what_cannot_be_searched_for_is_said_beside_the_box(
    client: Client, authority: Authority, sign_in: SignIn, typed: str
) -> None:
    sign_in(client, authority.coordinator)
    page = search(client, typed)
    assert page.status_code == 400
    assert "There is a problem" in page.text and 'href="#text"' in page.text


@pytest.mark.parametrize("typed", ["👶🏽", "‮םולש", "'; DROP TABLE cases; --", "EH-", "<script>"])
def test_odd_text_finds_nothing_and_breaks_nothing(
    client: Client, authority: Authority, sign_in: SignIn, typed: str
) -> None:
    stories.decide(authority, "2026-03-02 10:00")
    sign_in(client, authority.coordinator)
    page = client.get(search(client, typed).location)
    assert "No case that you may see matches." in read(page)


def test_a_search_is_audited_without_what_was_typed_and_asks_one_statement_more_than_the_list(
    client: Client, authority: Authority, sign_in: SignIn, statements: Counting
) -> None:
    stories.decide(authority, "2026-03-02 10:00", child="Ada Finch")
    sign_in(client, authority.coordinator)
    address = search(client, "finch").location
    with statements() as asked:
        client.get(address)
    # The words that were kept; then the list's own three.
    assert len(asked) <= 4
    acts = db.session.execute(sa.select(AuditEvent.act, AuditEvent.details).where(AuditEvent.act == "case.search"))
    assert [(act, "finch" in str(details)) for act, details in acts] == [("case.search", False)]


def test_a_search_is_kept_for_a_day_and_then_gone(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    stories.decide(authority, "2026-03-03 09:00", child="Ada Finch")
    sign_in(client, authority.coordinator)
    address = search(client, "finch").location
    for moment, gone in (("2026-03-04 09:59", False), ("2026-03-04 10:01", True)):
        clock_at(moment)
        sign_in(client, authority.coordinator)
        assert ("That search is no longer kept." in read(client.get(address))) is gone
