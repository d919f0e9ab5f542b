"""Whatever goes wrong: a calm page, nothing secret on it, and the telephone for a worry about a child."""

import re

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from caf_tracker.extensions import db
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt
from tests.integration.web.conftest import ERRORS

STATUS = {
    "not-visible": 404,
    "not-permitted": 403,
    "rule-broken": 400,
    "transition": 409,
    "conflict": 409,
    "too-large": 413,
    "bug": 500,
    "400": 400,
    "403": 403,
    "404": 404,
    "409": 409,
    "413": 413,
    "429": 429,
    "500": 500,
}


def test_every_error_is_tried() -> None:
    assert set(ERRORS) <= set(STATUS)


@pytest.mark.parametrize(("ending", "status"), STATUS.items())
def test_each_error_has_its_page_with_the_telephone_on_it(visitor: Client, ending: str, status: int) -> None:
    response = visitor.get(f"/try/{ending}")
    assert response.status_code == status
    assert "Worried about a child now?" in response.text
    assert response.text.index("999") < response.text.index("0300 456 0108")
    assert "secret inside" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_what_one_may_not_see_answers_like_what_does_not_exist(visitor: Client) -> None:
    invisible, missing = visitor.get("/try/not-visible"), visitor.get("/no/such/page")
    assert (invisible.status_code, missing.status_code) == (404, 404)
    assert re.sub('nonce="[^"]+"', "", invisible.text) == re.sub('nonce="[^"]+"', "", missing.text)


def test_the_telephone_is_that_of_the_hour(visitor: Client, clock_at: ClockAt) -> None:
    clock_at("2026-03-03 16:59")
    assert "0300 456 0108" in visitor.get("/sign-in").text
    clock_at("2026-03-03 17:00")
    page = visitor.get("/sign-in").text
    assert "0300 456 0100" in page
    assert "0300 456 0108" not in page


def test_a_database_that_does_not_answer_is_a_plain_page(edge: Flask, visitor: Client) -> None:
    def refuse(*_asked: object) -> None:
        raise OperationalError("", {}, Exception("no connection"))

    visitor.set_cookie("caf_session", "x")
    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        response = visitor.get("/try/members")
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert response.status_code == 503
    assert "Sorry, this is not available just now" in response.text
    assert "Worried about a child now?" in response.text


def test_a_conflict_shows_both_texts_where_they_differ_and_lets_the_person_decide(visitor: Client) -> None:
    token = visitor.get("/try/form").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    sent = {"name": "<b>Yours</b>", "note": "Same", "version": "6", "csrf_token": token}
    response = visitor.post("/try/conflict", data=sent)
    assert response.status_code == 409
    assert "Theirs" in response.text
    assert "Yours" in response.text
    assert '<h2 class="govuk-heading-m">Note</h2>' not in response.text
    assert '<input type="hidden" name="version" value="7">' in response.text
    assert '<input type="hidden" name="name" value="&lt;b&gt;Yours&lt;/b&gt;">' in response.text


def test_a_form_without_its_token_changes_nothing_and_gives_back_what_was_typed(visitor: Client) -> None:
    sent = {"note": "A long note <i>about</i> a visit", "password": "hunter2hunter2", "empty": " "}
    response = visitor.post("/try/good", data=sent)
    assert response.status_code == 400
    assert "That form was not sent" in response.text
    assert "A long note &lt;i&gt;about&lt;/i&gt; a visit" in response.text
    assert "hunter2" not in response.text


def test_a_form_sent_after_the_session_ended_gives_back_what_was_typed(visitor: Client) -> None:
    token = visitor.get("/try/form").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    response = visitor.post("/try/members", data={"note": "A long note", "csrf_token": token})
    assert response.status_code == 401
    assert "You have been signed out" in response.text
    assert "A long note" in response.text


def test_a_form_too_large_to_read_is_refused(visitor: Client) -> None:
    response = visitor.post("/try/good", data={"note": "x" * 3_000_000})
    assert response.status_code == 413
    assert "too large" in response.text
