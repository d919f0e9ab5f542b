"""Days that a statement counts itself: some days, or whole months, after the day in a column."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_after(FunctionElement[date]):
    """So many calendar days after a day: `days_after(column, 28)`."""

    type = sa.Date()
    inherit_cache = True


class months_after(FunctionElement[date]):
    """So many months after a day, on the last day of a month that is too short for it: `months_after(column, 6)`."""

    type = sa.Date()
    inherit_cache = True


@compiles(days_after, "postgresql")
def _days_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({day} + CAST({number} AS integer))"


@compiles(days_after, "sqlite")
def _days_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({day}, {number} || ' days')"


@compiles(months_after, "postgresql")
def _months_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST({day} + make_interval(months => CAST({number} AS integer)) AS date)"


@compiles(months_after, "sqlite")
def _months_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    day, number = (compiler.process(clause, **options) for clause in element.clauses)
    # SQLite would carry 31 August + 6 months over to 3 March: the end of the month that was meant comes first.
    end = f"date({day}, 'start of month', ({number} + 1) || ' months', '-1 day')"
    return f"min(date({day}, {number} || ' months'), {end})"
