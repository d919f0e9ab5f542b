"""Nobody who connects as the product changes, deletes or empties the audit log, whatever way they try."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from caf_tracker import database as databases
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent
from tests import factories, stories
from tests.fixtures.databases import Database, PostgresqlDatabase
from tests.fixtures.migrating import migrate_to
from tests.fixtures.plugin import close_connections, make_app

DOCUMENT = Path(__file__).parents[3] / "docs" / "operations.md"

# What the product's own user is refused, each for a reason of its own.
REFUSED = {
    "sqlite": (
        "UPDATE audit_events SET act = 'other'",
        "UPDATE OR REPLACE audit_events SET id = 2",
        "DELETE FROM audit_events",
        "INSERT OR REPLACE INTO audit_events (id, at, job, act, details) VALUES (1, '2026-01-01', 'j', 'o', '{}')",
        "INSERT INTO audit_events (id, at, job, act, details) VALUES (1, '2026-01-01', 'j', 'o', '{}') "
        "ON CONFLICT (id) DO UPDATE SET act = 'other'",
    ),
    "postgresql": (
        "UPDATE audit_events SET act = 'other'",
        "UPDATE audit_events SET act = 'other' WHERE false",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "TRUNCATE cases CASCADE",
        "TRUNCATE users CASCADE",
        "INSERT INTO audit_events (id, at, job, act, details) VALUES (1, '2026-01-01', 'j', 'o', '{}') "
        "ON CONFLICT (id) DO UPDATE SET act = 'other'",
        "MERGE INTO audit_events USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
        "ALTER TABLE audit_events DISABLE TRIGGER audit_events_no_change",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
        "ALTER TABLE audit_events DISABLE TRIGGER USER",
        "ALTER TABLE audit_events OWNER TO caf_app",
        "ALTER TABLE audit_events DROP COLUMN act",
        "DROP TRIGGER audit_events_no_change ON audit_events",
        "DROP TABLE audit_events CASCADE",
        "DROP FUNCTION refuse_audit_change CASCADE",
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE RULE forgetting AS ON INSERT TO audit_events DO INSTEAD NOTHING",
        "CREATE TRIGGER forgetting BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
        "SET session_replication_role = replica",
        "SET ROLE caf_owner",
        "SET SESSION AUTHORIZATION caf_owner",
        "GRANT UPDATE ON audit_events TO caf_app; UPDATE audit_events SET act = 'other'",
        "SELECT * FROM audit_events FOR UPDATE",
        "SELECT lo_import('/etc/hostname')",
        "COPY audit_events TO PROGRAM 'cat'",
    ),
}


@pytest.fixture(scope="module")
def owned(engine: str, all_databases: Callable[[str], Database]) -> Iterator[str]:
    """A migrated database as docs/operations.md sets it up, and the address by which the product connects to it."""
    database = all_databases(engine)
    if engine == "sqlite":
        yield database.another("audit_rows")
        return
    assert isinstance(database, PostgresqlDatabase)
    yield from _with_two_roles(database)


def _with_two_roles(database: PostgresqlDatabase) -> Iterator[str]:
    """Run the statements of the document as it says, by whom it says."""
    block = DOCUMENT.read_text().partition("### Two database roles")[2].partition("```sql\n")[2].partition("```")[0]
    as_superuser, _, as_owner = block.partition("\\c caf caf_owner\n")
    before, _, after = as_owner.partition("-- after `db upgrade` as caf_owner:\n")
    assert all((as_superuser, before, after)), "docs/operations.md has changed: read it again here"
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        for statement in _statements(as_superuser):
            superuser.execute(statement)
        try:
            owner = re.sub(r"//[^:@]*(:[^@]*)?@/[^?]*", "//caf_owner:@/caf", database.superuser_url)
            _run(owner, before)
            migrate_to(owner)
            _run(owner, after)
            yield owner.replace("caf_owner", "caf_app")
        finally:
            superuser.execute("DROP DATABASE caf WITH (FORCE)")
            superuser.execute("DROP ROLE caf_app")
            superuser.execute("DROP ROLE caf_owner")


def _statements(text: str) -> list[bytes]:
    return [statement.strip().encode() for statement in text.split(";") if statement.strip()]


def _run(url: str, text: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _statements(text):
            connection.execute(statement)


@pytest.fixture(scope="module")
def at_work(owned: str) -> Iterator[Flask]:
    """The product, connected as itself: a family's whole handover has been recorded, and people were told."""
    app = make_app(owned)
    with app.app_context():
        authority = factories.make_authority()
        case = stories.decide(authority, "2026-03-03 10:00", nominee=authority.health_visitor)
        stories.tell("2026-03-03 10:05")
        stories.accept(case, "2026-03-03 11:00")
        stories.agree(case, "2026-03-03 12:00")
        stories.start(case, "2026-03-03 13:00")
        db.session.commit()
        yield app
    close_connections(app)


def rows(engine: sa.Engine) -> list[sa.Row[AuditEvent]]:
    """The audit log as it stands."""
    with engine.begin() as connection:
        return list(connection.execute(sa.select(AuditEvent.__table__).order_by(AuditEvent.id)))


def test_the_product_works_as_a_user_that_owns_nothing(at_work: Flask) -> None:
    with at_work.app_context():
        acts = set(db.session.scalars(sa.select(AuditEvent.act)))
    assert {"decide_step_down", "nominate_lead", "tell", "accept_lead", "record_agreement", "start_caf"} <= acts


def test_no_audit_row_is_changed_deleted_or_emptied(at_work: Flask, engine: str, owned: str) -> None:
    connecting = databases.make_engine(owned)
    before = rows(connecting)
    done = []
    for statement in REFUSED[engine]:
        try:
            with connecting.begin() as connection:
                connection.exec_driver_sql(statement)
            done.append(statement)
        except DBAPIError as refused:
            assert re.search("permission denied|must be owner|audit events are never|must be able", str(refused)), (
                refused
            )
    assert done == []
    assert rows(connecting) == before
    connecting.dispose()


def test_the_trigger_alone_refuses_the_owner_too(at_work: Flask, engine: str, owned: str) -> None:
    """On one role, as in a small installation: the trigger stops every slip, not somebody who means to take it off."""
    connecting = databases.make_engine(owned.replace("caf_app", "caf_owner"))
    before = rows(connecting)
    statements = ["UPDATE audit_events SET act = 'other'", "DELETE FROM audit_events"]
    statements += ["TRUNCATE audit_events"] if engine == "postgresql" else []
    for statement in statements:
        with pytest.raises(DBAPIError, match="audit events are never"), connecting.begin() as connection:
            connection.exec_driver_sql(statement)
    assert rows(connecting) == before
    connecting.dispose()
