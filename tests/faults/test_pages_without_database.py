"""What people see while the database is locked, full or away: a calm page with the telephone, and then their work."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from caf_tracker import database as product_database
from caf_tracker.extensions import db
from caf_tracker.models import User
from tests.faults.as_owner import limit_file_size
from tests.faults.conftest import Stage
from tests.faults.stores import PostgresqlStore, SqliteStore, Store
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn, close_connections, make_app

PAGES = ("/", "/cases", "/step-downs", "/closed-and-not-started")


@dataclass(frozen=True)
class Fault:
    """What is done to the database, and undone."""

    name: str
    on: Callable[[Store], AbstractContextManager[None]]


@contextmanager
def out_of_reach(store: Store) -> Iterator[None]:
    """PostgreSQL is down; on SQLite another process holds the writer's lock, for which every transaction waits."""
    if isinstance(store, PostgresqlStore):
        store.stop("fast")
    elif isinstance(store, SqliteStore):
        store.hold_write_lock()
    try:
        yield
    finally:
        store.mend()


@contextmanager
def full(store: Store) -> Iterator[None]:
    """Nothing can be written any more."""
    if isinstance(store, PostgresqlStore):
        store.fill_disk()
    else:
        limit_file_size(os.getpid(), 0)
    try:
        yield
    finally:
        limit_file_size(os.getpid(), resource.RLIM_INFINITY)
        store.mend()


OUT_OF_REACH, FULL = Fault("out of reach", out_of_reach), Fault("full", full)


@pytest.fixture
def desk(stage: Stage, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn) -> Iterator[Client]:
    """A head of service who is signed in, on the drills' database; a lock is waited for a tenth of a second."""
    monkeypatch.setattr(product_database, "BUSY_SECONDS", 0.1)
    stage.store.renew()
    app = make_app(stage.store.url, durable=True)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        client = app.test_client()
        assert isinstance(client, Client)
        sign_in(client, db.session.scalars(sa.select(User).where(User.name == "Harriet Okafor")).one())
        db.session.rollback()
        yield client
    close_connections(app)


def assert_calm(client: Client, statuses: tuple[int, ...]) -> None:
    """Each page says that it cannot be shown, nothing of why, and the telephone stands on it all the same."""
    for page in PAGES:
        response = client.get(page)
        assert response.status_code in statuses, page
        assert "Worried about a child now?" in response.text
        assert "0300 456 0108" in response.text
        for never in ("Traceback", "sqlalchemy", "psycopg", "SELECT"):
            assert never not in response.text
    assert client.get("/health/live").status_code == 200


def assert_well(client: Client) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("fault", [OUT_OF_REACH, FULL], ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_page_while_the_database_fails(stage: Stage, desk: Client, fault: Fault) -> None:
    assert_well(desk)
    # PostgreSQL knows a full disk when the system calls it that; a file that may not grow it calls an internal error.
    statuses = (500, 503) if fault is FULL and isinstance(stage.store, PostgresqlStore) else (503,)
    with fault.on(stage.store):
        assert_calm(desk, statuses)
        if fault is OUT_OF_REACH:
            assert desk.get("/health/ready").status_code == 503
    assert_well(desk)
