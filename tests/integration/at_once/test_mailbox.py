"""One question, opened by several who read the same mailbox: one answer counts, and the others are told."""

from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.answer_links import token_for
from caf_tracker.extensions import db
from caf_tracker.models import EngagementObservation, Mail, MailboxQuestion, Telling
from caf_tracker.models.words import AgencyKind, EngagementStatus, MailKind
from caf_tracker.reminders.sweep import sweep
from caf_tracker.services import mailbox_questions, team
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.racing import Sending, at_once, reads, sound

pytestmark = pytest.mark.proof


def question_and_code(authority: Authority) -> tuple[Telling, str]:
    """What a nursery without accounts is asked, and the code that was sent to its mailbox."""
    case = factories.make_case_with_caf(authority)
    nursery, now = factories.make_agency(AgencyKind.NURSERY), clock.now()
    member = team.Member(own_reference="LO-17", worker_name="Priya")
    team.add_agency(actor=authority.health_visitor, at=now, case=case, agency=nursery, member=member)
    sweep(now)
    telling = db.session.scalars(
        sa.select(Telling).where(Telling.case_id == case.id, Telling.agency_id == nursery.id)
    ).one()
    mailbox_questions.send_code(at=now, telling=telling)
    sent = sa.select(Mail.link).where(Mail.kind == MailKind.CODE, Mail.agency_id == nursery.id)
    return telling, str(db.session.scalars(sent).one())


def says(app: Flask, telling: Telling, code: str, status: EngagementStatus = EngagementStatus.ENGAGED) -> Sending:
    """What somebody at the mailbox sends, from a browser of their own."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.check_pages = False
    today = clock.today()
    as_of = {"as_of-day": today.day, "as_of-month": today.month, "as_of-year": today.year}
    link = token_for(app.config["SECRET_KEY"], telling.id)
    data = {"status": status.value, "evidence": "direct", "said_by": status.name, "code": code, **as_of}
    return Sending(client, f"/answer/{link}/say", data)


def test_of_two_answers_one_counts(app: Flask, length: Length, figure: Figure) -> None:
    authority, first = factories.make_authority(), Counter[int]()
    statuses = (EngagementStatus.ENGAGED, EngagementStatus.DECLINED)
    for number in range(length(2, 100)):
        telling, code = question_and_code(authority)
        order = statuses if number % 2 else statuses[::-1]
        answers = at_once([says(app, telling, code, status) for status in order])
        assert sorted(answer.status_code for answer in answers) == [200, 410], [reads(one.text) for one in answers]
        won = [answer.status_code for answer in answers].index(200)
        assert "Thank you" in reads(answers[won].text)
        assert "This question has been answered" in reads(answers[1 - won].text)
        known = sa.select(EngagementObservation).where(EngagementObservation.case_id == telling.case_id)
        assert [(one.status, one.said_by) for one in db.session.scalars(known)] == [(order[won], order[won].name)]
        first.update([won])
        if number < 2:
            sound(answers[1 - won])
    figure(f"{first.total()} rounds of two answers: {first[0]} times the one that began first counts, {first[1]} not")


def test_wrong_codes_at_once_are_all_counted(app: Flask) -> None:
    telling, code = question_and_code(factories.make_authority())
    wrong = "000000" if code != "000000" else "000001"
    answers = at_once([says(app, telling, wrong) for _ in range(mailbox_questions.WRONG_CODES + 2)])
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses == {200: mailbox_questions.WRONG_CODES, 410: 2}
    counted = db.session.get_one(MailboxQuestion, telling.id, populate_existing=True).wrong_codes
    assert counted == mailbox_questions.WRONG_CODES
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EngagementObservation)) == 0
