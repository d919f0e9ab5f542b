"""An SMTP server that does as it is told, a channel to it, and mail that waits."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Mail, User
from caf_tracker.models.words import MailKind
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer
from caf_tracker.reminders.letterhead import Letterhead
from tests.factories import Authority, make_authority
from tests.integration.reminders.sink import Sink

Wait = Callable[..., Mail]


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.stop()


@pytest.fixture
def smtp(sink: Sink) -> SmtpChannel:
    """A channel to the sink, with the patience of a test."""
    return SmtpChannel(SmtpServer(host="127.0.0.1", port=sink.start(), timeout=0.5))


@pytest.fixture
def letterhead(app: Flask) -> Letterhead:
    return Letterhead.from_settings(app.config)


@pytest.fixture
def authority(app: Flask) -> Authority:
    made = make_authority()
    db.session.commit()
    return made


@pytest.fixture
def waiting(authority: Authority) -> Wait:
    """Put a mail for somebody into the outbox."""
    number = 0

    def put(user: User, *, created_at: datetime | None = None, due_in: timedelta = timedelta()) -> Mail:
        nonlocal number
        number += 1
        at = created_at or clock.now()
        mail = Mail(
            kind=MailKind.INVITATION, user=user, link="https://caf.example.org/invitation/secret-token",
            message_id=f"invitation-{number}", created_at=at, next_try_at=at + due_in,
        )  # fmt: skip
        db.session.add(mail)
        db.session.commit()
        return mail

    return put
