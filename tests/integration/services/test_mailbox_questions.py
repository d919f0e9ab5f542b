"""An agency without an account answers from its mailbox: its mail's link, a code to the same mailbox, the answer."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.answer_links import telling_of, token_for
from caf_tracker.duties import open_duties
from caf_tracker.errors import NotVisible, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, EngagementObservation, Mail, MailboxQuestion, TeamAgency, Telling
from caf_tracker.models.words import AgencyKind, EngagementStatus, Evidence, MailKind
from caf_tracker.reminders.sweep import sweep
from caf_tracker.services import engagement, mailbox_questions, team
from tests.factories import (
    Authority,
    make_agency,
    make_case_with_caf,
)
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def case(authority: Authority) -> Case:
    """A family whose CAF the health visitor leads, with a nursery in its team that has a mailbox only."""
    case = make_case_with_caf(authority)
    nursery = make_agency(AgencyKind.NURSERY, "Little Oaks")
    member = team.Member(own_reference="LO-17", worker_name="Priya")
    team.add_agency(actor=authority.health_visitor, at=clock.now(), case=case, agency=nursery, member=member)
    sweep(clock.now())
    return case


def asked(case: Case) -> Telling:
    """The last telling to the mailbox."""
    found = sa.select(Telling).where(Telling.duty == "engagement_unknown", Telling.agency_id.is_not(None))
    return db.session.scalars(found.order_by(Telling.id.desc()).limit(1)).one()


def code_sent() -> str:
    """The code of the mail that waits."""
    found = db.session.scalars(sa.select(Mail.link).where(Mail.kind == MailKind.CODE).order_by(Mail.id.desc()))
    return str(found.first())


def send_code(telling: Telling) -> str:
    mailbox_questions.send_code(at=clock.now(), telling=telling)
    return code_sent()


def say(telling: Telling, status: EngagementStatus = EngagementStatus.PARTIAL) -> EngagementObservation:
    return mailbox_questions.answer(
        at=clock.now(), telling=telling, status=status, evidence=Evidence.RECORD, as_of=clock.today(), said_by="Priya"
    )


def still_owed(case: Case) -> set[int]:
    return {
        duty.subject_id for duty in open_duties(clock.now(), case_ids=[case.id]) if duty.key == "engagement_unknown"
    }


def find(telling: Telling) -> TeamAgency:
    return mailbox_questions.find_question(telling_id=telling.id, at=clock.now())[1]


def test_a_right_code_and_an_answer_end_the_question_and_the_link(case: Case) -> None:
    telling = asked(case)
    assert telling.subject_id in still_owed(case)
    assert mailbox_questions.check_code(at=clock.now(), telling=telling, code=send_code(telling))
    found = say(telling)
    assert (found.recorded_by_id, found.said_by, found.status) == (None, "Priya", EngagementStatus.PARTIAL)
    assert telling.subject_id not in still_owed(case)
    with pytest.raises(TransitionNotAllowed, match="has been answered"):
        find(telling)
    with pytest.raises(TransitionNotAllowed, match="has been answered"):
        say(telling)
    acts = list(db.session.scalars(sa.select(AuditEvent.act).where(AuditEvent.job == "answer from a mailbox")))
    assert acts == ["send_code", "record_engagement"]


def test_only_the_newest_code_works_and_for_an_hour(case: Case, clock_at: ClockAt) -> None:
    telling = asked(case)
    first = send_code(telling)
    second = send_code(telling)
    now = clock.now()
    if first != second:
        assert not mailbox_questions.check_code(at=now, telling=telling, code=first)
    assert mailbox_questions.check_code(at=now, telling=telling, code=f"{second[:3]} {second[3:]}")
    assert mailbox_questions.check_code(at=now + timedelta(hours=1), telling=telling, code=second)
    assert not mailbox_questions.check_code(at=now + timedelta(hours=1, seconds=1), telling=telling, code=second)


def test_ten_wrong_codes_end_the_link_and_no_more_than_ten_are_sent(case: Case) -> None:
    telling = asked(case)
    right = send_code(telling)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(10):
        assert not mailbox_questions.check_code(at=clock.now(), telling=telling, code=wrong)
    with pytest.raises(TransitionNotAllowed, match="too often"):
        mailbox_questions.check_code(at=clock.now(), telling=telling, code=right)
    question = db.session.scalars(sa.select(MailboxQuestion)).one()
    question.wrong_codes, question.codes_sent = 0, 10
    with pytest.raises(TransitionNotAllowed, match="Too many codes"):
        send_code(telling)


def test_a_newer_mail_takes_the_place_of_an_older_one(case: Case, clock_at: ClockAt) -> None:
    first = asked(case)
    clock_at("2026-03-10 08:00")
    sweep(clock.now())
    assert asked(case).id != first.id
    with pytest.raises(TransitionNotAllowed, match="newer mail"):
        find(first)
    assert find(asked(case)).own_reference == "LO-17"


@pytest.mark.parametrize(("day", "dies"), [("2026-04-02 11:00", False), ("2026-04-02 11:01", True)])
def test_a_link_holds_thirty_days(case: Case, clock_at: ClockAt, day: str, dies: bool) -> None:
    """Told at 10:00 in March; the clocks go forward on the 29th."""
    clock_at(day)
    if dies:
        with pytest.raises(TransitionNotAllowed, match="too old"):
            find(asked(case))
    else:
        assert find(asked(case)).worker_name == "Priya"


def test_it_ends_when_the_agency_leaves_or_somebody_else_records_the_answer(case: Case, authority: Authority) -> None:
    telling = asked(case)
    member = find(telling)
    engagement.record_engagement(
        actor=authority.health_visitor, at=clock.now(), case=case, agency=member.agency,
        status=EngagementStatus.ENGAGED, evidence=Evidence.DIRECT, as_of=clock.today(), said_by="Priya",
    )  # fmt: skip
    with pytest.raises(TransitionNotAllowed, match="no longer asked"):
        find(telling)
    team.remove_agency(actor=authority.health_visitor, at=clock.now(), team_agency=member, reason="Moved nursery")
    with pytest.raises(TransitionNotAllowed, match="no longer asked"):
        send_code(telling)


def test_the_link_of_another_telling_or_of_a_person_asks_nothing(case: Case) -> None:
    others = sa.select(Telling.id).where(Telling.agency_id.is_(None))
    for telling_id in [*db.session.scalars(others), 0, None]:
        with pytest.raises(NotVisible):
            mailbox_questions.find_question(telling_id=telling_id, at=clock.now())


def test_a_link_that_was_made_up_or_signed_with_another_key_says_nothing() -> None:
    token = token_for("a secret", 41)
    assert telling_of("a secret", token) == 41
    assert telling_of("another secret", token) is None
    assert telling_of("a secret", token[:-1]) is None
    assert telling_of("a secret", "41") is None


def test_the_whole_way_on_its_pages(app: Flask, case: Case, client: Client) -> None:
    telling = asked(case)
    link = f"/answer/{token_for(app.config['SECRET_KEY'], telling.id)}"
    page = client.get(link)
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "LO-17" in words and "Priya" in words and case.reference in words
    for name in (*(child.name for child in case.children), *(adult.name or "" for adult in case.adults)):
        assert name not in words
    answered = client.submit(link, {}, action="/code")
    assert answered.status_code == 302
    code = code_sent()
    today = {"as_of-day": "3", "as_of-month": "3", "as_of-year": "2026"}
    given = {"status": "engaged", "evidence": "direct", "said_by": "Priya", "code": "wrong", **today}
    wrong = client.submit(f"{link}/say", given).get_data(as_text=True)
    assert "not the code of our last mail" in wrong
    assert db.session.scalars(sa.select(MailboxQuestion.wrong_codes)).one() == 1
    thanks = client.submit(f"{link}/say", {**given, "code": code})
    assert "Thank you" in thanks.get_data(as_text=True)
    assert client.get(link).status_code == 410
    assert client.get(link[:-1]).status_code == 404


def test_without_the_agencys_own_reference_the_page_asks_the_lead_to_telephone(
    app: Flask, case: Case, client: Client, authority: Authority, sign_in: SignIn
) -> None:
    telling = asked(case)
    find(telling).own_reference = None
    link = f"/answer/{token_for(app.config['SECRET_KEY'], telling.id)}"
    words = client.get(link).get_data(as_text=True)
    assert "Send us a code" not in words and "Ask the lead professional to telephone us" in words
    assert client.submit(link, {}, action="/call").status_code == 302
    assert db.session.scalars(sa.select(MailboxQuestion.call_wanted_at)).one() == clock.now()
    sign_in(client, authority.health_visitor)
    page = f"/cases/{case.reference}"
    assert "Asked on 3 March 2026 to be telephoned" in client.get(page).text
    engagement.record_engagement(
        actor=authority.health_visitor, at=clock.now(), case=case, agency=find(telling).agency,
        status=EngagementStatus.ENGAGED, evidence=Evidence.DIRECT, as_of=clock.today(), said_by="Priya",
    )  # fmt: skip
    assert "to be telephoned" not in client.get(page).text
