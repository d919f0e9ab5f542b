"""Runs the migrations on the app's own engine, in one transaction, and numbers new ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from caf_tracker.models.base import UtcDateTime

db = current_app.extensions["migrate"].db


def number(_context: MigrationContext, _revision: object, directives: list[MigrationScript]) -> None:
    """Give a new revision the next number; make none when nothing has changed."""
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops and script.upgrade_ops.is_empty():
        directives.clear()
        return
    head = ScriptDirectory.from_config(context.config).get_current_head()
    script.rev_id = f"{int(head or 0) + 1:04d}"


def render(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our own types in plain terms, so that a revision stays true when the models move on."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "server_default" and isinstance(item, sa.Computed):
        return f"generated({str(item.sqltext)!r})"
    return False


@contextmanager
def sqlite_tables_replaceable(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to, which is how it alters one, and check all references after."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # The setting cannot change within a transaction, so it goes round SQLAlchemy, which would begin one.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def run() -> None:
    """Bring the schema to where the command asked for."""
    with db.engine.connect() as connection, sqlite_tables_replaceable(connection), connection.begin():
        context.configure(
            connection=connection, target_metadata=db.metadata, process_revision_directives=number, render_item=render
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"The migration leaves references to rows that are gone: {broken[:5]}")


if context.is_offline_mode():
    raise SystemExit("Migrations need the database: writing them out as SQL is not supported.")
run()
