"""The relay against a real server that refuses, hangs, drops and comes back: told at least once, never lost."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Mail
from caf_tracker.reminders import outbox
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer
from caf_tracker.reminders.contents import Content, read
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.relay import relay
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt
from tests.integration.reminders.conftest import Wait
from tests.integration.reminders.sink import Answer, Sink

SERVER_AWAY = (Answer.CLOSING, Answer.DROP_BEFORE_TEXT)


def reread(mail: Mail) -> Mail:
    db.session.rollback()
    db.session.refresh(mail)
    return mail


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_everything_goes_over_one_connection_under_its_own_message_id(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    mails = [waiting(user) for user in (authority.head, authority.coordinator, authority.manager)]
    mails += [waiting(authority.teacher) for _ in range(outbox.BATCH)]

    result = relay(smtp, letterhead)

    assert result.sent == len(mails) == len(sink.taken)
    assert sink.connections == 1
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(mails)
    for mail in mails:
        reread(mail)
        assert mail.sent_at == clock.now()
        assert mail.claimed_until is None
        assert mail.link is None, "the invitation's link is not kept once it has gone"


def test_nothing_is_sent_before_its_time(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    waiting(authority.head, due_in=minutes(1))

    clock_at(clock.now() + minutes(1) - timedelta(microseconds=1))
    assert relay(smtp, letterhead).sent == 0
    clock_at(clock.now() + timedelta(microseconds=1))
    assert relay(smtp, letterhead).sent == 1


def test_a_server_that_limits_mails_a_connection_is_called_again(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    sink.mails_a_connection = 2
    for _ in range(5):
        waiting(authority.head)

    assert relay(smtp, letterhead).sent == 5
    assert sink.connections == 3


@pytest.mark.parametrize(
    "answer", [Answer.BUSY, Answer.CLOSING, Answer.DROP_BEFORE_TEXT, Answer.RELAYING_DENIED, Answer.CONTENT_REFUSED]
)
def test_trouble_that_is_not_the_addresss_fault_is_tried_again(
    answer: Answer, authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead,
    clock_at: ClockAt,
) -> None:  # fmt: skip
    mail = waiting(authority.head)
    sink.answer(authority.head.email, answer)

    with capture_logs() as logs:
        assert relay(smtp, letterhead).put_off == 1
    reread(mail)
    assert (mail.sent_at, mail.given_up_at, mail.claimed_until) == (None, None, None)
    assert mail.attempts == (answer not in SERVER_AWAY), "a server that goes has said nothing about the mail"
    assert mail.next_try_at == clock.now() + minutes(1)
    assert mail.last_error
    assert authority.head.bounced_at is None
    assert not [line for line in logs if line["event"] == "mail_outcome_unknown"], "it certainly did not arrive"

    clock_at(clock.now() + minutes(1))
    assert relay(smtp, letterhead).sent == 1
    assert reread(mail).sent_at == clock.now()
    assert len(sink.to(authority.head.email)) == 1


def test_a_busy_recipient_does_not_hold_up_the_others(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    waiting(authority.head)
    waiting(authority.manager)
    sink.answer(authority.head.email, Answer.BUSY)

    result = relay(smtp, letterhead)

    assert (result.sent, result.put_off) == (1, 1)
    assert len(sink.to(authority.manager.email)) == 1


@pytest.mark.parametrize("answer", [Answer.DROP_AFTER_ACCEPT, Answer.HANG_AFTER_ACCEPT])
def test_no_answer_after_the_text_is_sent_again_under_the_same_id_and_logged(
    answer: Answer, authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead,
    clock_at: ClockAt,
) -> None:  # fmt: skip
    mail = waiting(authority.head)
    sink.answer(authority.head.email, answer)

    with capture_logs() as logs:
        assert relay(smtp, letterhead).put_off == 1
    [unknown] = [line for line in logs if line["event"] == "mail_outcome_unknown"]
    assert unknown["mail_id"] == mail.id
    assert "may have arrived" in (reread(mail).last_error or "")

    clock_at(clock.now() + minutes(1))
    relay(smtp, letterhead)
    first, second = sink.to(authority.head.email)
    assert first["Message-ID"] == second["Message-ID"]
    assert reread(mail).sent_at == clock.now()


def test_when_the_server_is_away_nothing_is_lost_and_the_rest_is_given_back(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    first, second = waiting(authority.head), waiting(authority.manager)
    sink.stop()

    result = relay(smtp, letterhead)

    assert (result.sent, result.put_off) == (0, 1)
    assert reread(first).next_try_at == clock.now() + minutes(1)
    assert first.last_error
    assert (reread(second).attempts, second.claimed_until) == (0, None), "the next relay may take it at once"


def test_a_server_that_is_away_is_asked_every_minute_and_no_mail_is_given_up_for_it(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    mail = waiting(authority.head)
    sink.stop()
    for at in (minutes(0), minutes(1), outbox.GIVE_UP_AFTER, outbox.GIVE_UP_AFTER * 2):
        clock_at(mail.created_at + at)
        assert relay(smtp, letterhead).put_off == 1
        assert reread(mail).next_try_at == clock.now() + minutes(1)
    assert (mail.given_up_at, mail.attempts) == (None, 0)


def test_refusals_are_tried_again_every_five_minutes_and_end_after_72_hours(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    mail = waiting(authority.head)
    began = clock.now()
    sink.answer(authority.head.email, *[Answer.BUSY] * 100)
    pauses = []
    for _ in range(outbox.LEAST_TRIES):
        assert relay(smtp, letterhead).put_off == 1
        pauses.append(reread(mail).next_try_at - clock.now())
        clock_at(mail.next_try_at)
    assert pauses[:5] == [minutes(number) for number in (1, 2, 5, 5, 5)]
    assert set(pauses[5:]) == {minutes(5)}, "what was mended is noticed at once"

    clock_at(began + timedelta(hours=72) - timedelta(microseconds=1))
    assert relay(smtp, letterhead).put_off == 1
    clock_at(reread(mail).next_try_at)
    with capture_logs() as logs:
        assert relay(smtp, letterhead).given_up == 1
    assert reread(mail).given_up_at == clock.now()
    assert "451" in (mail.last_error or "")
    assert [line["mail_id"] for line in logs if line["event"] == "mail_given_up"] == [mail.id]
    clock_at(clock.now() + timedelta(days=1))
    assert relay(smtp, letterhead).sent == 0, "given up is given up, until somebody sends it again"


def test_a_mail_that_is_old_when_it_is_first_tried_is_not_given_up_at_the_first_refusal(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    mail = waiting(authority.head)
    sink.answer(authority.head.email, *[Answer.BUSY] * outbox.LEAST_TRIES)
    clock_at(clock.now() + timedelta(days=4))
    for _ in range(outbox.LEAST_TRIES - 1):
        assert relay(smtp, letterhead).put_off == 1
        clock_at(reread(mail).next_try_at)
    assert relay(smtp, letterhead).given_up == 1


def test_a_mail_that_may_have_arrived_is_repeated_less_and_less_often(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    mail = waiting(authority.head)
    sink.answer(authority.head.email, *[Answer.DROP_AFTER_ACCEPT] * 8)
    pauses = []
    for _ in range(8):
        relay(smtp, letterhead)
        pauses.append(reread(mail).next_try_at - clock.now())
        clock_at(mail.next_try_at)

    assert pauses == [minutes(number) for number in (1, 2, 5, 15, 30, 60, 60, 60)]


def test_what_a_clock_that_ran_ahead_has_written_is_not_waited_for(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    true_time = clock.now()
    clock_at(true_time + timedelta(hours=1))
    put_off, claimed = waiting(authority.head, due_in=minutes(5)), waiting(authority.manager)
    outbox.claim(db.session(), clock.now())
    db.session.commit()
    clock_at(true_time)

    assert relay(smtp, letterhead).sent == 2
    assert reread(put_off).sent_at == reread(claimed).sent_at == true_time


def test_a_lease_of_a_clock_that_runs_a_little_ahead_is_kept(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    true_time = clock.now()
    waiting(authority.head)
    clock_at(true_time + minutes(4))
    outbox.claim(db.session(), clock.now())
    db.session.commit()
    clock_at(true_time)
    assert relay(smtp, letterhead).sent == 0


@pytest.mark.parametrize("answer", [Answer.NOBODY, Answer.NOBODY_PLAIN])
def test_an_address_refused_for_good_counts_as_missing(
    answer: Answer, authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    mail, other = waiting(authority.head), waiting(authority.manager)
    sink.answer(authority.head.email, answer)

    result = relay(smtp, letterhead)

    assert (result.sent, result.given_up, result.bounced) == (1, 1, 1)
    assert reread(mail).given_up_at == clock.now()
    assert mail.last_error == answer.value
    assert mail.link is not None, "so that it can be sent again"
    assert reread(other).sent_at is not None
    db.session.refresh(authority.head)
    assert authority.head.bounced_at == clock.now()
    marked = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "mark_address_refused")).one()
    assert (marked.job, marked.details) == ("relay", {"mail": mail.id})


def test_an_address_corrected_meanwhile_is_not_marked(
    authority: Authority, waiting: Wait, letterhead: Letterhead
) -> None:
    waiting(authority.head)
    [claimed] = outbox.claim(db.session(), clock.now())
    authority.head.email = "new.address@example.org"
    db.session.commit()

    assert not outbox.mark_bounced(db.session(), claimed, clock.now())
    db.session.refresh(authority.head)
    assert authority.head.bounced_at is None


def test_an_address_that_takes_mail_again_no_longer_counts_as_missing(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, letterhead: Letterhead
) -> None:
    authority.head.bounced_at = clock.now() - timedelta(days=3)
    waiting(authority.head)

    relay(smtp, letterhead)

    db.session.rollback()
    db.session.refresh(authority.head)
    assert authority.head.bounced_at is None


def test_a_disabled_account_gets_no_mail_and_its_address_is_not_blamed(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    mail = waiting(authority.teacher)
    authority.teacher.disabled_at = clock.now()
    db.session.commit()

    result = relay(smtp, letterhead)

    assert (result.given_up, result.bounced, sink.taken) == (1, 0, [])
    assert "disabled" in (reread(mail).last_error or "")
    assert authority.teacher.bounced_at is None


def test_an_address_that_cannot_be_sent_holds_up_nobody(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    authority.teacher.email = "zoë\r\nBcc: everyone@example.org"
    waiting(authority.teacher)
    waiting(authority.head)

    result = relay(smtp, letterhead)

    assert (result.sent, result.given_up) == (1, 1)
    assert [mail["To"] for mail in sink.taken] == [authority.head.email]


def test_a_mail_that_cannot_be_written_holds_up_nobody(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    poison = waiting(authority.teacher)
    waiting(authority.head)
    poison_id = poison.id

    def read_unless_poisoned(session: Session, mail_ids: list[int], at: datetime) -> dict[int, Content]:
        if poison_id in mail_ids:
            raise ValueError("a row that makes no sense")
        return read(session, mail_ids, at)

    monkeypatch.setattr("caf_tracker.reminders.relay.read", read_unless_poisoned)
    result = relay(smtp, letterhead)

    assert (result.sent, result.put_off) == (1, 1)
    assert "could not be composed" in (reread(poison).last_error or "")


def test_a_relay_that_is_asked_to_stop_gives_back_what_it_holds(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    mails = [waiting(authority.head) for _ in range(3)]

    relay(smtp, letterhead, stopping=lambda: len(sink.taken) == 1)

    assert len(sink.taken) == 1
    assert [reread(mail).claimed_until for mail in mails] == [None, None, None]


def test_what_a_dead_relay_held_is_taken_up_when_its_lease_has_run_out_and_logged(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    mail = waiting(authority.head)
    outbox.claim(db.session(), clock.now())
    db.session.commit()  # … and then it was killed

    clock_at(clock.now() + outbox.LEASE - timedelta(microseconds=1))
    assert relay(smtp, letterhead).sent == 0
    clock_at(clock.now() + timedelta(microseconds=1))
    with capture_logs() as logs:
        assert relay(smtp, letterhead).sent == 1
    assert [line["mail_id"] for line in logs if line["event"] == "mail_outcome_unknown"] == [mail.id]


def test_a_relay_that_wakes_after_its_lease_sends_nothing_more(
    authority: Authority, waiting: Wait, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    mails = [waiting(authority.head), waiting(authority.manager)]
    port = sink.start()

    class Slept(SmtpChannel):
        def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
            super().send(sender=sender, recipient=recipient, message_id=message_id, content=content)
            clock_at(clock.now() + outbox.LEASE)

    with capture_logs() as logs:
        result = relay(Slept(SmtpServer(host="127.0.0.1", port=port, timeout=0.5)), letterhead)
    assert result.sent == 1
    assert [line["mail_id"] for line in logs if line["event"] == "mail_outcome_unknown"] == [mails[0].id]
    assert reread(mails[0]).sent_at is not None, "sent is sent, whoever holds it by now"
    assert len(sink.to(authority.head.email)) == 1
    assert sink.to(authority.manager.email) == [], "the rest is another's by now"
    assert reread(mails[1]).claimed_until is None


def test_a_late_relay_does_not_undo_what_another_has_done(
    authority: Authority, waiting: Wait, clock_at: ClockAt
) -> None:
    mail = waiting(authority.head)
    [late] = outbox.claim(db.session(), clock.now())
    db.session.commit()
    clock_at(clock.now() + outbox.LEASE)
    [other] = outbox.claim(db.session(), clock.now())
    outbox.mark_sent(db.session(), other, clock.now())
    db.session.commit()

    outbox.put_off(db.session(), late, clock.now(), "too late")
    outbox.release(db.session(), [late])
    db.session.commit()

    assert reread(mail).sent_at == clock.now()
    assert mail.last_error is None


def test_no_address_stands_in_the_log(
    authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    waiting(authority.head)
    waiting(authority.manager)
    sink.answer(authority.head.email, Answer.NOBODY)
    sink.answer(authority.manager.email, Answer.DROP_AFTER_ACCEPT)
    with capture_logs() as logs:
        relay(smtp, letterhead)
    assert len(logs) == 2
    assert "@" not in str(logs)
    assert "secret-token" not in str(logs)
