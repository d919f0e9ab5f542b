"""Watching a database from outside the product: which rows a request changed, and putting them back."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa
from psycopg import sql

from caf_tracker.extensions import db
from tests.fixtures.databases import Database, PostgresqlDatabase, SqliteDatabase

Row = dict[str, Any]
Rows = dict[tuple[Any, ...], Row]
# Neither watched nor put back: the audit log, to which every reading of a case adds and which nobody may change, and
# the database's own note, made by triggers, of which cases the sweep has to look at again.
_LEFT_ALONE = {"audit_events", "unswept_changes"}
TABLES = {table.name: table for table in db.metadata.sorted_tables if table.name not in _LEFT_ALONE}


@dataclass(frozen=True)
class Change:
    """One row, before and after; None where there was, or is, no such row."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def columns(self) -> set[str]:
        """The columns that differ."""
        before, after = self.before or {}, self.after or {}
        return {name for name in {*before, *after} if before.get(name) != after.get(name)}


class Window(Protocol):
    """A connection that looks past the product."""

    def stamp(self) -> object:
        """What stays equal as long as nobody has written."""

    def read(self, table: sa.Table) -> list[Row]:
        """Every row."""

    def put(self, table: sa.Table, gone: list[Row], back: list[Row]) -> None:
        """Take rows out and put rows in, whatever refers to them."""

    def close(self) -> None:
        """Let go."""


class Watch:
    """The rows of a database at one moment, to compare with those of another."""

    def __init__(self, database: Database) -> None:
        self.window = _window(database)
        self.kept = {name: self._rows(table) for name, table in TABLES.items()}
        self.stamp = self.window.stamp()

    def changes(self) -> list[Change]:
        """Every row that differs from what is kept."""
        stamp = self.window.stamp()
        if stamp == self.stamp:
            return []
        self.stamp = stamp
        return [change for name in TABLES for change in self._changes(name)]

    def put_back(self, changes: list[Change]) -> None:
        """Undo them."""
        for name, table in TABLES.items():
            gone = [change.after for change in changes if change.table == name and change.after]
            back = [change.before for change in changes if change.table == name and change.before]
            if gone or back:
                self.window.put(table, gone, back)
        self.stamp = self.window.stamp()

    def case_of(self, table: str, row: Row) -> Iterator[int]:
        """The numbers of the cases that a row belongs to, by way of what it refers to."""
        if table == "cases":
            yield row["id"]
        elif row.get("case_id") is not None:
            yield row["case_id"]
        else:
            for key in TABLES[table].foreign_keys:
                parent = key.column.table.name
                if parent != table and parent in _OF_A_CASE and row[key.parent.name] is not None:
                    found = self.kept[parent].get((row[key.parent.name],))
                    if found:
                        yield from self.case_of(parent, found)

    def _changes(self, name: str) -> Iterator[Change]:
        before, after = self.kept[name], self._rows(TABLES[name])
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                yield Change(name, before.get(key), after.get(key))

    def _rows(self, table: sa.Table) -> Rows:
        key = [column.name for column in table.primary_key]
        return {tuple(row[name] for name in key): row for row in self.window.read(table)}


# What a row refers to when it is a matter of one family, rather than of people and agencies.
_OF_A_CASE = {"cases", *(name for name, table in TABLES.items() if "case_id" in table.columns), "children", "adults"}


def _window(database: Database) -> Window:
    if isinstance(database, SqliteDatabase):
        return SqliteWindow(database.url.removeprefix("sqlite:///"))
    assert isinstance(database, PostgresqlDatabase)
    return PostgresqlWindow(database.superuser_url)


class SqliteWindow:
    """A second connection to the file, without the product's settings."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=20)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA synchronous = OFF")

    def stamp(self) -> object:
        return self.connection.execute("PRAGMA data_version").fetchone()[0]

    def read(self, table: sa.Table) -> list[Row]:
        return [dict(row) for row in self.connection.execute(f'SELECT * FROM "{table.name}"')]  # noqa: S608 - our name

    def put(self, table: sa.Table, gone: list[Row], back: list[Row]) -> None:
        key = " AND ".join(f'"{column.name}" = :{column.name}' for column in table.primary_key)
        columns = _written(table)
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(f":{name}" for name in columns)
        self.connection.executemany(f'DELETE FROM "{table.name}" WHERE {key}', gone)  # noqa: S608 - our name
        self.connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({values})', back)  # noqa: S608

    def close(self) -> None:
        self.connection.close()


class PostgresqlWindow:
    """A connection of the superuser, for whom no trigger and no foreign key stands in the way."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET session_replication_role = replica")

    def stamp(self) -> object:
        row = self.connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
        return row[0] if row else None

    def read(self, table: sa.Table) -> list[Row]:
        read = sql.SQL("SELECT to_jsonb(one) FROM {} one").format(sql.Identifier(table.name))
        return [row[0] for row in self.connection.execute(read)]

    def put(self, table: sa.Table, gone: list[Row], back: list[Row]) -> None:
        name = sql.Identifier(table.name)
        key = sql.SQL(" AND ").join(
            sql.SQL("{0} = %({1})s").format(sql.Identifier(column.name), sql.SQL(column.name))
            for column in table.primary_key
        )
        columns = sql.SQL(", ").join(map(sql.Identifier, _written(table)))
        with self.connection.cursor() as cursor:
            cursor.executemany(sql.SQL("DELETE FROM {} WHERE {}").format(name, key), [_key(table, row) for row in gone])
            cursor.executemany(
                sql.SQL(
                    "INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_record(NULL::{0}, %(row)s::jsonb)"
                ).format(name, columns),
                [{"row": json.dumps(row)} for row in back],
            )

    def close(self) -> None:
        self.connection.close()


def _key(table: sa.Table, row: Row) -> Row:
    return {column.name: row[column.name] for column in table.primary_key}


def _written(table: sa.Table) -> list[str]:
    return [column.name for column in table.columns if column.computed is None]
