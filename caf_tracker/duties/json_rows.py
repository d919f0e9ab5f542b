"""A small table passed to a statement as one JSON parameter, so that the statement's text never changes."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

_POSTGRESQL_TYPES = {sa.String: "text", sa.Integer: "int", sa.Date: "date"}


def json_rows(dialect: str, name: str, **columns: type[Any]) -> sa.CTE:
    """The rows bound under `name` (see `as_json`), as a table with these columns."""
    if dialect == "postgresql":
        taken = (
            f"(value->>{i})::{_POSTGRESQL_TYPES[kind]} AS {column}" for i, (column, kind) in enumerate(columns.items())
        )
        source = f"jsonb_array_elements(CAST(:{name} AS jsonb))"
    else:
        taken = (f"json_extract(value, '$[{i}]') AS {column}" for i, column in enumerate(columns))
        source = f"json_each(:{name})"
    statement = f"SELECT {', '.join(taken)} FROM {source}"  # noqa: S608 - our own column names; the rows are bound
    text = sa.text(statement).bindparams(sa.bindparam(name, type_=sa.String))
    # Read once: a join would otherwise take the JSON apart for each of its rows.
    return text.columns(**columns).cte(name).prefix_with("MATERIALIZED")


def as_json(rows: Iterable[Sequence[Any]]) -> str:
    """The rows as the value of that parameter."""
    return json.dumps([[value.isoformat() if isinstance(value, date) else value for value in row] for row in rows])
