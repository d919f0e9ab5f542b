"""One commit at the edge: before a successful answer is sent, and never after any other."""

from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import Area
from tests.fixtures.clients import Client
from tests.integration.web.conftest import ERRORS


def kept() -> list[str]:
    return list(db.session.scalars(sa.select(Area.name)))


def test_what_a_successful_request_did_is_kept(visitor: Client) -> None:
    assert visitor.get("/try/good").status_code == 200
    assert kept() == ["good"]


@pytest.mark.parametrize("ending", [*ERRORS, "400", "403", "404", "429"])
def test_nothing_of_any_other_request_is_kept(visitor: Client, ending: str) -> None:
    assert visitor.get(f"/try/{ending}").status_code >= 400
    assert kept() == []
    assert "It is kept." not in visitor.get("/try/banner").text


def test_a_commit_that_fails_is_a_plain_page_and_no_confirmation(visitor: Client) -> None:
    response = visitor.get("/try/fails-late")
    assert response.status_code == 500
    assert "Sorry, something went wrong" in response.text
    assert kept() == []
    assert "It is kept." not in visitor.get("/try/banner").text


def test_a_broken_rule_stands_beside_its_field_and_undoes_what_was_begun(visitor: Client) -> None:
    visitor.get("/try/form")
    token = visitor.get("/try/form").text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    response = visitor.post("/try/form", data={"name": "North", "csrf_token": token})
    assert response.status_code == 200
    assert '<a href="#name">Somebody has this name</a>' in response.text
    assert 'value="North"' in response.text
    assert "<title>Error: Form" in response.text
    assert kept() == []


def test_the_commit_comes_before_the_answer_is_sent(
    edge: Flask, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    inner = edge.wsgi_app

    def watched(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def starting(*args: Any, **kwargs: Any) -> Any:
            # Another connection sees only what is committed.
            with db.engine.connect() as connection:
                seen.append(list(connection.scalars(sa.select(Area.name))))
            return start_response(*args, **kwargs)

        return inner(environ, starting)

    monkeypatch.setattr(edge, "wsgi_app", watched)
    visitor.get("/try/good")
    assert seen == [["good"]]
