"""What the tests of the door share: people, browsers, and a password hasher that counts its work."""

import threading
from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.services import sign_in
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.databases import Database
from tests.fixtures.plugin import close_connections, make_app


class CountingHasher(PasswordHasher):
    """argon2 at the least cost it allows, counting how many passwords it was asked to look at."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0
        self._counting = threading.Lock()

    def verify(self, *given: str | bytes) -> bool:  # type: ignore[override]  # the same two arguments
        """Count, then look."""
        with self._counting:
            self.verified += 1
        return super().verify(*given)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountingHasher]:
    """The product's hasher for this test."""
    counting = CountingHasher()
    monkeypatch.setattr(sign_in, "_hasher", counting)
    sign_in._nobodys_hash.cache_clear()
    yield counting
    sign_in._nobodys_hash.cache_clear()


@pytest.fixture
def authority(app: Flask) -> Authority:
    """People with accounts."""
    found = factories.make_authority()
    db.session.commit()
    return found


@pytest.fixture
def new_client(app: Flask) -> Callable[[], Client]:
    """A browser of its own for each person."""

    def make() -> Client:
        client = app.test_client()
        assert isinstance(client, Client)
        return client

    return make


@pytest.fixture
def two_apps(database: Database, authority: Authority) -> Iterator[list[Flask]]:
    """The product twice on one database, as two processes of it stand; forms need no token here."""
    apps = [make_app(database.url) for _ in range(2)]
    for app in apps:
        app.config["WTF_CSRF_ENABLED"] = False
    yield apps
    for app in apps:
        close_connections(app)
