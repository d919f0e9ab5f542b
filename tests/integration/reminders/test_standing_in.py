"""Leave, closed agencies and snoozes as the sweep sees them: both sides of every edge, and never nobody."""

from collections.abc import Iterable
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.access.scope import visible_cases
from caf_tracker.duties import OpenDuty, open_duties
from caf_tracker.duties.parts import Part
from caf_tracker.extensions import db
from caf_tracker.models import Case, ClosedPeriod, Lead, Mail, MeetingTrigger, Telling, User
from caf_tracker.models.words import MailMode, TriggerKind
from caf_tracker.reminders import outbox
from caf_tracker.reminders.contents import read
from caf_tracker.reminders.sweep import due_now, sweep
from tests import factories
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt

# Fast track: +0 on Monday the 9th, +2 on Wednesday the 11th, +5 on Monday the 16th.
CLOSED_ON = date(2026, 3, 9)
DUTY, MEETING = "caf_not_started", "meeting_undecided"


def march(number: int) -> date:
    return date(2026, 3, number)


@pytest.fixture
def authority(app: Flask, clock_at: ClockAt) -> Authority:
    clock_at("2026-03-09 07:00")
    return factories.make_authority()


@pytest.fixture
def case(authority: Authority) -> Case:
    """Closed with a lead and no CAF; health visiting is told as the receiving agency."""
    case = factories.make_case(authority)
    factories.make_step_down(
        case, authority.manager, decided_on=march(9), closed_on=CLOSED_ON, receiving_agency=authority.health_visiting
    )
    factories.make_lead(case, authority.health_visitor, authority.manager)
    db.session.commit()
    return case


def due(at: datetime, duty: str = DUTY) -> set[tuple[int | None, int]]:
    """Who would be told of the CAF that is not started, or of something else, and at which rung."""
    return {(row.user_id, row.rung) for row in due_now(at) if row.duty == duty}


def told(user: User, *modes: MailMode) -> list[tuple[int | None, ...]]:
    """Their tellings of that duty: rung, own parts, those of whom they stand in for, and who that is."""
    found = sa.select(Telling.rung, Telling.parts, Telling.deputy_parts, Telling.deputy_of_id).where(
        Telling.duty == DUTY, Telling.user_id == user.id, Telling.mail.in_(modes or list(MailMode))
    )
    return [tuple(row) for row in db.session.execute(found.order_by(Telling.rung))]


@pytest.mark.parametrize(
    ("first", "last", "moment", "rung"),
    [
        (12, 13, "2026-03-11 08:00", None),
        (11, 11, "2026-03-11 07:59", None),
        (11, 11, "2026-03-11 08:00", 2),
        (9, 11, "2026-03-11 23:59", 2),
        (9, 11, "2026-03-12 08:00", None),
        (14, 15, "2026-03-13 08:00", None),
        (14, 15, "2026-03-16 08:00", None),
        (14, 16, "2026-03-16 08:00", 5),
    ],
)
def test_a_deputy_is_told_with_whoever_is_away_on_each_of_its_days(
    authority: Authority, case: Case, clock_at: ClockAt, first: int, last: int, moment: str, rung: int | None
) -> None:
    lead, deputy = authority.health_visitor, authority.teacher
    without = due(clock_at(moment))
    factories.make_absence(lead, deputy, march(first), march(last))
    expected = without | ({(deputy.id, rung)} if rung is not None else set())
    assert due(clock.now()) == expected
    assert (lead.id, rung) in without or rung is None


def test_a_deputy_hears_at_the_same_rung_owes_nothing_and_may_read_until_it_is_settled(
    authority: Authority, case: Case, clock_at: ClockAt
) -> None:
    lead, deputy = authority.health_visitor, authority.teacher
    factories.make_absence(lead, deputy, march(10), march(20))
    for moment in ("2026-03-09 08:00", "2026-03-11 08:00"):
        sweep(clock_at(moment))
    # What they missed is kept as passed over, as for anybody who comes later.
    assert told(deputy) == [(0, 0, Part.LEAD, lead.id), (2, 0, Part.LEAD, lead.id)]
    assert told(deputy, MailMode.FOLDED) == [(0, 0, Part.LEAD, lead.id)]
    assert told(lead) == [(0, Part.LEAD, None, None), (2, Part.LEAD, None, None)]
    assert [duty for duty in open_duties(clock.now(), owed_by=deputy) if duty.case_id == case.id] == []

    assert can_read(deputy, case)
    telling = db.session.scalars(sa.select(Telling).where(Telling.user_id == deputy.id, Telling.rung == 2)).one()
    mail = Mail(kind="digest", user=deputy, message_id="x", created_at=clock.now(), next_try_at=clock.now())
    telling.sent = mail
    db.session.flush()
    [reminder] = read(db.session(), [mail.id], clock.now())[mail.id].cases[0].reminders
    assert not reminder.yours

    leading = db.session.scalars(sa.select(Lead).where(Lead.case_id == case.id)).one()
    factories.make_caf(case, leading, factories.make_agreement(case, lead))
    assert not can_read(deputy, case)


def can_read(user: User, case: Case) -> bool:
    return db.session.scalar(visible_cases(user).where(Case.id == case.id).with_only_columns(Case.id)) is not None


@pytest.mark.parametrize("lost", ["disabled_at", "bounced_at"])
def test_a_deputy_who_cannot_be_reached_is_nobody_more(
    authority: Authority, case: Case, clock_at: ClockAt, lost: str
) -> None:
    before = due(clock_at("2026-03-11 08:00"))
    factories.make_absence(authority.health_visitor, authority.teacher, march(11), march(11))
    setattr(authority.teacher, lost, clock.now())
    assert due(clock.now()) == before


def test_whoever_has_a_part_and_stands_in_for_two_is_told_once(
    authority: Authority, case: Case, clock_at: ClockAt
) -> None:
    coordinator, lead, manager = authority.coordinator, authority.health_visitor, authority.manager
    for person in (lead, manager):
        factories.make_absence(person, coordinator, march(9), march(31))
    sweep(clock_at("2026-03-11 08:00"))
    assert told(coordinator, MailMode.DIGEST) == [
        (2, Part.COORDINATOR, Part.LEAD | Part.MANAGER, min(lead.id, manager.id))
    ]
    sweep(clock.now())
    assert len(told(coordinator, MailMode.DIGEST)) == 1


def test_one_deputy_of_two_who_hold_the_same_part(authority: Authority, case: Case, clock_at: ClockAt) -> None:
    second = factories.make_user("Nell Abara", authority.coordinator.role, authority.early_help, authority.area)
    for person in (authority.coordinator, second):
        factories.make_absence(person, authority.teacher, march(9), march(9))
    sweep(clock_at("2026-03-09 08:00"))
    assert [row[1:3] for row in told(authority.teacher)] == [(0, Part.COORDINATOR)]


def contact_told(
    period: Iterable[int],
    clock_at: ClockAt,
    authority: Authority,
    contact: User | None = None,
    mailbox: str | None = None,
) -> ClosedPeriod:
    first, last = period
    clock_at("2026-03-09 08:00")
    days = march(first), march(last)
    return factories.make_closed_period(authority.health_visiting, *days, contact=contact, mailbox=mailbox)


def by_contact() -> set[tuple[int | None, int | None, int | None]]:
    """Who is told as the receiving agency's contact: the person, else the agency, with the closed period's mailbox."""
    return {
        (row.user_id, row.agency_id, row.closed_period_id)
        for row in due_now(clock.now())
        if row.duty == DUTY and row.parts & Part.CONTACT
    }


@pytest.mark.parametrize(
    ("first", "last", "closed"), [(10, 12, False), (9, 9, True), (1, 9, True), (1, 8, False)],
    ids=["day before", "first day", "last day", "day after"],
)  # fmt: skip
def test_while_an_agency_is_closed_its_out_of_term_contact_is_told(
    authority: Authority, case: Case, clock_at: ClockAt, first: int, last: int, closed: bool
) -> None:
    contact_told((first, last), clock_at, authority, contact=authority.other_health_visitor)
    expected = authority.other_health_visitor if closed else authority.team_leader
    assert by_contact() == {(expected.id, None, None)}


def test_a_reminder_is_never_held_back_by_a_closed_agency(authority: Authority, case: Case, clock_at: ClockAt) -> None:
    agency, usual, other = authority.health_visiting, authority.team_leader, authority.other_health_visitor
    period = contact_told((9, 9), clock_at, authority)
    assert by_contact() == {(usual.id, None, None)}
    agency.contact = None
    assert by_contact() == {(None, agency.id, None)}
    period.mailbox = "holidays@example.org"
    assert by_contact() == {(None, agency.id, period.id)}
    period.mailbox_bounced_at = clock.now()
    assert by_contact() == {(None, agency.id, None)}
    agency.contact = usual
    assert by_contact() == {(usual.id, None, None)}
    period.mailbox, period.contact = None, other
    assert by_contact() == {(other.id, None, None)}
    other.disabled_at = clock.now()
    assert by_contact() == {(usual.id, None, None)}
    other.disabled_at, period.taken_back_at = None, clock.now()
    assert by_contact() == {(usual.id, None, None)}


def test_what_the_usual_mailbox_was_told_the_out_of_term_one_was_not_and_the_other_way_round(
    authority: Authority, case: Case, clock_at: ClockAt
) -> None:
    agency = authority.health_visiting
    agency.contact = None
    sweep(clock_at("2026-03-09 08:00"))
    period = factories.make_closed_period(agency, march(10), march(10), mailbox="holidays@example.org")
    for moment in ("2026-03-10 08:00", "2026-03-10 08:05", "2026-03-11 08:00"):
        sweep(clock_at(moment))
    found = db.session.execute(
        sa.select(Telling.told_at, Telling.rung, Telling.closed_period_id)
        .where(Telling.agency_id == agency.id, Telling.duty == DUTY)
        .order_by(Telling.id)
    )
    assert [(clock.london_date(row.told_at).day, row.rung, row.closed_period_id) for row in found] == [
        (9, 0, None),
        (10, 0, period.id),
    ]


@pytest.mark.parametrize(("number", "closed"), [(8, False), (9, True), (10, True), (11, False)])
def test_mail_to_a_closed_agencys_mailbox_goes_to_the_out_of_term_one(
    authority: Authority, clock_at: ClockAt, number: int, closed: bool
) -> None:
    agency = authority.health_visiting
    factories.make_closed_period(agency, march(9), march(10), mailbox="holidays@example.org")
    at = clock_at(f"2026-03-{number:02} 08:00")
    for recipient in ({"agency": agency}, {"user": authority.manager}, {"agency": authority.school}):
        db.session.add(Mail(kind="digest", created_at=at, next_try_at=at, message_id=str(recipient), **recipient))
    db.session.flush()
    assert {claim.recipient for claim in outbox.claim(db.session(), at)} == {
        "holidays@example.org" if closed else agency.mailbox, authority.manager.email, authority.school.mailbox,
    }  # fmt: skip


def test_an_out_of_term_mailbox_that_refuses_mail_leaves_it_to_the_usual_contact(
    authority: Authority, case: Case, clock_at: ClockAt
) -> None:
    period = contact_told((9, 9), clock_at, authority, mailbox="holidays@example.org")
    sweep(clock.now())
    claims = outbox.claim(db.session(), clock.now())
    [refused] = [claim for claim in claims if claim.recipient == period.mailbox]
    assert outbox.mark_bounced(db.session(), refused, clock.now())
    db.session.refresh(period)
    assert period.mailbox_bounced_at
    assert authority.health_visiting.mailbox_bounced_at is None
    sweep(clock.now())
    assert told(authority.team_leader) == [(0, Part.CONTACT, None, None)]


@pytest.fixture
def trigger(authority: Authority, case: Case) -> MeetingTrigger:
    """Whether to meet is to be decided by the lead, from Monday the 9th: +2 is Wednesday the 11th."""
    trigger = MeetingTrigger(
        case_id=case.id, kind=TriggerKind.OTHER, note="x", raised_on=march(9), raised_at=clock.now(),
        raised_by_id=authority.manager.id,
    )  # fmt: skip
    db.session.add(trigger)
    db.session.commit()
    return trigger


def owed(user: User, key: str) -> OpenDuty:
    """What this person owes, by its key."""
    return next(duty for duty in open_duties(clock.now(), owed_by=user) if duty.key == key)


@pytest.mark.parametrize(
    ("until", "moment", "tells"),
    [
        (12, "2026-03-11 08:00", False),
        (12, "2026-03-11 23:00", False),
        (12, "2026-03-12 08:00", True),
        (11, "2026-03-11 08:00", True),
    ],
)
def test_whoever_snoozes_is_told_again_on_that_day_and_others_all_the_while(
    authority: Authority, trigger: MeetingTrigger, clock_at: ClockAt, until: int, moment: str, tells: bool
) -> None:
    lead, deputy = authority.health_visitor, authority.teacher
    sweep(clock_at("2026-03-09 08:00"))
    duty = owed(lead, MEETING)
    assert due(clock_at(moment), MEETING) == {(lead.id, 2), (authority.team_leader.id, 2)}
    factories.make_snooze(lead, duty, march(until))
    factories.make_absence(lead, deputy, march(11), march(12))
    others = {(authority.team_leader.id, 2), (deputy.id, 2)}
    assert due(clock.now(), MEETING) == (others | {(lead.id, 2)} if tells else others)
    assert owed(lead, MEETING) == duty


def test_a_snooze_of_what_nobody_may_snooze_holds_nothing_back(
    authority: Authority, case: Case, clock_at: ClockAt
) -> None:
    before = due(clock_at("2026-03-11 08:00"))
    factories.make_snooze(authority.health_visitor, owed(authority.health_visitor, DUTY), march(13))
    assert due(clock.now()) == before


@pytest.mark.parametrize(("allowed", "holds"), [(None, False), (False, False), (True, True)])
def test_a_second_snooze_holds_only_once_it_is_allowed(
    authority: Authority, trigger: MeetingTrigger, clock_at: ClockAt, allowed: bool | None, holds: bool
) -> None:
    lead = authority.health_visitor
    clock_at("2026-03-11 08:00")
    second = factories.make_snooze(lead, owed(lead, MEETING), march(12), asked=authority.team_leader)
    second.allowed, second.answered_at = allowed, None if allowed is None else clock.now()
    assert ((lead.id, 2) not in due(clock.now(), MEETING)) is holds
