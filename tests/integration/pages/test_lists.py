"""The lists: what is in them, in which order, page by page, for whom, and what they ask of the database."""

import re

import pytest
import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case
from tests import stories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read

LISTS = ("/cases", "/step-downs", "/closed-and-not-started")


def references(html: str) -> list[str]:
    """The cases of a list, in order."""
    return re.findall(r'href="/cases/(EH-\d{6}[A-Z])"', html)


def test_closed_and_not_started_says_how_long_who_acts_and_who_was_told_the_longest_first(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    shorter = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    longer = stories.decide(authority, "2026-02-02 10:00", child="Ada Finch")
    still_open = stories.decide(authority, "2026-02-02 10:00")
    started = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.accept(started, "2026-02-02 11:00")
    stories.agree(started, "2026-02-02 12:00")
    stories.start(started, "2026-02-02 13:00")
    stories.close(authority, started, "2026-02-02 14:00")
    stories.close(authority, longer, "2026-02-02 15:00")
    stories.close(authority, shorter, "2026-02-03 15:00")
    stories.tell("2026-02-03 16:00")
    clock_at("2026-02-10 10:00")
    sign_in(client, authority.coordinator)
    page = client.get("/closed-and-not-started")
    assert references(page.text) == [longer.reference, shorter.reference]
    words = read(page)
    assert still_open.reference not in words and started.reference not in words
    assert "2 families, the longest wait first" in words
    assert (
        f"{longer.reference} Ada Finch, 3 years 2 February 2026 6 working days ago Marcus Adeyemi Health visiting "
        "Cora Whitfield, Marcus Adeyemi, Tessa Brandt"
    ) in words
    assert f"{shorter.reference} Kit Rowan, 3 years 3 February 2026 5 working days ago Hana Visram" in words


@pytest.mark.parametrize(
    ("role", "status"),
    [("coordinator", 200), ("head", 200), ("manager", 403), ("health_visitor", 403), ("system_admin", 403)],
)
def test_closed_and_not_started_is_for_coordinators_and_heads(
    client: Client, authority: Authority, sign_in: SignIn, role: str, status: int
) -> None:
    sign_in(client, getattr(authority, role))
    assert client.get("/closed-and-not-started").status_code == status


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_nothing_of_another_area(
    client: Client, authority: Authority, sign_in: SignIn, address: str
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", child="Ada Finch")
    stories.close(authority, case, "2026-03-02 11:00")
    for person, seen in ((authority.coordinator, True), (authority.other_coordinator, False)):
        sign_in(client, person)
        page = client.get(address).text
        assert (case.reference in page, "Ada Finch" in page) == (seen, seen)


def test_somebody_without_a_part_in_a_case_finds_empty_lists(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    stories.decide(authority, "2026-03-02 10:00")
    sign_in(client, authority.teacher)
    assert "There is no case that you have a part in." in read(client.get("/cases"))
    assert "No step-down that you may see is under way." in read(client.get("/step-downs"))


def test_step_downs_by_stage(client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt) -> None:
    clock_at("2026-03-03 10:00")
    nobody = stories.decide(authority, "2026-03-02 10:00")
    waiting = stories.decide(authority, "2026-03-02 11:00", nominee=authority.health_visitor)
    ended = stories.decide(authority, "2026-03-02 11:00")
    stories.return_to_social_care(authority, ended, "2026-03-03 09:00")
    sign_in(client, authority.coordinator)
    assert references(client.get("/step-downs").text) == [nobody.reference, waiting.reference]
    assert references(client.get("/step-downs?stage=not_answered").text) == [waiting.reference]
    assert references(client.get("/step-downs?stage=returned").text) == [ended.reference]
    assert references(client.get("/step-downs?stage=nonsense").text) == [nobody.reference, waiting.reference]
    assert "1 step-down, the oldest first" in read(client.get("/step-downs?stage=not_answered"))


def test_cases_are_filtered_by_area_stage_and_age(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    baby = stories.decide(authority, "2026-03-03 09:00", years=0)
    older = stories.decide(authority, "2026-03-03 09:00", nominee=authority.health_visitor)
    sign_in(client, authority.coordinator)
    assert references(client.get("/cases").text) == [older.reference, baby.reference]
    assert references(client.get("/cases?under-1=yes").text) == [baby.reference]
    assert references(client.get("/cases?stage=not_answered").text) == [older.reference]
    assert references(client.get(f"/cases?area={authority.area.id}").text) == [older.reference, baby.reference]
    assert references(client.get(f"/cases?area={authority.other_area.id}").text) == []


NONSENSE = (
    "after=x", "after=W10", "after=WyIyMDI2LTk5LTk5IiwxXQ", "area=9999999999999", "area=-1", "stage=%00", "search=%00",
    "search=unknown", "under-1=maybe",
)  # fmt: skip


def test_a_tampered_address_is_read_as_if_it_said_nothing(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00")
    stories.close(authority, case, "2026-03-02 11:00")
    sign_in(client, authority.coordinator)
    for address in LISTS:
        for nonsense in NONSENSE:
            page = client.get(f"{address}?{nonsense}")
            assert (page.status_code, references(page.text)) == (200, [case.reference]), f"{address}?{nonsense}"


def test_pages_follow_each_other_without_a_gap_or_a_repeat_and_ask_three_statements_at_most(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, statements: Counting
) -> None:
    clock_at("2026-03-03 10:00")
    sign_in(client, authority.coordinator)
    made: list[Case] = []
    asked = {}
    for rows in (1, 50, 52):
        while len(made) < rows:
            made.append(stories.decide(authority, "2026-03-03 09:00", nominee=authority.health_visitor))
            stories.close(authority, made[-1], "2026-03-03 09:30")
        for address in LISTS:
            with statements() as found:
                page = client.get(address)
            asked[address, rows] = len(found)
            assert len(references(page.text)) == min(rows, 50)
    for address in LISTS:
        assert asked[address, 1] == asked[address, 50] <= 3, address
        first = client.get(address)
        onward = re.search(r'href="([^"]+)"[^>]*rel="next"', first.text)
        assert onward is not None
        second = client.get(onward[1].replace("&amp;", "&"))
        assert 'rel="next"' not in second.text
        assert sorted(references(first.text) + references(second.text)) == sorted(case.reference for case in made)
        assert "52 " in read(first) and "52 " in read(second)


@pytest.mark.parametrize("address", LISTS)
def test_reading_a_list_is_one_event_without_any_name(
    client: Client, authority: Authority, sign_in: SignIn, address: str
) -> None:
    for _ in range(3):
        case = stories.decide(authority, "2026-03-02 10:00")
        stories.close(authority, case, "2026-03-02 11:00")
    sign_in(client, authority.coordinator)
    client.get(address)
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "case.list")).all()
    assert [(event.user_id, event.case_id, event.details["shown"]) for event in events] == [
        (authority.coordinator.id, None, 3)
    ]
    assert "Rowan" not in str(events[0].details)
