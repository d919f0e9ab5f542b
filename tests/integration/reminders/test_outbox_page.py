"""The outbox page: what waits, what failed and why, for system administrators alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Mail, Tick
from caf_tracker.reminders.channels.smtp import SmtpChannel
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.outbox import LEAST_TRIES
from caf_tracker.reminders.relay import relay
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn
from tests.integration.reminders.conftest import Wait
from tests.integration.reminders.sink import Answer, Sink


@pytest.fixture
def administrator(client: Client, sign_in: SignIn, authority: Authority) -> Client:
    sign_in(client, authority.system_admin)
    return client


def send_again(client: Client, mail: Mail) -> str:
    """Press the button as the page has it."""
    page = client.get("/outbox?show=failed").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(f"/outbox/{mail.id}/send-again", data={"csrf_token": token}, follow_redirects=True).text


def test_failed_mail_stands_there_with_the_servers_words(
    administrator: Client, authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    waiting(authority.teacher)
    sink.answer(authority.teacher.email, Answer.NOBODY)
    relay(smtp, letterhead)

    page = administrator.get("/outbox").text

    assert "Failed (1)" in page
    assert authority.teacher.email in page
    assert "550 5.1.1 No such user here" in page
    assert "secret-token" not in page, "an invitation's link lets somebody in"


def test_send_again_puts_it_back_and_it_goes(
    administrator: Client, authority: Authority, waiting: Wait, smtp: SmtpChannel, sink: Sink, letterhead: Letterhead
) -> None:
    mail = waiting(authority.teacher, created_at=clock.now() - timedelta(days=5))
    mail.attempts = LEAST_TRIES - 1
    db.session.commit()
    sink.answer(authority.teacher.email, Answer.BUSY)
    relay(smtp, letterhead)
    db.session.refresh(mail)
    assert mail.given_up_at is not None

    page = send_again(administrator, mail)

    assert "queued again" in page
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "send_mail_again")).one()
    assert (event.user_id, event.details) == (authority.system_admin.id, {"mail": mail.id})
    db.session.commit()
    assert relay(smtp, letterhead).sent == 1
    db.session.expire_all()
    [again] = db.session.scalars(sa.select(Mail))
    assert again.sent_at == clock.now()
    assert again.given_up_at is None


def test_a_mail_sent_meanwhile_is_not_sent_again(administrator: Client, authority: Authority, waiting: Wait) -> None:
    mail = waiting(authority.teacher)
    mail.given_up_at = clock.now()
    db.session.commit()
    page = administrator.get("/outbox").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    mail.given_up_at, mail.sent_at, mail.link = None, clock.now(), None
    db.session.commit()

    response = administrator.post(f"/outbox/{mail.id}/send-again", data={"csrf_token": token})

    assert response.status_code == 409
    assert "has been sent meanwhile" in response.text
    db.session.refresh(mail)
    assert mail.sent_at == clock.now()


def test_an_invitation_without_its_link_has_no_button(
    administrator: Client, authority: Authority, waiting: Wait
) -> None:
    mail = waiting(authority.teacher)
    mail.given_up_at, mail.link, mail.last_error = clock.now(), None, "A newer link took its place."
    db.session.commit()
    page = administrator.get("/outbox").text
    assert "A newer link took its place." in page
    assert "Send again" not in page


def test_no_such_mail(administrator: Client, authority: Authority, waiting: Wait) -> None:
    mail = waiting(authority.teacher)
    mail.given_up_at = clock.now()
    db.session.commit()
    token = administrator.get("/outbox").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert administrator.post("/outbox/999999/send-again", data={"csrf_token": token}).status_code == 404
    assert administrator.post("/outbox/99999999999999/send-again", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(("state", "other"), [("queued", "retrying"), ("retrying", "sent"), ("sent", "failed")])
def test_each_state_has_its_own_list(
    administrator: Client, authority: Authority, waiting: Wait, state: str, other: str
) -> None:
    mail = waiting(authority.teacher)
    mail.attempts = 0 if state == "queued" else 1
    mail.sent_at = clock.now() if state == "sent" else None
    db.session.commit()
    assert authority.teacher.email in administrator.get(f"/outbox?show={state}").text
    assert authority.teacher.email not in administrator.get(f"/outbox?show={other}").text


def test_pages_follow_by_key(administrator: Client, authority: Authority, waiting: Wait) -> None:
    for number in range(53):
        waiting(authority.teacher).attempts = 1
        db.session.get_one(Mail, number + 1).last_error = f"words-{number + 1:03d}."
    db.session.commit()

    first = administrator.get("/outbox?show=retrying").text
    onwards = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = administrator.get(onwards).text

    assert [f"words-{number:03d}." in first for number in (53, 4, 3, 1)] == [True, True, False, False]
    assert [f"words-{number:03d}." in second for number in (53, 4, 3, 1)] == [False, False, True, True]


@pytest.mark.parametrize("query", ["show=nothing", "after=%00", "after=x", "show=%00", "after=WzFd&show=sent"])
def test_odd_queries_show_a_page(administrator: Client, query: str) -> None:
    assert administrator.get(f"/outbox?{query}").status_code == 200


def test_last_runs_are_shown(administrator: Client) -> None:
    db.session.add(Tick(job="sweep", started_at=clock.now(), finished_at=clock.now(), made=7))
    db.session.add(Tick(job="sweep", started_at=clock.now()))
    page = administrator.get("/outbox").text
    assert "7 told" in page
    assert "Not finished" in page


def test_before_the_first_run_it_asks_whether_the_scheduler_runs(administrator: Client) -> None:
    assert "Is the scheduler running?" in administrator.get("/outbox").text


def test_nobody_else_sees_it(client: Client, sign_in: SignIn, authority: Authority, waiting: Wait) -> None:
    mail = waiting(authority.teacher)
    for user in authority.everyone:
        if user is authority.system_admin:
            continue
        sign_in(client, user)
        response = client.get("/outbox")
        assert response.status_code in (403, 404), user.role
        assert authority.teacher.email not in response.text
        assert client.post(f"/outbox/{mail.id}/send-again").status_code in (400, 403, 404)
