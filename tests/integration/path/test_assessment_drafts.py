"""What is typed into an assessment is kept for its writer, outlives their session, and overwrites nobody's text."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from caf_tracker.models import AssessmentText, AuditEvent, UnfinishedForm, User
from caf_tracker.services.unfinished_forms import forget_old_forms
from tests import factories
from tests.factories import PASSWORD, Authority
from tests.fixtures.clients import Client
from tests.fixtures.pages import parsed, text_of
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.path.sending import hidden, send, typed
from tests.integration.path.stages import started

HALF = "He sleeps badly since they moved, and"


class Desk:
    """Somebody at the page of one topic of a family's assessment."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path

    def types(self, text: str, *, carried: dict[str, str] | None = None) -> TestResponse:
        """What the page sends by itself while somebody types."""
        carried = carried or self.page()
        return self.client.post(f"{self.path}/draft", data={**carried, "text": text})

    def page(self) -> dict[str, str]:
        """What the page carries unseen when it is opened."""
        return hidden(self.client.get(self.path).text)

    def reads(self) -> str:
        """The words of the page when it is opened."""
        main = parsed(self.client.get(self.path).text).find(".//main")
        assert main is not None
        return text_of(main)


@pytest.fixture
def authority(app: Flask) -> Authority:
    """People, and a family with a CAF whose team are the health visitor, who leads it, and the teacher."""
    stage = started()
    factories.add_to_team(stage.case, stage.authority.school, stage.authority.teacher)
    return stage.authority


@pytest.fixture
def path(authority: Authority) -> str:
    """The page on which the analysis is written."""
    return "/cases/EH-000001C/assessment/analysis"


@pytest.fixture
def desk_of(app: Flask, path: str, sign_in: SignIn) -> Callable[..., Desk]:
    """A browser of their own for each person."""

    def seated(user: User) -> Desk:
        client = app.test_client()
        assert isinstance(client, Client)
        sign_in(client, user)
        return Desk(client, path)

    return seated


def events(*acts: str) -> list[tuple[str, int | None]]:
    """Who did which of these acts."""
    found = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act.in_(acts)).order_by(AuditEvent.id))
    return [(event.act, event.user_id) for event in found]


def saved() -> list[tuple[str, int]]:
    """What stands in the assessment, and by whom."""
    return [(text.text, text.written_by_id) for text in db.session.scalars(sa.select(AssessmentText))]


def test_what_was_typed_is_offered_again_after_the_session_ended_until_it_is_saved(
    client: Client, authority: Authority, desk_of: Callable[..., Desk], clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:40")
    desk, writer = desk_of(authority.health_visitor), authority.health_visitor
    carried = desk.page()
    assert desk.types("He sleeps", carried=carried).status_code == 204
    clock_at("2026-03-03 10:42")
    kept = desk.types(HALF, carried=carried)
    assert (kept.status_code, kept.text) == (204, "")
    assert kept.headers["Draft-Saved-At"] == "10:42am"
    assert (kept.headers["Session-Seconds"], kept.headers["Session-Final"]) == ("1800", "0")
    # One event for the draft, none for each keeping, and the page was read once.
    assert events("begin_assessment_draft", "case.read") == [
        ("case.read", writer.id),
        ("begin_assessment_draft", writer.id),
    ]
    assert saved() == []

    clock_at("2026-03-03 12:00")
    assert desk.types(f"{HALF} more", carried=carried).status_code == 401
    client.submit("/sign-in", {"email": writer.email, "password": PASSWORD})
    again = Desk(client, desk.path)
    assert "You have a draft from 10:42am that was not saved" in again.reads()
    assert HALF in again.reads()
    assert HALF in typed(client.get(f"{desk.path}?draft=use").text)
    clock_at("2026-03-04 09:00")
    client.submit("/sign-in", {"email": writer.email, "password": PASSWORD})
    assert "You have a draft from 3 March 2026 at 10:42am" in again.reads()
    assert client.submit(f"{desk.path}?draft=use").status_code == 302
    assert saved() == [(HALF, writer.id)]
    assert "You have a draft" not in again.reads()
    assert db.session.scalars(sa.select(UnfinishedForm)).all() == []


def test_a_draft_is_its_writers_alone(authority: Authority, desk_of: Callable[..., Desk]) -> None:
    lead, teacher = desk_of(authority.health_visitor), desk_of(authority.teacher)
    lead.types(HALF)
    assert HALF not in teacher.client.get(f"{lead.path}?draft=use").text
    teacher.types("Always tired at school.")
    throw_away = f"{lead.path}/draft/throw-away"
    assert teacher.client.submit(lead.path, action=throw_away).status_code == 302
    assert "You have a draft" not in teacher.reads()
    assert HALF in lead.reads()
    stranger = desk_of(authority.other_coordinator)
    token = hidden(stranger.client.get("/account/password").text)
    assert stranger.types(HALF, carried=token).status_code == 404
    assert stranger.client.post(throw_away, data=token).status_code == 404


def test_a_draft_never_overwrites_what_somebody_saved_meanwhile(
    authority: Authority, desk_of: Callable[..., Desk]
) -> None:
    lead, teacher = desk_of(authority.health_visitor), desk_of(authority.teacher)
    lead.types(HALF)
    assert send(teacher.client, lead.path, {"text": "Always tired at school."}).status_code == 302
    assert "Theo Marsh has saved another text here since you began it." in lead.reads()
    refused = lead.client.submit(f"{lead.path}?draft=use")
    assert refused.status_code == 409
    assert HALF in refused.text and "Always tired at school." in refused.text
    assert saved() == [("Always tired at school.", authority.teacher.id)]
    # And the draft is still there: nothing is lost by looking at theirs.
    assert HALF in lead.reads()


def test_the_last_words_of_a_page_that_arrive_after_its_saving_are_no_draft(
    authority: Authority, desk_of: Callable[..., Desk]
) -> None:
    lead = desk_of(authority.health_visitor)
    carried = lead.page()
    assert send(lead.client, lead.path, {"text": f"{HALF} cries."}, carried=carried).status_code == 302
    assert lead.types(HALF, carried=carried).status_code == 204
    assert "You have a draft" not in lead.reads()
    # Words that are not in what was saved would be lost.
    assert lead.types("He wakes at four.", carried=carried).status_code == 204
    assert "He wakes at four." in lead.reads()


@pytest.mark.parametrize("wrong", [{"text": "x" * 30_001}, {"text": "a\0b"}, {"text": " "}, {"csrf_token": "made-up"}])
def test_what_could_never_be_saved_is_no_draft(
    authority: Authority, desk_of: Callable[..., Desk], wrong: dict[str, str]
) -> None:
    desk = desk_of(authority.health_visitor)
    desk.types(HALF)
    refused = desk.client.post(f"{desk.path}/draft", data={**desk.page(), "version": "0", "text": "More", **wrong})
    assert refused.status_code == 400
    assert HALF in desk.reads()


def test_a_draft_is_kept_for_fourteen_days_after_the_last_typing_and_other_forms_for_one(
    authority: Authority, desk_of: Callable[..., Desk], clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    desk_of(authority.health_visitor).types(HALF)
    desk_of(authority.teacher).types("Always tired at school.")
    clock_at("2026-03-09 10:00")
    desk_of(authority.teacher).client.submit("/cases/EH-000001C/assessment/analysis?draft=use")
    teachers = desk_of(authority.teacher)
    teachers.types("Tired.", carried=hidden(teachers.client.get(f"{teachers.path}?draft=use").text))
    for day, left in (("2026-03-17 09:59", 2), ("2026-03-17 10:01", 1), ("2026-03-23 10:01", 0)):
        forget_old_forms(at=clock_at(day))
        db.session.commit()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(UnfinishedForm)) == left, day
