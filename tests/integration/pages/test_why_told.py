"""Why was I told? open to whoever was told and to nobody else, before and after it is settled."""

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, Telling, User
from tests import stories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read


def told(user: User, duty: str) -> int:
    """The first telling of this duty to this person."""
    return db.session.scalars(
        sa.select(Telling.id).where(Telling.user_id == user.id, Telling.duty == duty).order_by(Telling.id).limit(1)
    ).one()


def not_answered(authority: Authority) -> Case:
    """Somebody was nominated on 2 February and told at once."""
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.tell("2026-02-02 11:00")
    return case


def test_it_says_the_duty_its_days_who_is_told_next_and_what_ends_it(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = not_answered(authority)
    clock_at("2026-02-05 10:00")
    sign_in(client, authority.health_visitor)
    page = client.get(f"/told/{told(authority.health_visitor, 'lead_not_answered')}")
    words = read(page)
    for sentence in (
        f"{case.reference} Why was I told? How it stands now",
        "You have been asked to be the lead professional. Say yes or no.",
        "Due today.",
        "Nobody holds this family’s CAF until a named person has said yes. Silence is not a yes.",
        "Since 2 February 2026",
        "By 5 February 2026",
        "You were told 2 February 2026 at 11:00am",
        "You were told as the person who was asked",
        "The person asked accepts or declines",
        "On 6 February 2026, if nothing changes: Marcus Adeyemi, Tessa Brandt.",
        "These days are a local default, not the law.",
        "9 February 2026: the early help coordinator",
        "16 February 2026: the nomination lapses, and the case is again without a lead professional",
        f"Open {case.reference}",
    ):
        assert sentence in words
    assert f'href="/cases/{case.reference}/lead"' in page.text
    assert "Kit" not in page.text


def test_who_is_told_next_changes_at_eight_in_the_morning_of_the_day(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    not_answered(authority)
    telling = told(authority.health_visitor, "lead_not_answered")
    clock_at("2026-02-06 07:59:59")
    sign_in(client, authority.health_visitor)
    assert "On 6 February 2026, if nothing changes" in read(client.get(f"/told/{telling}"))
    clock_at("2026-02-06 08:00")
    assert "On 9 February 2026, if nothing changes: Cora Whitfield." in read(client.get(f"/told/{telling}"))


def test_stand_ins_are_named_as_they_are_now(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    not_answered(authority)
    authority.manager.bounced_at = clock.now()
    clock_at("2026-02-05 10:00")
    sign_in(client, authority.health_visitor)
    words = read(client.get(f"/told/{told(authority.health_visitor, 'lead_not_answered')}"))
    assert "On 6 February 2026, if nothing changes: Harriet Okafor, Tessa Brandt." in words


def test_once_settled_it_still_explains_itself_and_the_case_is_closed_again_to_the_others(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00")
    stories.tell("2026-02-02 11:00")
    telling = told(authority.team_leader, "no_lead")
    clock_at("2026-02-03 10:00")
    sign_in(client, authority.team_leader)
    assert f"Open {case.reference}" in read(client.get(f"/told/{telling}"))
    assert client.get(f"/cases/{case.reference}").status_code == 200
    stories.return_to_social_care(authority, case, "2026-02-03 10:01")
    clock_at("2026-02-03 10:02")
    words = read(client.get(f"/told/{telling}"))
    assert "This is settled. Nothing more is owed." in words and "Who is told next" not in words
    assert "the case itself is closed to you again" in words
    assert client.get(f"/cases/{case.reference}").status_code == 404


def test_from_the_twentieth_working_day_another_reminder_speaks_for_a_caf_not_started(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.accept(case, "2026-02-02 11:00")
    stories.close(authority, case, "2026-02-02 12:00")
    stories.tell("2026-02-02 13:00")
    telling = told(authority.coordinator, "caf_not_started")
    clock_at("2026-02-27 10:00")
    sign_in(client, authority.coordinator)
    before = read(client.get(f"/told/{telling}"))
    clock_at("2026-03-02 10:00")
    sign_in(client, authority.coordinator)
    after = read(client.get(f"/told/{telling}"))
    assert "Nobody more by this reminder: another one now speaks for it." in after
    assert "the head of service is told that it is stalled" in before
    assert "Waiting for Hana Visram to start the CAF: 14 working days late" in before


def test_nobody_else_may_read_it_and_it_looks_as_if_it_did_not_exist(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    not_answered(authority)
    telling = told(authority.health_visitor, "lead_not_answered")
    clock_at("2026-02-03 10:00")
    for person in (authority.coordinator, authority.manager, authority.teacher, authority.system_admin):
        sign_in(client, person)
        seen, unknown = client.get(f"/told/{telling}"), client.get("/told/999999")
        assert (seen.status_code, unknown.status_code) == (404, 404)
        assert read(seen) == read(unknown)
    assert client.get("/told/99999999999999").status_code == 404


def test_the_contact_of_an_agency_told_by_its_mailbox_may_read_it(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    authority.health_visiting.contact = None
    stories.decide(authority, "2026-02-02 10:00")
    stories.tell("2026-02-02 11:00")
    telling = db.session.scalars(sa.select(Telling.id).where(Telling.agency_id == authority.health_visiting.id)).one()
    clock_at("2026-02-03 10:00")
    sign_in(client, authority.team_leader)
    assert client.get(f"/told/{telling}").status_code == 404
    authority.health_visiting.contact = authority.team_leader
    assert "You were told as the receiving agency’s contact" in read(client.get(f"/told/{telling}"))


def test_a_reading_is_audited_and_a_refused_one_is_not(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = not_answered(authority)
    telling = told(authority.health_visitor, "lead_not_answered")
    clock_at("2026-02-03 10:00")
    for person in (authority.teacher, authority.health_visitor):
        sign_in(client, person)
        client.get(f"/told/{telling}")
    events = db.session.execute(
        sa.select(AuditEvent.user_id, AuditEvent.case_id).where(AuditEvent.act == "telling.read")
    )
    assert events.all() == [(authority.health_visitor.id, case.id)]


def test_the_page_asks_a_fixed_number_of_statements(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, statements: Counting
) -> None:
    not_answered(authority)
    telling = told(authority.health_visitor, "lead_not_answered")
    clock_at("2026-02-03 10:00")
    sign_in(client, authority.health_visitor)
    counts = []
    for _ in range(2):
        with statements() as found:
            client.get(f"/told/{telling}")
        counts.append(len(found))
        stories.tell(*(f"2026-02-{day:02d} 08:00" for day in range(4, 13)))
    assert counts[0] == counts[1] <= 6
