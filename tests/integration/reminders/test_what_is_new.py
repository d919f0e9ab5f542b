"""A sweep that looks at what is new finds all that one finds that looks at everything, whatever happened in between."""

from collections.abc import Callable
from datetime import date, time

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Lead, MeetingTrigger, StepDown, Tick, UnsweptChange, User
from caf_tracker.reminders import looking
from caf_tracker.reminders.sweep import due_now, sweep
from tests import factories
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt

SWEPT = "2026-03-03 08:00"
Happening = Callable[[Authority], object]


def changed(statement: sa.Update) -> None:
    """A change by plain SQL, past every service: only the database can have noticed it."""
    db.session.execute(statement.execution_options(synchronize_session=False))


def another_lead_accepts(authority: Authority) -> None:
    case = db.session.scalars(
        sa.select(Case).join(Lead, Lead.case_id == Case.id).where(Lead.accepted_at.is_not(None))
    ).one()
    changed(
        sa.update(Lead).where(Lead.case_id == case.id).values(ended_at=clock.now(), ended_as="ended", end_reason="x")
    )
    factories.make_lead(case, authority.other_health_visitor, authority.manager)


def a_closure_is_recorded_late(authority: Authority) -> None:
    factories.make_step_down(
        factories.make_case(authority), authority.manager, decided_on=date(2026, 1, 5), closed_on=date(2026, 1, 12)
    )


def the_lead_goes_on_leave(authority: Authority, first: int, last: int) -> None:
    factories.make_absence(authority.health_visitor, authority.teacher, date(2026, 3, first), date(2026, 3, last))


def an_agency_was_closed_and_its_contact_changed(authority: Authority) -> None:
    factories.make_closed_period(
        authority.health_visiting, date(2026, 2, 25), date(2026, 3, 3), contact=authority.teacher
    )
    changed(sa.update(Agency).values(contact_id=authority.other_health_visitor.id))
    for _ in range(2):
        sweep(clock.now())


def nothing_of_it_is_noted(happens: Happening) -> Happening:
    """It was recorded before the last sweep: what comes of it comes by the clock alone."""

    def silently(authority: Authority) -> None:
        happens(authority)
        db.session.flush()
        db.session.execute(sa.delete(UnsweptChange))

    return silently


def the_lead_snoozed_what_has_come_since(authority: Authority) -> None:
    """What came on the 5th was told to everybody but them, and nothing else is new on the 6th."""
    lead = authority.health_visitor
    case_id = db.session.scalars(sa.select(Lead.case_id).where(Lead.user_id == lead.id)).one()
    trigger = MeetingTrigger(case_id=case_id, kind="other", note="x", raised_on=clock.today(), raised_at=clock.now())
    db.session.add(trigger)
    sweep(clock.now())
    duty = next(one for one in open_duties(clock.now(), owed_by=lead) if one.cause == "meeting_triggers")
    factories.make_snooze(lead, duty, date(2026, 3, 6))
    for moment in (time(8), time(8, 5), time(16)):
        with clock.set_to(clock.london(date(2026, 3, 5), moment)):
            sweep(clock.now())


# What happens, at what moment the next sweep comes, and whether it may then look at more than it must.
HAPPENINGS: dict[str, tuple[Happening, str, bool]] = {
    "two days pass": (lambda _: None, "2026-03-05 08:00", False),
    "nothing runs for the rest of the week": (lambda _: None, "2026-03-06 15:00", False),
    "a nomination lapses": (lambda _: None, "2026-03-06 08:00", False),
    "another week begins": (lambda _: None, "2026-03-09 08:00", False),
    "a closure is recorded late": (a_closure_is_recorded_late, "2026-03-03 08:01", False),
    "another lead accepts": (another_lead_accepts, "2026-03-03 08:01", False),
    "the case gets a coordinator of its own": (
        lambda authority: changed(sa.update(Case).values(coordinator_id=authority.other_coordinator.id)),
        "2026-03-03 08:01",
        False,
    ),
    "another manager has the step-down": (
        lambda authority: changed(sa.update(StepDown).values(manager_id=authority.locum.id)),
        "2026-03-03 08:01",
        False,
    ),
    "a baby is expected, which is the fast track": (
        lambda _: changed(sa.update(Case).values(turns_one_on=date(2027, 6, 1))),
        "2026-03-03 08:01",
        False,
    ),
    "the lead's address bounces": (
        lambda authority: changed(
            sa.update(User).where(User.id == authority.health_visitor.id).values(bounced_at=clock.now())
        ),
        "2026-03-03 08:01",
        True,
    ),
    "the agency has another contact": (
        lambda authority: changed(sa.update(Agency).values(contact_id=authority.other_health_visitor.id)),
        "2026-03-03 08:01",
        True,
    ),
    "the lead is on leave from today": (lambda who: the_lead_goes_on_leave(who, 3, 3), "2026-03-03 08:01", True),
    "leave planned long ago begins": (
        nothing_of_it_is_noted(lambda who: the_lead_goes_on_leave(who, 4, 6)),
        "2026-03-04 08:00",
        True,
    ),
    "leave planned long ago began while nothing ran": (
        nothing_of_it_is_noted(lambda who: the_lead_goes_on_leave(who, 4, 6)),
        "2026-03-06 08:00",
        True,
    ),
    "an agency closes": (
        nothing_of_it_is_noted(
            lambda who: factories.make_closed_period(
                who.health_visiting, date(2026, 3, 4), date(2026, 3, 13), mailbox="holidays@example.org"
            )
        ),
        "2026-03-04 08:00",
        True,
    ),
    "an agency that was closed opens again": (
        nothing_of_it_is_noted(an_agency_was_closed_and_its_contact_changed),
        "2026-03-04 08:00",
        True,
    ),
    "a snooze is over": (
        nothing_of_it_is_noted(the_lead_snoozed_what_has_come_since),
        "2026-03-06 08:00",
        False,
    ),
    "a coordinator joins": (
        lambda authority: factories.make_user(
            "Nell Abara", authority.coordinator.role, authority.early_help, authority.area
        ),
        "2026-03-03 08:01",
        True,
    ),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_nobody_is_missed(app: Flask, clock_at: ClockAt, happening: str) -> None:
    happens, then, at_everything = HAPPENINGS[happening]
    authority = factories.make_authority()
    clock_at("2026-02-20 10:00")
    nominated = factories.make_case(authority)
    factories.make_step_down(nominated, authority.manager, receiving_agency=authority.health_visiting)
    factories.make_lead(nominated, authority.other_health_visitor, authority.manager, accepted=False)
    clock_at("2026-02-26 10:00")
    led = factories.make_case(authority)
    factories.make_step_down(
        led, authority.manager, closed_on=date(2026, 2, 26), receiving_agency=authority.health_visiting
    )
    factories.make_lead(led, authority.health_visitor, authority.manager)
    changed(sa.update(Case).values(turns_one_on=None))
    for morning in ("2026-02-27 08:00", "2026-03-02 08:00", SWEPT, SWEPT):
        sweep(clock_at(morning))
    db.session.commit()
    assert due_now(clock.now()) == []

    happens(authority)
    db.session.commit()
    at = clock_at(then)
    assert looking.what_to_look_at(at).at_everything is at_everything
    found = sorted(map(str, due_now(at)))
    db.session.add(UnsweptChange(case_id=None))
    db.session.flush()
    assert found == sorted(map(str, due_now(at))) != []


def test_a_sweep_that_failed_leaves_all_of_it_to_the_next(app: Flask, clock_at: ClockAt) -> None:
    authority = factories.make_authority()
    sweep(clock_at(SWEPT))
    a_closure_is_recorded_late(authority)
    db.session.commit()
    at = clock_at("2026-03-04 08:00")
    would_tell = len(due_now(at))
    assert would_tell > 0

    assert sweep(at).told == would_tell
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tick)) == 1
    assert sweep(at).told == would_tell
    assert sweep(at).told == 0


@pytest.mark.parametrize("limit", ["_MANY_DAYS", "_MANY_CASES"])
def test_more_days_or_cases_than_can_be_named_are_looked_at_with_everything(
    app: Flask, clock_at: ClockAt, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    authority = factories.make_authority()
    sweep(clock_at(SWEPT))
    a_closure_is_recorded_late(authority)
    at = clock_at("2026-03-04 08:00")
    named = sorted(map(str, due_now(at)))
    monkeypatch.setattr(looking, limit, 0)
    assert looking.what_to_look_at(at).at_everything
    assert sorted(map(str, due_now(at))) == named != []


def test_the_days_second_sweep_finds_even_what_nothing_noted(app: Flask, clock_at: ClockAt) -> None:
    authority = factories.make_authority()
    for _ in range(2):
        sweep(clock_at(SWEPT))
    a_closure_is_recorded_late(authority)
    db.session.execute(sa.delete(UnsweptChange))
    db.session.commit()

    looked = []
    for moment in ("2026-03-03 08:05", "2026-03-04 08:00", "2026-03-04 08:05", "2026-03-04 08:10", "2026-03-04 17:00"):
        at = clock_at(moment)
        looked.append((looking.what_to_look_at(at).at_everything, sweep(at).told > 0))
        db.session.commit()
    assert looked == [(False, False), (False, False), (True, True), (False, False), (False, False)]
