"""Putting off one's own reminders: once freely, then by leave of one's line manager; and what the case page says."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.duties import DUTIES
from caf_tracker.extensions import db
from caf_tracker.models import Case, MeetingTrigger, Snooze, Telling, User
from caf_tracker.models.words import TriggerKind
from caf_tracker.reminders.sweep import sweep
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import read

Browse = Callable[[User], Client]
REASON = "The family are at the seaside until then"


@pytest.fixture
def case(authority: Authority) -> Case:
    """Since this morning, Tuesday 3 March, the lead owes the decision whether to meet."""
    case = factories.make_case(authority)
    factories.make_step_down(case, authority.manager)
    factories.make_lead(case, authority.health_visitor, authority.manager)
    trigger = MeetingTrigger(
        case_id=case.id, kind=TriggerKind.OTHER, note="x", raised_on=clock.today(), raised_at=clock.now(),
        raised_by_id=authority.manager.id,
    )  # fmt: skip
    db.session.add(trigger)
    db.session.commit()
    return case


@pytest.fixture
def page(case: Case) -> str:
    """Where the lead puts it off."""
    trigger = db.session.scalars(sa.select(MeetingTrigger.id)).one()
    return f"/cases/{case.reference}/put-off/meeting_undecided/meeting_triggers/{trigger}"


@pytest.fixture
def browse(app: Flask, sign_in: SignIn) -> Browse:
    def browser(user: User) -> Client:
        client = app.test_client()
        assert isinstance(client, Client)
        sign_in(client, user)
        return client

    return browser


def put_off(client: Client, page: str, until: str = "2026-03-05") -> int:
    return client.submit(page, {"until_on": until, "reason": REASON}, action="put-off").status_code


def test_it_is_put_off_once_and_the_case_page_says_why(
    authority: Authority, case: Case, page: str, browse: Browse
) -> None:
    lead, coordinator = browse(authority.health_visitor), browse(authority.coordinator)
    assert f'href="{page}"' in lead.get("/").text
    assert f'href="{page}"' in lead.get(f"/cases/{case.reference}").text
    # Whoever is not reminded of it has nothing to put off.
    assert "put-off" not in coordinator.get(f"/cases/{case.reference}").text
    assert coordinator.get(page).status_code == 403

    assert put_off(lead, page) == 302
    mine = read(lead.get("/"))
    assert f"You have put off reminders of this until 5 March 2026: {REASON}" in mine
    assert "Waiting for you (2)" in mine
    theirs = read(coordinator.get(f"/cases/{case.reference}"))
    assert f"Hana Visram has put off reminders of this until 5 March 2026: {REASON}" in theirs
    assert f'href="{page}"' not in lead.get("/").text
    assert lead.get(page).status_code == 409


@pytest.mark.parametrize(
    ("until", "taken"),
    [("2026-03-03", False), ("2026-03-04", True), ("2026-03-07", False), ("2026-03-10", True), ("2026-03-11", False)],
    ids=["today", "tomorrow", "a Saturday", "the fifth working day", "the sixth"],
)
def test_it_waits_five_working_days_at_most(
    authority: Authority, page: str, browse: Browse, until: str, taken: bool
) -> None:
    lead = browse(authority.health_visitor)
    assert put_off(lead, page, until) == (302 if taken else 200)
    assert db.session.scalars(sa.select(Snooze.until_on)).all() == ([date.fromisoformat(until)] if taken else [])


@pytest.mark.parametrize("answer", ["allow", "refuse"])
def test_a_second_time_is_for_the_line_manager_to_allow(
    authority: Authority, case: Case, page: str, browse: Browse, clock_at: ClockAt, answer: str
) -> None:
    leads, managers = browse(authority.health_visitor), browse(authority.team_leader)
    assert put_off(leads, page) == 302
    clock_at("2026-03-05 09:00")
    leads, managers = browse(authority.health_visitor), browse(authority.team_leader)
    db.session.execute(sa.update(User).where(User.id == authority.health_visitor.id).values(line_manager_id=None))
    refused = leads.submit(page, {"until_on": "2026-03-09", "reason": REASON}, action="put-off")
    assert "no line manager of yours can be asked" in refused.text
    authority.health_visitor.line_manager = authority.team_leader

    assert "Tessa Brandt, your line manager, must allow it" in leads.get(page).text
    assert put_off(leads, page, "2026-03-09") == 302
    assert f"You asked Tessa Brandt to let them wait again, until 9 March 2026: {REASON}" in read(leads.get("/"))
    assert leads.get(page).status_code == 409
    asked = db.session.scalars(sa.select(Snooze).where(Snooze.asked_id.is_not(None))).one()

    # Asked, the manager may read the case, whatever else they have to do with it, until it is answered.
    db.session.execute(sa.update(User).where(User.id == authority.health_visitor.id).values(line_manager_id=None))
    assert "Asked of you as a line manager (1)" in read(managers.get("/"))
    assert managers.get(f"/cases/{case.reference}").status_code == 200
    assert REASON in read(managers.get(f"/put-off/{asked.id}"))
    assert browse(authority.teacher).get(f"/put-off/{asked.id}").status_code == 404
    assert managers.submit(f"/put-off/{asked.id}", {"answer": answer}, action="put-off").status_code == 302
    assert managers.get(f"/cases/{case.reference}").status_code == 404
    assert managers.get(f"/put-off/{asked.id}").status_code == 409
    assert "Asked of you" not in read(managers.get("/"))

    history = read(browse(authority.coordinator).get(f"/cases/{case.reference}"))
    assert ("Reminders may wait." if answer == "allow" else "Reminders go on.") in history
    assert ("put off reminders of this until 9 March" in read(leads.get("/"))) is (answer == "allow")


def test_a_request_that_nobody_answered_in_time_is_over(
    authority: Authority, case: Case, page: str, browse: Browse, clock_at: ClockAt
) -> None:
    assert put_off(browse(authority.health_visitor), page) == 302
    clock_at("2026-03-05 09:00")
    lead = browse(authority.health_visitor)
    assert put_off(lead, page, "2026-03-06") == 302
    asked = db.session.scalars(sa.select(Snooze.id).where(Snooze.asked_id.is_not(None))).one()
    authority.health_visitor.line_manager = None
    assert browse(authority.team_leader).get(f"/cases/{case.reference}").status_code == 200
    clock_at("2026-03-06 08:00")
    manager = browse(authority.team_leader)
    assert manager.get(f"/cases/{case.reference}").status_code == 404
    assert "Asked of you" not in read(manager.get("/"))
    assert manager.get(f"/put-off/{asked}").status_code == 409
    authority.health_visitor.line_manager = authority.team_leader
    assert put_off(browse(authority.health_visitor), page, "2026-03-09") == 302


def test_whoever_was_told_and_owes_nothing_puts_it_off_from_why_was_i_told(
    authority: Authority, page: str, browse: Browse, clock_at: ClockAt
) -> None:
    sweep(clock_at("2026-03-05 08:00"))
    told = db.session.scalars(
        sa.select(Telling.id).where(Telling.user_id == authority.team_leader.id, Telling.duty == "meeting_undecided")
    ).one()
    manager = browse(authority.team_leader)
    assert f'href="{page}"' in manager.get(f"/told/{told}").text
    assert put_off(manager, page, "2026-03-06") == 302
    assert "You have put off reminders of this until 6 March 2026" in read(manager.get(f"/told/{told}"))
    assert f'href="{page}"' not in manager.get(f"/told/{told}").text


def test_the_handovers_own_reminders_and_those_for_safety_are_never_put_off(
    authority: Authority, case: Case, browse: Browse
) -> None:
    assert {duty.number for duty in DUTIES.values() if not duty.may_be_snoozed} == {1, 2, 3, 4, 5, 6, 7, 9}
    assert not any(duty.safety for duty in DUTIES.values() if duty.may_be_snoozed)
    lead, leading = browse(authority.health_visitor), case.reference
    [owed] = db.session.execute(sa.text("SELECT id FROM leads")).scalars()
    assert lead.get(f"/cases/{leading}/put-off/agreement_not_recorded/leads/{owed}").status_code == 403


def test_a_deputy_reads_that_they_stand_in_and_for_whom(
    authority: Authority, case: Case, browse: Browse, clock_at: ClockAt
) -> None:
    deputy = authority.teacher
    factories.make_absence(authority.health_visitor, deputy, date(2026, 3, 5), date(2026, 3, 6))
    sweep(clock_at("2026-03-05 08:00"))
    told = db.session.scalars(
        sa.select(Telling.id).where(Telling.user_id == deputy.id, Telling.duty == "meeting_undecided")
        .order_by(Telling.id)
    ).first()  # fmt: skip
    theirs = browse(deputy)
    why = read(theirs.get(f"/told/{told}"))
    assert "You are told because you stand in for Hana Visram while they are away." in why
    assert "You were told as the deputy of the lead professional, who is away" in why
    page = read(theirs.get(f"/cases/{case.reference}"))
    assert "You are told because you stand in for Hana Visram while they are away." in page
    others = read(browse(authority.coordinator).get(f"/cases/{case.reference}"))
    assert "Theo Marsh: " in others
    assert "Told because they stand in for Hana Visram, who is away." in others
