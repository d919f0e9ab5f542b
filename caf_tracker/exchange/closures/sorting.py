"""Bring the rows of one reference together, however far apart they stand, without holding the file in memory.

The checked rows wait in a private, temporary SQLite database: SQLite keeps what does not fit its small cache in an
unnamed file that disappears with the connection, also when the process is killed.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import groupby

from caf_tracker.exchange.closures.checking import CheckedRow, Closure, ImportedChild
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation


class SortedRows:
    """Rows in, then rows out by reference: references in the order of their first line, lines in order."""

    def __init__(self, desk: sqlite3.Connection) -> None:
        self._desk = desk
        self._desk.execute("CREATE TABLE waiting (line INTEGER PRIMARY KEY, reference TEXT, facts TEXT)")

    def add(self, row: CheckedRow) -> None:
        """Put one row by."""
        self._desk.execute("INSERT INTO waiting VALUES (?, ?, ?)", (row.line, row.reference, _written(row)))

    def by_reference(self) -> Iterator[list[CheckedRow]]:
        """All rows, a list for each reference."""
        self._desk.execute("CREATE INDEX by_reference ON waiting (reference, line)")
        rows = self._desk.execute(
            "SELECT line, waiting.reference, facts FROM waiting"
            " JOIN (SELECT reference, MIN(line) AS first FROM waiting GROUP BY reference) AS firsts USING (reference)"
            " ORDER BY first, line"
        )
        for _, group in groupby(rows, key=lambda row: row[1]):
            yield [_read(*row) for row in group]


@contextmanager
def sorted_rows() -> Iterator[SortedRows]:
    """An empty desk, gone when the block ends."""
    with closing(sqlite3.connect("")) as desk:
        yield SortedRows(desk)


def _written(row: CheckedRow) -> str:
    child, closure = row.child, row.closure
    return json.dumps([
        child.name, child.born, child.due, child.nhs_number,
        closure.area_id, closure.decided_on, closure.closed_on, closure.comes_from, closure.recommendation,
        closure.main_reason, closure.receiving_agency_id, closure.manager_id,
    ], default=date.isoformat)  # fmt: skip


def _read(line: int, reference: str, facts: str) -> CheckedRow:
    name, born, due, nhs, area, decided, closed, comes_from, recommendation, reason, agency, manager = json.loads(facts)
    return CheckedRow(
        line,
        reference,
        ImportedChild(name, _day(born), _day(due), nhs),
        Closure(
            area, date.fromisoformat(decided), date.fromisoformat(closed), ComesFrom(comes_from),
            Recommendation(recommendation), ClosingReason(reason), agency, manager,
        ),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
