"""Your work: what waits for you, the most overdue first, what waits for others, and what you were told."""

import re

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Telling
from tests import stories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read


def test_a_nominee_reads_one_plain_sentence_the_day_how_late_and_the_button(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    clock_at("2026-02-10 10:00")
    sign_in(client, authority.health_visitor)
    page = client.get("/")
    assert (
        f"Waiting for you (1) You have been asked to be the lead professional. Say yes or no. {case.reference}, "
        "due 5 February 2026: 3 working days late Answer"
    ) in read(page)
    assert f'href="/cases/{case.reference}/lead"' in page.text


def test_on_the_due_day_it_is_due_today_and_one_working_day_later_it_is_late(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    sign_in(client, authority.health_visitor)
    clock_at("2026-02-05 23:59")
    assert "due 5 February 2026: today" in read(client.get("/"))
    clock_at("2026-02-06 00:01")
    assert "due 5 February 2026: 1 working day late" in read(client.get("/"))


def test_the_most_overdue_stands_first(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    later = stories.decide(authority, "2026-02-04 10:00", nominee=authority.health_visitor, child="Ada Finch")
    earlier = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    clock_at("2026-02-11 10:00")
    sign_in(client, authority.health_visitor)
    found = re.findall(r"EH-\d{6}[A-Z](?=, due)", read(client.get("/")))
    assert found == [earlier.reference, later.reference]


def test_somebody_who_has_not_said_yes_is_never_offered_to_start_the_caf(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.close(authority, case, "2026-02-03 10:00")
    clock_at("2026-02-04 10:00")
    sign_in(client, authority.health_visitor)
    page = client.get("/")
    assert "no CAF is running. Start the CAF." in read(page)
    assert f'href="/cases/{case.reference}/caf"' not in page.text


def test_what_others_owe_on_your_cases_is_said_with_their_names_and_not_twice(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    clock_at("2026-02-10 10:00")
    sign_in(client, authority.manager)
    words = read(client.get("/"))
    waiting_for_you, waiting_for_others = words.split("Waiting for others")
    assert "Finish the step-down" in waiting_for_you and "Finish the step-down" not in waiting_for_others
    assert "Waiting for Hana Visram to accept or decline being the lead professional" in waiting_for_others
    assert f"{case.reference}: The nomination is not answered, due 5 February 2026: 3 working days late" in words


def test_a_person_without_a_part_in_any_case_is_told_that_nothing_waits(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    sign_in(client, authority.teacher)
    page = client.get("/")
    assert "Nothing is waiting for you." in read(page)
    assert "EH-" not in page.text


def test_what_you_were_told_leads_to_why(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.tell("2026-02-02 11:00", "2026-02-04 08:00")
    clock_at("2026-02-05 10:00")
    told = db.session.scalars(
        sa.select(Telling.id).where(Telling.user_id == authority.health_visitor.id).order_by(Telling.id.desc())
    ).all()
    assert len(told) == 2
    sign_in(client, authority.health_visitor)
    page = client.get("/")
    assert re.findall(r'href="/told/(\d+)"', page.text) == [str(one) for one in told]
    assert client.get(f"/told/{told[0]}").status_code == 200


def test_the_page_asks_as_many_statements_for_one_case_as_for_fifty(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, statements: Counting
) -> None:
    counts = {}
    clock_at("2026-02-10 10:00")
    sign_in(client, authority.manager)
    for more, wanted in ((1, 1), (49, 50)):
        for _ in range(more):
            stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
        stories.tell("2026-02-02 11:00")
        with statements() as found:
            words = read(client.get("/"))
        counts[wanted] = len(found)
        assert f"Waiting for you ({wanted})" in words
    assert counts[1] == counts[50] <= 6
