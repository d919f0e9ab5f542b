"""Whether the database has the schema that this version of the product expects."""

import sys
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from caf_tracker.extensions import db

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def at_head(connection: Connection) -> bool:
    """Whether every migration has run, and none that we do not know."""
    wanted = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(wanted)


def refuse_unmigrated(app: Flask) -> None:
    """Raises SettingsRefused unless the database answers and is migrated; `flask db …` may start."""
    from config import SettingsRefused

    if _is_migrating():
        return
    try:
        with app.app_context(), db.engine.connect() as connection:
            migrated = at_head(connection)
    except SQLAlchemyError:
        raise SettingsRefused(["The database named in DATABASE_URL does not answer."]) from None
    if not migrated:
        raise SettingsRefused(["The database is not migrated: run `flask --app wsgi db upgrade` first."])


def _is_migrating() -> bool:
    # The app is made while the `flask` command still looks for its subcommand: only the words typed tell which.
    return click.get_current_context(silent=True) is not None and "db" in sys.argv[1:]
