"""The fixtures themselves: real databases, isolated tests, requests that share nothing with the test."""

import smtplib
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import Agency, AuditEvent, Case
from tests import factories
from tests.fixtures.mail_sink import MailSink


@pytest.mark.parametrize("round_of_two", [1, 2])
def test_each_test_begins_with_an_empty_database_and_the_first_numbers(app: Flask, round_of_two: int) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0
    case = factories.make_case(factories.make_authority())
    db.session.commit()
    assert case.id == 1


def test_the_engine_is_the_one_that_was_asked_for(app: Flask, engine: str) -> None:
    assert db.engine.dialect.name == engine


def test_the_family_that_is_made_up_is_sound(app: Flask) -> None:
    authority = factories.make_authority()
    case = factories.make_case(authority)
    factories.make_step_down(case, authority.manager)
    lead = factories.make_lead(case, authority.health_visitor, authority.manager)
    caf = factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
    db.session.commit()
    assert caf.started_on == case.opened_at.date()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Agency)) == 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_the_mail_sink_keeps_what_arrives_and_refuses_as_told(mail_sink: MailSink) -> None:
    mail_sink.refusing["gone@example.org"] = "550 No such user"
    message = EmailMessage()
    message["Subject"] = "EH-000001C"
    message.set_content("A reference and a link.")
    with smtplib.SMTP(mail_sink.host, mail_sink.port) as connection:
        connection.send_message(message, "caf@example.org", ["here@example.org"])
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="No such user"):
            connection.send_message(message, "caf@example.org", ["gone@example.org"])
    assert [str(arrived["Subject"]) for arrived in mail_sink.arrived] == ["EH-000001C"]
