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

from caf_tracker.exchange.closures.checking import CheckedRow, ImportedChild
from caf_tracker.exchange.closures.problems import Problem
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation
from caf_tracker.services.imported_closures import ClosureFacts

_TABLES = """
CREATE TABLE waiting (line INTEGER PRIMARY KEY, reference TEXT, facts TEXT);
CREATE TABLE problems (line INTEGER, column_name TEXT, reason TEXT);
"""
_BY_REFERENCE = """
SELECT line, waiting.reference, facts FROM waiting
JOIN (SELECT reference, MIN(line) AS first FROM waiting GROUP BY reference) AS firsts USING (reference)
ORDER BY first, line
"""


class Desk:
    """Rows and problems in, in the order of the file; rows out by reference."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store
        self._store.executescript(_TABLES)

    def put(self, row: CheckedRow) -> None:
        """Put one row by."""
        self._store.execute("INSERT INTO waiting VALUES (?, ?, ?)", (row.line, row.reference, _written(row)))

    def put_problem(self, problem: Problem) -> None:
        """Put one problem by."""
        self._store.execute("INSERT INTO problems VALUES (?, ?, ?)", (problem.line, problem.column, problem.reason))

    def references(self) -> int:
        """How many different references wait."""
        return int(self._store.execute("SELECT COUNT(DISTINCT reference) FROM waiting").fetchone()[0])

    def by_reference(self) -> Iterator[list[CheckedRow]]:
        """All rows, a list for each reference, in the order of their first lines."""
        self._store.execute("CREATE INDEX IF NOT EXISTS by_reference ON waiting (reference, line)")
        for _, rows in groupby(self._store.execute(_BY_REFERENCE), key=lambda row: row[1]):
            yield [_read(*row) for row in rows]

    def problems(self) -> Iterator[Problem]:
        """All problems, in the order in which they came."""
        for row in self._store.execute("SELECT line, column_name, reason FROM problems ORDER BY rowid"):
            yield Problem(*row)


@contextmanager
def sorting_desk() -> Iterator[Desk]:
    """An empty desk, gone when the block ends."""
    with closing(sqlite3.connect("")) as store:
        yield Desk(store)


def _written(row: CheckedRow) -> str:
    child, facts = row.child, row.facts
    return json.dumps([
        child.name, child.born, child.due, child.nhs_number,
        facts.area_id, facts.decided_on, facts.closed_on, facts.comes_from, facts.recommendation,
        facts.main_reason, facts.receiving_agency_id, facts.manager_id,
    ], default=date.isoformat)  # fmt: skip


def _read(line: int, reference: str, facts: str) -> CheckedRow:
    name, born, due, nhs, area, decided, closed, comes_from, recommendation, reason, agency, manager = json.loads(facts)
    return CheckedRow(
        line,
        reference,
        ImportedChild(name, _day(born), _day(due), nhs),
        ClosureFacts(
            area, date.fromisoformat(decided), date.fromisoformat(closed), ComesFrom(comes_from),
            Recommendation(recommendation), ClosingReason(reason), agency, manager,
        ),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
