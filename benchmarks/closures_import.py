"""Loading a large file of closures against the bare writing of the very same rows: COPY, or executemany on SQLite.

One closure in three has two children, whose rows stand half a file apart; one row in a hundred cannot be used; one
child in fifty has the NHS number of another closure's child. Each loading runs in a process of its own, so that its
peak memory is its own.
"""

import csv
import multiprocessing
import re
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from psycopg.types.json import Json

from benchmarks.rounds import Ratio, timed
from caf_tracker import clock
from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.closures.loading import load_closures
from caf_tracker.extensions import Base, db
from caf_tracker.models import Area, ClosureFile
from tests.factories import nhs_number
from tests.fixtures import databases, migrating

_ROWS = 50_000
# A loading takes so long that what else the machine does evens out within it; each starts from an empty database.
_ROUNDS = 2


@dataclass(frozen=True)
class _Loaded:
    """One loading: its seconds, and megabytes before it and at its peak."""

    seconds: float
    before: float
    peak: float


def bench(folder: Path, *, cases: int, large: int, rounds: int) -> Iterator[Ratio]:
    """One ratio an engine; the numbers of cases and rounds are for others."""
    place = folder / "import"
    place.mkdir()
    file = place / "closures.csv"
    write_file(file, _ROWS)
    for engine in ("postgresql", "sqlite"):
        pairs, peak = [], 0.0
        for number in range(_ROUNDS):
            url = _empty(engine, place, f"loaded{number}")
            loaded = _in_a_process(url, file)
            with migrating.app_on(url):
                rows = _rows()
            assert sum(map(len, rows.values())) > _ROWS
            bare = _bare(_empty(engine, place, f"bare{number}"), rows)
            pairs.append((loaded.seconds, bare))
            peak = max(peak, loaded.peak - loaded.before)
        name = f"import of {_ROWS:,} closures, +{peak:.0f} MB : {'COPY' if engine == 'postgresql' else 'executemany'}"
        middle = sorted(pairs)[len(pairs) // 2]
        yield Ratio(f"{name} of the same rows ({engine})", tuple(one / other for one, other in pairs), middle)


def write_file(path: Path, rows: int) -> None:
    """A file of that many rows."""
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(list(Column))
        for number in range(rows):
            # Every fourth row is the sibling of a closure half a file before.
            closure = number - rows // 2 if number >= rows // 2 and number % 2 == 0 else number
            nhs = nhs_number(number // 50 * 50 + 50) if number % 50 == 7 else ""
            nhs = nhs or (nhs_number(number) if number % 50 == 0 else "")
            born = f"{2010 + number % 15}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            area = "Nowhere" if number % 100 == 99 else "North"
            writer.writerow([
                f"CSC-{closure:07d}", f"Child {number} Example", born, "", nhs, area, "2026-02-16", "20/02/2026",
                "child_in_need", "caf", "needs_reduced", "", "",
            ])  # fmt: skip


def _empty(engine: str, folder: Path, name: str) -> str:
    """The address of a migrated database that knows one area."""
    if engine == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite3"
        migrating.migrate_to(url)
    else:
        database = databases.make_postgresql(name, folder, migrating.migrate_to)
        url = database.url
        database.close()
    with migrating.app_on(url):
        db.session.add(Area(id=1, name="North"))
        db.session.commit()
    return url


def _in_a_process(url: str, file: Path) -> _Loaded:
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_load, args=(url, file, theirs))
    process.start()
    found: _Loaded = mine.recv()
    process.join()
    return found


def _load(url: str, file: Path, answer: Connection) -> None:
    with migrating.app_on(url), file.open("rb") as stream:
        db.session.execute(sa.select(Area)).all()
        before = _peak_megabytes()
        found: list[int] = []
        seconds = timed(lambda: found.append(load_closures(stream, at=clock.now())))
        assert db.session.get_one(ClosureFile, found[0]).loaded > _ROWS // 2
        answer.send(_Loaded(seconds, before, _peak_megabytes()))


def _rows() -> dict[sa.Table, list[tuple[Any, ...]]]:
    """Everything that the loading wrote, as the driver takes it, in an order in which it can be written again."""
    tables = {table: sa.select(*_written(table)).order_by(*table.primary_key) for table in Base.metadata.sorted_tables}
    with db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        found = {}
        for table, select in tables.items():
            cursor.execute(str(select.compile(db.engine)))
            found[table] = [tuple(map(_as_sent, row)) for row in cursor.fetchall()]
    # The area is there already, and triggers note what the sweep has not looked at.
    return {table: rows for table, rows in found.items() if rows and table.name not in ("areas", "unswept_changes")}


def _as_sent(value: Any) -> Any:
    """PostgreSQL's driver reads JSON as what it holds, and must be told when it is to write that."""
    return Json(value) if isinstance(value, dict | list) else value


def _written(table: sa.Table) -> list["sa.Column[Any]"]:
    """The columns that are not the database's own to fill."""
    return [column for column in table.columns if column.computed is None]


def _bare(url: str, rows: dict[sa.Table, list[tuple[Any, ...]]]) -> float:
    """The seconds in which the bare driver writes the rows, in one transaction, with all the indexes that there are."""
    with migrating.app_on(url), db.engine.connect() as connection, connection.begin():
        cursor = connection.connection.cursor()
        on_sqlite = connection.dialect.name == "sqlite"

        def write() -> None:
            for table, found in rows.items():
                names = ", ".join(f'"{column.name}"' for column in _written(table))
                if on_sqlite:
                    marks = ", ".join("?" * len(found[0]))
                    cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", found)  # noqa: S608 - our own names
                    continue
                with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                    for row in found:
                        copy.write_row(row)
            connection.connection.commit()

        return timed(write)


def _peak_megabytes() -> float:
    """The most memory this process has had; what getrusage says of it counts in the process that started it."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
