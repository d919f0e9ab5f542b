"""Alive and ready: on both sides of every limit, and nothing that an outsider may not know."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Mail, Tick
from caf_tracker.models.words import MailKind
from tests import factories
from tests.fixtures.clients import Client

ALL_WELL = {"database": "ok", "schema": "ok", "sweep": "ok", "mail": "ok"}


def swept(ago: timedelta, *, finished: bool = True, job: str = "sweep") -> None:
    at = clock.now() - ago
    db.session.add(Tick(job=job, started_at=at, finished_at=at if finished else None))


def queued(ago: timedelta) -> Mail:
    user = factories.make_authority().manager
    at = clock.now() - ago
    mail = Mail(kind=MailKind.TELLING, user_id=user.id, message_id="<1@x>", created_at=at, next_try_at=at)
    db.session.add(mail)
    return mail


def ready(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/health/ready")
    assert set(response.json or {}) == {"status", "checks"}
    return response.status_code, (response.json or {})["checks"]


def test_alive(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_ready_while_the_last_sweep_is_under_fifteen_minutes_old(client: Client) -> None:
    swept(timedelta(minutes=14, seconds=59))
    assert ready(client) == (200, ALL_WELL)


def test_not_ready_when_it_is_fifteen_minutes_old_or_never_finished_or_another_job(client: Client) -> None:
    swept(timedelta(minutes=15))
    swept(timedelta(0), finished=False)
    swept(timedelta(0), job="relay")
    assert ready(client) == (503, {**ALL_WELL, "sweep": "not ok"})


def test_not_ready_when_mail_has_waited_for_an_hour(client: Client) -> None:
    swept(timedelta(0))
    mail = queued(timedelta(minutes=59, seconds=59))
    assert ready(client) == (200, ALL_WELL)
    mail.created_at = clock.now() - timedelta(hours=1)
    assert ready(client) == (503, {**ALL_WELL, "mail": "not ok"})
    mail.given_up_at = clock.now()
    assert ready(client) == (200, ALL_WELL)


def test_not_ready_when_the_schema_is_not_at_head(client: Client) -> None:
    swept(timedelta(0))
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        assert ready(client) == (503, {**ALL_WELL, "schema": "not ok"})
    finally:
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()


def test_not_ready_when_the_database_does_not_answer_and_no_reason_given(app: Flask, client: Client) -> None:
    def refuse(*_asked: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("host db.internal"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        response = client.get("/health/ready")
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert response.status_code == 503
    assert response.json == {"status": "not ok", "checks": dict.fromkeys(ALL_WELL, "not ok")}
