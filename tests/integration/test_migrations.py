"""The migrations: one line of numbered revisions that makes exactly what the models say, on both engines."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from caf_tracker import database as databases
from caf_tracker.extensions import db
from caf_tracker.models.unswept import noting
from migrations import audit
from migrations.generated import ClockColumn, altered
from tests.fixtures.databases import Database
from tests.fixtures.migrating import MIGRATIONS, app_on, migrate_down, migrate_to
from tests.fixtures.schemas import described


@pytest.fixture
def migrated(database: Database) -> Iterator[sa.Engine]:
    """A database of this test's own, migrated to the head as this run's template was."""
    url = database.another("migrated")
    engine = databases.make_engine(url)
    yield engine
    engine.dispose()


def test_there_is_one_head_and_the_revisions_are_numbered_without_a_gap() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    names = sorted(script.revision for script in scripts.walk_revisions())
    assert names == [f"{number:04d}" for number in range(1, len(names) + 1)]
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [name for name in files if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name)] == []
    assert [name[:4] for name in files] == names


def test_the_migrated_schema_is_the_one_the_models_describe(migrated: sa.Engine, database: Database) -> None:
    modelled = databases.make_engine(database.fresh("modelled"))
    db.metadata.create_all(modelled)
    by_hand, by_model = described(migrated), described(modelled)
    modelled.dispose()
    assert by_hand.keys() == by_model.keys()
    for table, facts in by_model.items():
        assert by_hand[table] == facts, f"{table} differs: write a migration with flask --app wsgi db migrate"


def test_the_migrated_database_notes_the_changes_that_the_models_name(migrated: sa.Engine) -> None:
    wanted = set(noting("postgresql", db.metadata.tables))
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'" if migrated.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )  # fmt: skip
    with migrated.connect() as connection:
        found = {name for name in connection.exec_driver_sql(statement).scalars() if "_unswept_" in name}
    named = {words.split()[2] for words in wanted if words.startswith("CREATE TRIGGER")}
    assert found == named != set()


def test_up_down_and_up_again_leads_to_the_same_schema(database: Database) -> None:
    url = database.fresh("updown")
    migrate_to(url)
    engine = databases.make_engine(url)
    first = described(engine)
    engine.dispose()
    migrate_down(url)
    engine = databases.make_engine(url)
    assert described(engine) == {}
    engine.dispose()
    migrate_to(url)
    engine = databases.make_engine(url)
    assert described(engine) == first
    engine.dispose()


def test_no_revision_is_missing_by_the_tool_s_own_comparison(migrated: sa.Engine) -> None:
    with app_on(migrated.url.render_as_string(hide_password=False)) as app:
        command.check(app.extensions["migrate"].migrate.get_config())


def test_generated_columns_are_stored_where_only_that_can_be_indexed(migrated: sa.Engine) -> None:
    columns = sa.inspect(migrated).get_columns("step_downs")
    generated = {column["name"]: column["computed"] for column in columns if column.get("computed")}
    assert set(generated) == {"unfinished_on", "not_started_on", "unconfirmed_on"}
    stored = migrated.dialect.name == "postgresql"
    assert {facts["persisted"] for facts in generated.values()} == {stored}


def test_a_table_with_generated_columns_can_be_altered_and_keeps_its_rows(migrated: sa.Engine) -> None:
    """The helper for later revisions, on a table of its own with a reference from another."""
    column = ClockColumn("tasks", "waiting_on", "CASE WHEN done THEN NULL ELSE asked_on END")
    with migrated.begin() as connection:
        with Operations.context(MigrationContext.configure(connection)) as op:
            op.create_table(
                "tasks",
                sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("done", sa.Boolean, nullable=False),
                sa.Column("asked_on", sa.Date, nullable=False),
            )
            column.add()
            connection.exec_driver_sql("INSERT INTO tasks (id, done, asked_on) VALUES (1, false, '2026-03-02')")
            with altered("tasks", old=[column]) as batch:
                batch.alter_column("asked_on", type_=sa.Date(), existing_type=sa.Date(), nullable=True)
                batch.add_column(sa.Column("note", sa.String(20), nullable=True))
        row = connection.exec_driver_sql("SELECT id, waiting_on, note FROM tasks").one()
        assert (row[0], str(row[1]), row[2]) == (1, "2026-03-02", None)
    assert column.index in {index["name"] for index in sa.inspect(migrated).get_indexes("tasks")}


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET act = 'other'", "DELETE FROM audit_events"])
def test_audit_events_cannot_be_changed_or_deleted(migrated: sa.Engine, statement: str) -> None:
    write_event(migrated)
    with pytest.raises(sa.exc.DBAPIError, match="audit events are never"), migrated.begin() as connection:
        connection.exec_driver_sql(statement)
    assert acts(migrated) == ["signed_in"]


def test_audit_events_cannot_be_emptied_or_replaced(migrated: sa.Engine) -> None:
    write_event(migrated)
    if migrated.dialect.name == "postgresql":
        statement = "TRUNCATE audit_events"
    else:
        statement = (
            "INSERT OR REPLACE INTO audit_events (id, at, job, act, details) VALUES (1, '2026-01-01', 'j', 'o', '{}')"
        )
    with pytest.raises(sa.exc.DBAPIError, match="audit events are never"), migrated.begin() as connection:
        connection.exec_driver_sql(statement)
    assert acts(migrated) == ["signed_in"]


def test_the_refusal_is_lifted_only_by_name(migrated: sa.Engine) -> None:
    write_event(migrated)
    with migrated.begin() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            audit.allow_changes()
        connection.exec_driver_sql("DELETE FROM audit_events")
    assert acts(migrated) == []


def write_event(engine: sa.Engine) -> None:
    """One audit event, as a job writes it."""
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit_events (id, at, job, act, details) VALUES (1, '2026-03-02', 'job', 'signed_in', '{}')"
        )


def acts(engine: sa.Engine) -> list[str]:
    """What the audit log says was done."""
    with engine.begin() as connection:
        return list(connection.exec_driver_sql("SELECT act FROM audit_events").scalars())
