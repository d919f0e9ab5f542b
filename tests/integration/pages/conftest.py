"""What the tests of the pages share: an authority, and a count of the statements that a page asks of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from tests.factories import Authority, make_authority
from tests.fixtures.pages import parsed, text_of

Counting = Callable[[], Any]

# Who is signed in, and writing down that a page was read, belong to every page.
_OF_EVERY_PAGE = ("sign_in_sessions", "INSERT INTO audit_events", "BEGIN IMMEDIATE")


@pytest.fixture
def authority(app: Flask) -> Authority:
    """Everybody whom a handover needs."""
    return make_authority()


@pytest.fixture
def statements(app: Flask) -> Counting:
    """Within the block, the statements of the page itself: with statements() as found: …; len(found)."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not any(words in statement for words in _OF_EVERY_PAGE):
                found.append(statement)

        engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting


def read(response: TestResponse) -> str:
    """The words of a page's main part, white space folded."""
    main = parsed(response.text).find(".//main")
    assert main is not None, response.status
    return text_of(main)
