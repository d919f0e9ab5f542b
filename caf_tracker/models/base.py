"""Column types and mixins that every room of models shares."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# The longest short text (a name, a place) and long text (a reason, a note) that a person may type.
SHORT_TEXT = 200
LONG_TEXT = 4000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone was given.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def choice(words: type[StrEnum], **options: Any) -> Mapped[Any]:
    """A column that holds one of the words, checked by the database too."""
    kind = sa.Enum(
        words,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda found: [word.value for word in found],
        name=_snake(words.__name__),
        length=40,
    )
    return mapped_column(kind, **options)


def clock_start(condition: str, day: str) -> Mapped[date | None]:
    """A generated date from which a duty's ladder counts; NULL unless the row can still fall due.

    A generated column rather than an index on an expression, so that PostgreSQL keeps statistics on it.
    """
    return mapped_column(sa.Date, ClockStart(f"CASE WHEN {condition} THEN {day} END"))


class ClockStart(sa.Computed):
    """Stored on PostgreSQL (which can index only that); virtual on SQLite (which can add only that later)."""

    inherit_cache = True


@compiles(ClockStart, "postgresql")
def _stored(element: ClockStart, compiler: Any, **options: Any) -> str:
    return f"GENERATED ALWAYS AS ({element.sqltext.text}) STORED"


def partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """An index on the rows that still matter, on both engines."""
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class Versioned:
    """A row that people edit: the version travels through the form, so that nobody overwrites what they did not see."""

    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": version}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
