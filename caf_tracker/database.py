"""Connecting to the database: SQLite for one machine, PostgreSQL for production, each set up to keep its promises."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import StaticPool

from caf_tracker.extensions import db

# How long a SQLite writer waits for another to finish, in seconds, before it gives up.
BUSY_SECONDS = 20

# How long PostgreSQL lets a transaction stand idle, in seconds, before it takes it for the work of a process that hangs
# or of a machine that has gone: what it has written and locked would otherwise hold up every other process for ever.
STALLED_SECONDS = 60
# How long connecting may take, and how long a server that has gone without a word is waited for, in seconds.
_CONNECT_SECONDS, _GONE_SECONDS = 10, 60

# Indexes lie in memory or on solid state: without this PostgreSQL rather scans 100,000 rows than finds 1,000 by index.
_POSTGRESQL_OPTIONS = "-c random_page_cost=1.1 -c timezone=UTC"


def init_app(app: Flask, database_url: str) -> None:
    """Bind Flask-SQLAlchemy to this database."""
    url = normalised(database_url)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def make_engine(database_url: str | URL) -> Engine:
    """An engine of its own, set up as the product's are; for tests, benchmarks and tools."""
    url = normalised(database_url)
    return prepare(sa.create_engine(url, **engine_options(url)))


def normalised(database_url: str | URL) -> URL:
    """The address with the driver we use: hosting services write postgres:// or postgresql:// and mean psycopg here."""
    if isinstance(database_url, str) and database_url.startswith("postgres://"):
        database_url = database_url.replace("postgres://", "postgresql://", 1)
    url = sa.make_url(database_url)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def engine_options(url: URL) -> dict[str, Any]:
    """What the engine is created with."""
    # An error's words end in the log: what was to be written must not.
    hidden = {"hide_parameters": True}
    if url.get_backend_name() == "postgresql":
        asked_for = url.query.get("options", "")
        stalled = f"-c idle_in_transaction_session_timeout={round(STALLED_SECONDS * 1000)}"
        connecting = {
            "options": f"{_POSTGRESQL_OPTIONS} {stalled} {asked_for}".strip(),
            "connect_timeout": _CONNECT_SECONDS,
            "keepalives_idle": _GONE_SECONDS // 2,
            "keepalives_interval": _GONE_SECONDS // 6,
            "tcp_user_timeout": _GONE_SECONDS * 1000,
        }
        return {**hidden, "pool_pre_ping": True, "connect_args": connecting}
    options: dict[str, Any] = {**hidden, "connect_args": {"check_same_thread": False}}
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    return options


def prepare(engine: Engine) -> Engine:
    """Attach what SQLite needs on each connection and transaction; PostgreSQL needs nothing more."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    # The driver must not begin transactions of its own: it would begin them deferred, see below.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Readers go on while one writes. An in-memory database has no such mode and stays as it is.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another wrote in between, whatever the
    # timeout: of 800 such writes at the same time 714 failed. Taking the write lock first makes them queue.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
