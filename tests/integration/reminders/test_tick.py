"""A whole tick: sweep, digests, summaries, relay, and the second sweep that an address refused for good calls for."""

import threading
from contextvars import copy_context
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Child, Mail, StepDown, Telling, Tick, User
from caf_tracker.models.words import MailKind, MailMode
from caf_tracker.reminders import outbox
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.relay import RelayResult, relay
from caf_tracker.reminders.tick import prune_ticks, relay_tick, tick
from tests.factories import Authority, make_case, make_lead, make_step_down
from tests.fixtures.plugin import ClockAt
from tests.integration.reminders.conftest import Wait
from tests.integration.reminders.sink import Answer, Sink


def text_of(mail: EmailMessage) -> str:
    """Everything that a reader or a server on the way sees of it: headers, plain text and HTML."""
    parts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def test_from_the_closure_to_the_inbox(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    case = make_case(authority)
    make_lead(case, authority.health_visitor, authority.manager, accepted=False)
    db.session.commit()

    assert tick(clock.now()).told > 0
    relay_tick(smtp, letterhead)

    [mail] = sink.to(authority.health_visitor.email)
    text = text_of(mail)
    assert (
        f"You were asked to be lead professional for {case.reference}. Please accept or decline by 6 March 2026."
        in (" ".join(text.split()))
    )
    telling = db.session.scalars(sa.select(Telling).where(Telling.user_id == authority.health_visitor.id)).one()
    assert f"/told/{telling.id}" in text
    assert telling.sent is not None
    assert telling.sent.sent_at == clock.now()


def test_no_mail_says_anything_of_the_family(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    clock_at("2026-01-05 10:00")
    child = Child(name="Canary Childname", name_key="canary childname", born=date(2025, 6, 17), nhs_number="9990000018",
                  gp="Canary Surgery", school="Canary Nursery", disability="Canary condition")  # fmt: skip
    case = make_case(authority, children=[child])
    for adult in db.session.scalars(sa.select(Adult)):
        adult.name = "Canary Adultname"
    step_down = make_step_down(
        case, authority.manager, closed_on=date(2026, 1, 5), receiving_agency=authority.health_visiting
    )
    step_down.social_care_reference = "CANARY-77"
    step_down.remaining_risk = step_down.close_reason = "Canary risk at 4 Canary Street"
    lead = make_lead(case, authority.health_visitor, authority.manager, accepted=False)
    lead.note = "Canary note"
    db.session.commit()
    canaries = ("canary", "9990000018", "999 000 0018", "17 june 2025", "2025-06-17", "17/06/2025", "rowan", "archer")
    staff = [user.name.lower() for user in db.session.scalars(sa.select(User))]

    at = clock.now()
    while at < clock.london(date(2026, 2, 6)):
        clock_at(at)
        tick(at)
        relay_tick(smtp, letterhead)
        at += timedelta(hours=11)

    kinds = set(db.session.scalars(sa.select(Mail.kind)))
    assert {MailKind.TELLING, MailKind.DIGEST, MailKind.SUMMARY} <= kinds
    assert len(sink.taken) > 20
    everything = "\n".join(text_of(mail) for mail in sink.taken).lower()
    assert case.reference.lower() in everything
    assert [canary for canary in (*canaries, *staff) if canary in everything] == []


def test_everybody_gets_one_recipient_each(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    make_step_down(make_case(authority), authority.manager, closed_on=clock.today())
    db.session.commit()
    tick(clock.now())
    relay_tick(smtp, letterhead)
    assert sink.taken
    for mail in sink.taken:
        assert str(mail["To"]).count("@") == 1
        assert (mail["Cc"], mail["Bcc"]) == (None, None)


def test_a_refused_address_has_its_stand_in_told_in_the_same_tick(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    make_lead(make_case(authority), authority.health_visitor, authority.manager, accepted=False)
    db.session.commit()
    tick(clock.now())
    sink.answer(authority.health_visitor.email, Answer.NOBODY)
    assert sink.to(authority.team_leader.email) == []

    result = relay_tick(smtp, letterhead)

    assert result.bounced == 1
    told = set(db.session.scalars(sa.select(Telling.user_id).where(Telling.duty == "lead_not_answered")))
    assert told == {authority.health_visitor.id, authority.team_leader.id}
    assert len(sink.to(authority.team_leader.email)) == 1, "their line manager, at once"


def test_stand_ins_that_bounce_too_are_followed_to_the_end(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    make_lead(make_case(authority), authority.health_visitor, authority.manager, accepted=False)
    db.session.commit()
    tick(clock.now())
    for gone in (authority.health_visitor, authority.team_leader):
        sink.answer(gone.email, Answer.NOBODY)

    assert relay_tick(smtp, letterhead).bounced == 2
    reminders = [mail for mail in sink.to(authority.coordinator.email) if "EH-" in mail["Subject"]]
    assert len(reminders) == 1


def test_the_summaries_go_out_though_the_sweep_fails(
    authority: Authority, clock_at: ClockAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_at: object) -> None:
        raise RuntimeError("the sweep is broken")

    monkeypatch.setattr("caf_tracker.reminders.tick.sweep", broken)
    with pytest.raises(RuntimeError, match="the sweep is broken"):
        tick(clock_at("2026-03-02 08:00"))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).where(Mail.kind == MailKind.SUMMARY)) == 4
    assert db.session.scalar(sa.select(sa.func.count()).where(Mail.kind == MailKind.DIGEST)) == 0


def test_the_digest_is_composed_after_the_sweep_of_eight(authority: Authority, clock_at: ClockAt) -> None:
    clock_at("2026-02-27 12:00")  # a Friday
    make_step_down(make_case(authority), authority.manager, decided_on=date(2026, 2, 27), closed_on=date(2026, 2, 27))
    db.session.commit()
    tick(clock.now())
    assert tick(clock_at("2026-03-03 07:55")).told == 0
    made = tick(clock_at("2026-03-03 08:00"))

    assert made.told > 0
    assert made.digests > 0
    waiting = sa.select(Telling.id).where(Telling.mail == MailMode.DIGEST, Telling.mail_id.is_(None))
    assert db.session.scalars(waiting).all() == []
    assert tick(clock_at("2026-03-03 08:05")).digests == 0


def test_two_relays_at_once_send_each_mail_once(
    app: Flask, authority: Authority, waiting: Wait, sink: Sink, letterhead: Letterhead
) -> None:
    wanted = 3 * outbox.BATCH
    for _ in range(wanted):
        waiting(authority.head)
    db.session.rollback()
    port = sink.start()
    results: list[RelayResult] = []
    begin = threading.Barrier(2)

    def run() -> None:
        with app.app_context():
            begin.wait()
            results.append(relay(SmtpChannel(SmtpServer(host="127.0.0.1", port=port, timeout=5)), letterhead))

    threads = [threading.Thread(target=copy_context().run, args=(run,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(result.sent for result in results) == wanted == len(sink.taken)
    assert len({mail["Message-ID"] for mail in sink.taken}) == wanted


def test_two_ticks_at_once_compose_one_digest_and_one_summary_each(
    app: Flask, authority: Authority, clock_at: ClockAt
) -> None:
    clock_at("2026-02-27 12:00")
    for _ in range(5):
        make_step_down(make_case(authority), authority.manager, closed_on=date(2026, 2, 27))
    db.session.commit()
    tick(clock.now())
    db.session.execute(sa.delete(Mail).where(Mail.kind == MailKind.SUMMARY))
    db.session.commit()
    clock_at("2026-03-03 08:00")
    begin = threading.Barrier(2)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with app.app_context():
                begin.wait()
                tick(clock.now())
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=copy_context().run, args=(run,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    per_person = db.session.execute(
        sa.select(Mail.kind, Mail.user_id, sa.func.count())
        .where(Mail.day.is_not(None))
        .group_by(Mail.kind, Mail.user_id)
    ).all()
    assert {kind for kind, _, _ in per_person} == {MailKind.DIGEST, MailKind.SUMMARY}
    assert {count for _, _, count in per_person} == {1}
    left = sa.select(sa.func.count()).where(Telling.mail == MailMode.DIGEST, Telling.mail_id.is_(None))
    assert db.session.scalar(left) == 0


def test_a_sweep_under_way_elsewhere_is_left_to_it_unless_it_hangs(
    app: Flask, engine: str, authority: Authority, clock_at: ClockAt
) -> None:
    if engine == "sqlite":
        return  # it has one writer at a time anyway
    clock_at("2026-03-03 10:00")
    tick(clock.now())
    with db.engine.connect() as other, other.begin():
        other.execute(sa.text("SELECT pg_advisory_xact_lock(6471903)"))
        assert tick(clock_at("2026-03-03 10:05")).skipped
        assert not tick(clock_at("2026-03-03 10:10")).skipped, "nothing came of it for ten minutes"
    assert not tick(clock_at("2026-03-03 10:15")).skipped
    tick(clock_at("2026-03-03 11:20"))
    with db.engine.connect() as other, other.begin():
        other.execute(sa.text("SELECT pg_advisory_xact_lock(6471903)"))
        assert not tick(clock_at("2026-03-03 10:20")).skipped, "that run was written by a clock that ran ahead"


def test_old_runs_that_told_nobody_are_forgotten(authority: Authority, clock_at: ClockAt) -> None:
    clock_at("2026-03-03 10:00")
    make_step_down(make_case(authority), authority.manager, closed_on=clock.today())
    db.session.commit()
    tick(clock.now())
    tick(clock_at("2026-03-03 10:05"))
    tick(clock_at("2026-03-05 10:05"))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Tick))
    told = set(db.session.scalars(sa.select(Telling.tick_id)))

    gone = prune_ticks(clock_at("2026-03-17 10:06"))

    assert gone >= 1
    left = db.session.scalars(sa.select(Tick)).all()
    assert len(left) == (before or 0) - gone
    assert told <= {found.id for found in left}
    assert not [found for found in left if found.started_at < clock.london(date(2026, 3, 3)) and not found.made]
    assert any(found.started_at == clock.london(date(2026, 3, 5)) + timedelta(hours=2, minutes=5) for found in left)


def test_the_sweep_leaves_a_run_behind(authority: Authority) -> None:
    tick(clock.now())
    [run] = db.session.scalars(sa.select(Tick).where(Tick.job == "sweep")).all()
    assert (run.started_at, run.finished_at, run.made) == (clock.now(), clock.now(), 0)


def test_statements_do_not_grow_with_the_mails(
    app: Flask, authority: Authority, smtp: SmtpChannel, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    """Reading what a batch of digests is about takes the same few statements for one mail and for twenty."""
    from caf_tracker.reminders.contents import read

    clock_at("2026-03-03 10:00")
    for _ in range(4):
        make_step_down(
            make_case(authority), authority.manager, decided_on=date(2026, 2, 16), closed_on=date(2026, 2, 18)
        )
    db.session.commit()
    tick(clock.now())
    mails = db.session.scalars(sa.select(Mail.id).where(Mail.kind == MailKind.DIGEST)).all()
    assert len(mails) > 1
    counted: list[int] = []
    for ids in (mails[:1], mails):
        db.session.expire_all()
        statements: list[str] = []
        sa.event.listen(db.engine, "before_cursor_execute", lambda *facts, kept=statements: kept.append(facts[2]))
        read(db.session(), ids, clock.now())
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 4


def test_a_case_that_was_settled_says_so(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    lead = make_lead(make_case(authority), authority.health_visitor, authority.manager, accepted=False)
    db.session.commit()
    tick(clock.now())
    lead.accepted_at, lead.accepted_on = clock.now(), clock.today()
    db.session.commit()
    relay_tick(smtp, letterhead)
    [mail] = sink.to(authority.health_visitor.email)
    assert "settled since: there is nothing for you to do" in " ".join(text_of(mail).split())


def test_a_step_down_can_be_told_to_an_agencys_mailbox(
    authority: Authority, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead, clock_at: ClockAt
) -> None:
    step_down = make_step_down(
        make_case(authority), authority.manager, closed_on=clock.today(), receiving_agency=authority.school
    )
    db.session.commit()
    assert isinstance(step_down, StepDown)
    tick(clock.now())
    relay_tick(smtp, letterhead)
    assert len(sink.to(authority.school.mailbox or "")) >= 1
