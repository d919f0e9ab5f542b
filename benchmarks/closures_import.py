"""Measure `load_closures` on a large file: seconds and peak memory, on SQLite and PostgreSQL.

    python -m benchmarks.closures_import [ROWS]

Each loading runs in a process of its own, so that its peak memory is its own. One closure in three has two children;
the rows of such a closure stand half a file apart; one row in a hundred cannot be used; one child in fifty has the
NHS number of another closure's child. The file is then loaded again, which must change nothing.
"""

import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.closures.loading import load_closures
from caf_tracker.extensions import db
from caf_tracker.models import Area, ClosureFile, ClosureProblem, PossibleMatch
from tests.factories import nhs_number
from tests.fixtures import databases, migrating


def main(rows: int) -> None:
    """Print one line for each loading."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "closures.csv"
        write_file(file, rows)
        print(f"{rows:,} rows, {file.stat().st_size / 1e6:.1f} MB", flush=True)
        for engine, url in engines(folder):
            for turn in ("first", "again"):
                seconds, own, before, peak, counts = measured(url, file)
                print(
                    f"{engine:10} {turn}: {seconds:6.1f} s ({own:.1f} s of them its own work), "
                    f"peak memory {peak:.0f} MB ({before:.0f} MB before loading); {counts}",
                    flush=True,
                )


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


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database."""
    database = databases.make_postgresql("benchmark", folder, migrating.migrate_to)
    yield database.url
    database.close()


def engines(folder: Path) -> Iterator[tuple[str, str]]:
    """Each engine with an empty, migrated database that knows one area."""
    sqlite = f"sqlite:///{folder / 'benchmark.sqlite3'}"
    migrating.migrate_to(sqlite)
    with postgresql(folder) as postgres:
        for engine, url in (("sqlite", sqlite), ("postgresql", postgres)):
            with migrating.app_on(url):
                db.session.add(Area(name="North"))
                db.session.commit()
            yield engine, url


Measured = tuple[float, float, float, float, str]


def measured(url: str, file: Path) -> Measured:
    """Seconds by the clock and of processor time, megabytes before and at the peak, and what was counted."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=load, args=(url, file, theirs))
    process.start()
    found: Measured = mine.recv()
    process.join()
    return found


def load(url: str, file: Path, answer: Connection) -> None:
    """Load the file, in a process of its own."""
    with migrating.app_on(url), file.open("rb") as stream:
        db.session.execute(sa.select(Area)).all()
        before = peak_megabytes()
        began, worked = time.perf_counter(), time.process_time()
        file_id = load_closures(stream, at=clock.now())
        seconds, own = time.perf_counter() - began, time.process_time() - worked
        found = db.session.get_one(ClosureFile, file_id)
        problems, matches = (
            db.session.scalar(sa.select(sa.func.count()).where(model.file_id == file_id))
            for model in (ClosureProblem, PossibleMatch)
        )
        counts = f"{found.loaded} loaded, {found.already_known} known, {problems} problems, {matches} possible matches"
        answer.send((seconds, own, before, peak_megabytes(), counts))


def peak_megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
