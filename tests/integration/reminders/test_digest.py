"""The day's digest: one mail a person and working day, composed after the 08:00 sweep, most urgent first."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Case, Mail, Telling, Tick, User
from caf_tracker.models.words import MailKind, MailMode
from caf_tracker.reminders import digest, outbox
from caf_tracker.reminders.contents import read
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.messages import render
from caf_tracker.reminders.tick import tick
from tests.factories import Authority, make_case, make_step_down
from tests.fixtures.plugin import ClockAt


def tell(person: User, case: Case, duty: str = "caf_not_started", *, anchor_on: date, rung: int = 2,
         mail: MailMode = MailMode.DIGEST, parts: int = 4) -> Telling:  # fmt: skip
    """A telling as the sweep writes it."""
    sweep_tick = Tick(job="sweep", started_at=clock.now(), finished_at=clock.now(), made=1)
    db.session.add(sweep_tick)
    db.session.flush()
    telling = Telling(
        duty=duty, case_id=case.id, subject_id=case.id, cause="step_downs", cause_id=case.id, ladder=duty,
        anchor_on=anchor_on, rung=rung, user_id=person.id, parts=parts, mail=mail, told_at=clock.now(),
        tick_id=sweep_tick.id,
    )  # fmt: skip
    db.session.add(telling)
    db.session.commit()
    return telling


def digests() -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Mail).where(Mail.kind == MailKind.DIGEST).order_by(Mail.id)))


def compose(at_london: str, clock_at: ClockAt) -> int:
    at = clock_at(at_london)
    made = digest.queue_digests(db.session(), at) if digest.is_due(db.session(), at) else 0
    db.session.commit()
    return made


def went(mail: Mail) -> None:
    mail.sent_at = clock.now()
    db.session.commit()


def text_for(mail: Mail, letterhead: Letterhead) -> str:
    contents = read(db.session(), [mail.id], clock.now())
    return render(contents[mail.id], letterhead)[1]


def test_what_a_digest_that_never_went_would_have_said_stands_in_the_next(
    authority: Authority, clock_at: ClockAt
) -> None:
    case = make_case(authority)
    days = ("2026-03-03 08:00", "2026-03-04 08:00", "2026-03-05 08:00")
    tellings = []
    for rung, day in enumerate(days):
        clock_at(day)
        tellings += [tell(authority.head, case, anchor_on=date(2026, 2, 20), rung=rung)]
        assert compose(day, clock_at) == 1

    [mail] = digests()
    assert (mail.day, mail.message_id) == (date(2026, 3, 5), f"digest-2026-03-05-user-{authority.head.id}")
    assert {db.session.get_one(Telling, telling.id).mail_id for telling in tellings} == {mail.id}


def test_a_digest_that_a_relay_holds_is_left_to_it_and_one_that_a_dead_relay_held_is_logged(
    authority: Authority, clock_at: ClockAt
) -> None:
    case = make_case(authority)
    clock_at("2026-03-03 08:00")
    tell(authority.head, case, anchor_on=date(2026, 2, 20))
    assert compose("2026-03-03 08:00", clock_at) == 1
    [held] = digests()
    message_id = outbox.claim(db.session(), clock_at("2026-03-04 07:58"))[0].message_id
    tell(authority.head, case, anchor_on=date(2026, 2, 20), rung=5)

    assert compose("2026-03-04 08:00", clock_at) == 1
    assert digests()[0].id == held.id
    assert len(digests()) == 2

    tell(authority.head, case, anchor_on=date(2026, 2, 20), rung=6)
    with capture_logs() as logs:
        assert compose("2026-03-05 08:00", clock_at) == 1
    assert [mail.day for mail in digests()] == [date(2026, 3, 5)]
    assert [line["message_id"] for line in logs if line["event"] == "mail_outcome_unknown"] == [message_id]


def test_one_mail_a_person_for_all_their_tellings(authority: Authority, clock_at: ClockAt) -> None:
    first, second = make_case(authority), make_case(authority)
    mine = [tell(authority.head, case, anchor_on=date(2026, 2, 20)) for case in (first, second)]
    other = tell(authority.manager, first, anchor_on=date(2026, 2, 20))
    at_once = tell(authority.head, first, "handover_stalled", anchor_on=date(2026, 1, 20), mail=MailMode.NOW)
    on_the_page = tell(authority.coordinator, first, anchor_on=date(2026, 2, 20), mail=MailMode.NO)

    assert compose("2026-03-03 08:00", clock_at) == 2

    of_head, of_manager = sorted(digests(), key=lambda mail: mail.user_id != authority.head.id)
    assert (of_head.user_id, of_manager.user_id) == (authority.head.id, authority.manager.id)
    assert {of_head.day, of_manager.day} == {date(2026, 3, 3)}
    assert {db.session.get_one(Telling, telling.id).mail_id for telling in mine} == {of_head.id}
    assert db.session.get_one(Telling, other.id).mail_id == of_manager.id
    assert db.session.get_one(Telling, at_once.id).mail_id is None
    assert db.session.get_one(Telling, on_the_page.id).mail_id is None


def test_an_agency_mailbox_has_its_own(authority: Authority, clock_at: ClockAt) -> None:
    telling = tell(authority.head, make_case(authority), anchor_on=date(2026, 2, 20))
    telling.user_id, telling.agency_id = None, authority.school.id
    db.session.commit()

    assert compose("2026-03-03 08:00", clock_at) == 1

    [mail] = digests()
    assert (mail.user_id, mail.agency_id) == (None, authority.school.id)
    assert db.session.get_one(Telling, telling.id).mail_id == mail.id


@pytest.mark.parametrize(("moment", "due"), [
    ("2026-03-03 07:59:59", False),
    ("2026-03-03 08:00", True),
    ("2026-03-03 16:30", True),    # the host was off in the morning
    ("2026-02-28 09:00", False),   # a Saturday
    ("2026-04-03 09:00", False),   # Good Friday
    ("2026-04-06 09:00", False),   # Easter Monday
    ("2026-04-07 08:00", True),
    ("2026-03-30 07:59:59", False),  # the first Monday of summer time
    ("2026-03-30 08:00", True),
])  # fmt: skip
def test_it_is_due_from_eight_on_working_days(authority: Authority, clock_at: ClockAt, moment: str, due: bool) -> None:
    assert digest.is_due(db.session(), clock_at(moment)) is due


def test_what_is_told_later_that_day_waits_for_the_next_working_day(authority: Authority, clock_at: ClockAt) -> None:
    case = make_case(authority)
    clock_at("2026-04-02 08:00")  # Maundy Thursday
    early = tell(authority.head, case, anchor_on=date(2026, 3, 20))
    assert compose("2026-04-02 08:00", clock_at) == 1
    went(digests()[0])
    clock_at("2026-04-02 08:05")
    late = tell(authority.head, case, anchor_on=date(2026, 3, 20), rung=5)
    someone_elses = tell(authority.manager, case, anchor_on=date(2026, 3, 20), rung=5)

    assert compose("2026-04-02 08:05", clock_at) == 0
    assert compose("2026-04-03 08:00", clock_at) == 0
    assert compose("2026-04-07 08:00", clock_at) == 2

    first, *others = digests()
    assert db.session.get_one(Telling, early.id).mail_id == first.id
    waited = {db.session.get_one(Telling, telling.id).mail_id for telling in (late, someone_elses)}
    assert waited == {mail.id for mail in others}


def test_composing_twice_makes_one(authority: Authority, clock_at: ClockAt) -> None:
    tell(authority.head, make_case(authority), anchor_on=date(2026, 2, 20))
    clock_at("2026-03-03 08:00")
    assert digest.queue_digests(db.session(), clock.now()) == 1
    assert digest.queue_digests(db.session(), clock.now()) == 0
    assert len(digests()) == 0, "nothing was committed"
    digest.queue_digests(db.session(), clock.now())
    db.session.commit()
    digest.queue_digests(db.session(), clock.now())
    db.session.commit()
    assert len(digests()) == 1


def test_a_digest_already_sent_takes_in_nothing_more(authority: Authority, clock_at: ClockAt) -> None:
    case = make_case(authority)
    tell(authority.head, case, anchor_on=date(2026, 2, 20))
    compose("2026-03-03 08:00", clock_at)
    [mail] = digests()
    mail.sent_at = clock.now()
    late = tell(authority.head, case, anchor_on=date(2026, 2, 20), rung=5)
    digest.queue_digests(db.session(), clock.now())
    db.session.commit()
    assert db.session.get_one(Telling, late.id).mail_id is None


def queue_at_once(telling: Telling, **columns: object) -> Mail:
    """The mail of what is told at once, as the sweep writes it."""
    mail = Mail(
        kind=MailKind.TELLING, user_id=telling.user_id, message_id=f"telling-{telling.id}", created_at=clock.now(),
        next_try_at=clock.now(), **columns,
    )  # fmt: skip
    db.session.add(mail)
    db.session.flush()
    telling.mail_id, telling.mail = mail.id, MailMode.NOW
    db.session.commit()
    return mail


def test_whoever_gets_a_digest_finds_in_it_what_was_to_go_at_once(
    authority: Authority, clock_at: ClockAt, letterhead: Letterhead
) -> None:
    clock_at("2026-03-03 08:00")
    case, another = make_case(authority), make_case(authority)
    tell(authority.head, case, anchor_on=date(2026, 2, 20))
    news = tell(authority.head, another, duty="lead_not_answered", anchor_on=date(2026, 3, 2), rung=0)
    queue_at_once(news)
    alone = queue_at_once(tell(authority.manager, another, duty="no_lead", anchor_on=date(2026, 3, 2), rung=0))

    assert compose("2026-03-03 08:00", clock_at) == 1

    [mail] = digests()
    assert db.session.get_one(Telling, news.id).mail_id == mail.id
    text = text_for(mail, letterhead)
    assert case.reference in text and another.reference in text
    assert list(db.session.scalars(sa.select(Mail.id).where(Mail.kind == MailKind.TELLING))) == [alone.id]


@pytest.mark.parametrize("why", ["safety", "tried", "held", "given up", "sent"])
def test_what_is_a_matter_of_safety_or_has_been_tried_keeps_its_own_mail(
    authority: Authority, clock_at: ClockAt, why: str
) -> None:
    at = clock_at("2026-03-03 08:00")
    case = make_case(authority)
    tell(authority.head, case, anchor_on=date(2026, 2, 20))
    duty = "handover_stalled" if why == "safety" else "lead_not_answered"
    states: dict[str, dict[str, object]] = {
        "tried": {"attempts": 1}, "held": {"claimed_until": at + timedelta(minutes=5)}, "given up": {"given_up_at": at},
        "sent": {"sent_at": at},
    }  # fmt: skip
    own = queue_at_once(
        tell(authority.head, case, duty=duty, anchor_on=date(2026, 3, 2), rung=0), **states.get(why, {})
    )

    assert compose("2026-03-03 08:00", clock_at) == 1

    assert db.session.scalar(sa.select(sa.func.count()).where(Telling.mail_id == own.id)) == 1


def test_the_host_off_for_three_days_makes_one_digest_and_no_flood(authority: Authority, clock_at: ClockAt) -> None:
    clock_at("2026-03-03 10:00")
    for _ in range(3):
        make_step_down(
            make_case(authority), authority.manager, decided_on=date(2026, 2, 16), closed_on=date(2026, 2, 20)
        )
    db.session.commit()
    at = clock_at("2026-03-06 11:00")
    made = tick(at)
    assert made.told > 0
    for later in range(1, 4):
        tick(at + timedelta(minutes=5 * later))
    counts = db.session.execute(
        sa.select(Mail.user_id, sa.func.count()).where(Mail.kind == MailKind.DIGEST).group_by(Mail.user_id)
    ).all()
    assert counts
    assert {count for _, count in counts} == {1}


def test_a_line_a_case_safety_first_then_the_latest_what_is_settled_last(
    authority: Authority, clock_at: ClockAt, letterhead: Letterhead
) -> None:
    clock_at("2026-03-03 08:00")
    late, later, stalled, settled = (make_case(authority) for _ in range(4))
    for case, closed_on in ((late, date(2026, 2, 20)), (later, date(2026, 2, 13)), (stalled, date(2026, 1, 30))):
        make_step_down(case, authority.manager, decided_on=closed_on, closed_on=closed_on)
    db.session.commit()
    tick(clock.now())
    tell(authority.head, settled, anchor_on=date(2026, 2, 2))
    db.session.execute(
        sa.update(Telling).where(Telling.user_id == authority.head.id).values(mail_id=None, mail=MailMode.DIGEST)
    )
    db.session.execute(sa.delete(Mail).where(Mail.kind == MailKind.DIGEST, Mail.user_id == authority.head.id))
    digest.queue_digests(db.session(), clock.now())
    db.session.commit()

    [mail] = [mail for mail in digests() if mail.user_id == authority.head.id]
    text = text_for(mail, letterhead)

    order = [case.reference for case in (stalled, later, late, settled)]
    lines = [line for line in text.splitlines() if line.startswith("EH-")]
    assert [line.split()[0].rstrip(":") for line in lines] == order, text
    assert "settled since" in lines[-1]
    assert all("settled" not in line for line in lines[:-1])
