"""What these tests need not have: SQLite's promise that each of thousands of commits outlives a power cut."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from caf_tracker.extensions import db
from tests.fixtures.plugin import close_connections


@pytest.fixture(autouse=True)
def quick_commits(app: Flask) -> Iterator[None]:
    """As PostgreSQL's in the tests: written, and left to the system to bring to the disk."""
    if db.engine.dialect.name != "sqlite":
        yield
        return

    def relax(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(db.engine, "connect", relax)
    db.engine.dispose()
    yield
    event.remove(db.engine, "connect", relax)
    db.session.remove()
    close_connections(app)
