"""One app for many replays: a new one would compile every statement anew."""

from collections.abc import Iterator

import pytest
from flask import Flask

import caf_tracker
import config
from caf_tracker.extensions import db
from tests.scenarios import empty


@pytest.fixture(scope="session")
def replaying() -> Iterator[Flask]:
    """An app as `flask replay` has it: an empty database in memory."""
    app = caf_tracker.create_app(config.for_replay())
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def empty_replay(replaying: Flask) -> Iterator[None]:
    """Its context, with nothing in its database."""
    with replaying.app_context():
        empty()
        yield
