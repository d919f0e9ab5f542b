"""What each engine is set up for: writers that queue, references that hold, plans that use the indexes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import database as databases
from caf_tracker.extensions import db
from tests.fixtures.databases import Database

WRITERS, EACH = 8, 15


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://caf:secret@db.example/caf", "postgresql+psycopg"),
        ("postgresql://caf:secret@db.example/caf", "postgresql+psycopg"),
        ("postgresql+psycopg://caf:secret@db.example/caf", "postgresql+psycopg"),
        ("sqlite:///caf-tracker.sqlite3", "sqlite"),
    ],
)
def test_addresses_as_hosting_services_write_them_lead_to_the_driver_we_have(given: str, driver: str) -> None:
    url = databases.normalised(given)
    assert url.drivername == driver
    assert url.password == ("secret" if driver != "sqlite" else None)


def test_the_app_connects_as_the_product_should(app: Flask, engine: str) -> None:
    if engine == "postgresql":
        assert float(db.session.scalar(sa.text("SHOW random_page_cost"))) == 1.1
        assert db.session.scalar(sa.text("SHOW timezone")) == "UTC"
        assert db.session.scalar(sa.text("SHOW idle_in_transaction_session_timeout")) == "1min"
    else:
        assert db.session.scalar(sa.text("PRAGMA foreign_keys")) == 1
        assert db.session.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert db.session.scalar(sa.text("PRAGMA busy_timeout")) == databases.BUSY_SECONDS * 1000


def test_a_reference_to_a_row_that_is_not_there_is_refused(app: Flask) -> None:
    insert = sa.text("INSERT INTO team_agencies (case_id, agency_id, joined_at) VALUES (77, 77, '2026-03-03')")
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(insert)
    db.session.rollback()


def test_many_who_read_and_then_write_at_once_all_succeed(database: Database) -> None:
    """Deferred transactions fail here on SQLite: the second to write finds that what it read has changed."""
    url = database.fresh("busy")
    engine = databases.make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tally (id INTEGER PRIMARY KEY, total INTEGER NOT NULL)")
        connection.exec_driver_sql("INSERT INTO tally VALUES (1, 0)")
    read = "SELECT total FROM tally WHERE id = 1"
    if engine.dialect.name == "postgresql":
        read += " FOR UPDATE"

    def add() -> None:
        for _ in range(EACH):
            with engine.begin() as connection:
                total = connection.exec_driver_sql(read).scalar_one()
                connection.execute(sa.text("UPDATE tally SET total = :total WHERE id = 1"), {"total": total + 1})

    with ThreadPoolExecutor(WRITERS) as threads:
        for done in [threads.submit(add) for _ in range(WRITERS)]:
            done.result()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT total FROM tally").scalar_one() == WRITERS * EACH
    engine.dispose()


def test_a_database_in_memory_is_one_database_for_all_its_connections() -> None:
    engine = databases.make_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE noted (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO noted VALUES (1)")
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM noted").scalar_one() == 1
    engine.dispose()
