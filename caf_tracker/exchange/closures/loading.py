"""Load a closures file: check every row first, then load the closures in chunks, each whole or not there.

This commits by itself, as pages and commands otherwise do at their edge: a file is many transactions, so that nobody
else waits for it and an interruption loses one chunk. Loading the file again carries on where it stopped.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from caf_tracker import audit, clock
from caf_tracker.access.permissions import TABLE, Permission
from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.exchange.closures.checking import Known, check, key
from caf_tracker.exchange.closures.columns import WHOLE_LINE, Column
from caf_tracker.exchange.closures.grouping import ImportedClosure, group
from caf_tracker.exchange.closures.known import known_step_downs, take_up_known
from caf_tracker.exchange.closures.problems import Problem
from caf_tracker.exchange.closures.reading import open_closures
from caf_tracker.exchange.closures.sorting import Desk, sorting_desk
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, ClosureFile, ClosureProblem, User
from caf_tracker.services import locks
from caf_tracker.services.imported_closures import open_reported_cases
from caf_tracker.services.possible_matches import note_possible_matches

JOB = "import-closures"
# References a transaction: large enough to be quick, small enough that others write in between.
CHUNK = 500

Item = TypeVar("Item")


class Watching(Protocol):
    """Who is told how far the loading has come."""

    def read(self, rows: int) -> None:
        """So many more rows have been read and checked."""

    def begin_loading(self, closures: int) -> None:
        """All rows are read; so many closures follow."""

    def loaded(self, closures: int) -> None:
        """So many more closures are settled."""


class Unwatched:
    """Nobody looks on."""

    def read(self, rows: int) -> None:
        """Nothing to tell."""

    def begin_loading(self, closures: int) -> None:
        """Nothing to tell."""

    def loaded(self, closures: int) -> None:
        """Nothing to tell."""


def load_closures(
    stream: BinaryIO,
    *,
    at: datetime,
    caf_name: str = "CAF",
    loaded_by_id: int | None = None,
    watching: Watching | None = None,
) -> int:
    """Load a seekable stream and answer the number of its ClosureFile; FileProblem if it cannot be used at all."""
    watching = watching or Unwatched()
    known = _known(caf_name)
    # While the file is read, nobody need wait for this transaction to end.
    db.session.commit()
    with sorting_desk() as desk:
        rows = _check_all(stream, desk, known, clock.london_date(at), watching)
        file = ClosureFile(loaded_at=at, loaded_by_id=loaded_by_id, rows=rows)
        db.session.add(file)
        db.session.flush()
        loader = db.session.get(User, loaded_by_id) if loaded_by_id else None
        job = None if loader else JOB
        audit.record(actor=loader, job=job, at=at, act="load_closures_file", file=file.id, rows=rows)
        loading = _Loading(file, at)
        for problems in _chunks(desk.problems()):
            loading.write_problems(problems)
        watching.begin_loading(desk.references())
        for chunk in _chunks(group(rows) for rows in desk.by_reference()):
            loading.load([closure for closure, _ in chunk])
            loading.write_problems([problem for _, found in chunk for problem in found])
            db.session.commit()
            watching.loaded(len(chunk))
        return loading.finish()


def _known(caf_name: str) -> Known:
    """The names that a file may use."""
    people = db.session.execute(sa.select(User.email, User.id, User.role)).all()
    deciding = TABLE[Permission.DECIDE_STEP_DOWN]
    return Known(
        areas={key(name): number for name, number in db.session.execute(sa.select(Area.name, Area.id))},
        agencies={key(name): number for name, number in db.session.execute(sa.select(Agency.name, Agency.id))},
        deciders={key(email): number for email, number, role in people if role in deciding},
        other_people=frozenset(key(email) for email, _, role in people if role not in deciding),
        caf_name=caf_name,
    )


def _check_all(stream: BinaryIO, desk: Desk, known: Known, today: date, watching: Watching) -> int:
    """Put every row on the desk, or what is wrong with it; how many rows there are."""
    rows = 0
    with open_closures(stream) as file:
        if file.unused_headings:
            named = ", ".join(heading[:60] or "(no heading)" for heading in file.unused_headings[:20])
            desk.put_problem(Problem(1, WHOLE_LINE, f"These columns are not known and were not read: {named}."))
        for row in file.rows:
            rows += 1
            found = [row] if isinstance(row, Problem) else check(row, known, today)
            if isinstance(found, list):
                for problem in found:
                    desk.put_problem(problem)
            else:
                desk.put(found)
            watching.read(1)
    return rows


class _Loading:
    """The writing of one file."""

    def __init__(self, file: ClosureFile, at: datetime) -> None:
        self._file_id = file.id
        self._at = at

    def load(self, closures: Sequence[ImportedClosure]) -> None:
        """Load a chunk in one go; if the database refuses it, closure by closure, so that one blocks no other."""
        try:
            self._load(closures)
        except (IntegrityError, OperationalError, StaleDataError, RuleBroken, TransitionNotAllowed) as refused:
            _must_be_somebody_else(refused)
            for closure in closures:
                self._load_alone(closure)

    def _load_alone(self, closure: ImportedClosure) -> None:
        try:
            self._load([closure])
        except RuleBroken as broken:
            self.write_problems([Problem(closure.line, WHOLE_LINE, broken.message)])
        except TransitionNotAllowed as refused:
            self.write_problems([Problem(closure.line, Column.CLOSED_ON, refused.message)])
        except (IntegrityError, OperationalError, StaleDataError) as error:
            _must_be_somebody_else(error)
            reason = "Somebody changed the same case at the same moment. Load the file again."
            self.write_problems([Problem(closure.line, Column.REFERENCE, reason)])

    def _load(self, closures: Sequence[ImportedClosure]) -> None:
        with db.session.begin_nested():
            locks.take_opening_of_cases()
            known = known_step_downs([closure.reference for closure in closures])
            new = [closure.reported() for closure in closures if closure.reference not in known]
            opened = open_reported_cases(job=JOB, at=self._at, closures=new)
            already = [closure for closure in closures if closure.reference in known]
            taken = take_up_known(already, known, job=JOB, at=self._at)
            children = [*(child.id for child in opened), *taken.children]
            note_possible_matches(at=self._at, file_id=self._file_id, children=children)
            self._count(loaded=len(new), already_known=len(known), closings=taken.closings)
            self.write_problems(taken.problems)

    def write_problems(self, problems: Sequence[Problem]) -> None:
        """Keep these problems with the file."""
        if problems:
            db.session.execute(
                sa.insert(ClosureProblem),
                [
                    {"file_id": self._file_id, "line": found.line, "column": found.column, "reason": found.reason}
                    for found in problems
                ],
            )

    def _count(self, **more: int) -> None:
        changes = {name: getattr(ClosureFile, name) + number for name, number in more.items()}
        db.session.execute(sa.update(ClosureFile).where(ClosureFile.id == self._file_id).values(changes))

    def finish(self) -> int:
        """Mark the file as loaded to its end."""
        file = db.session.get_one(ClosureFile, self._file_id)
        file.finished_at = self._at
        audit.record(job=JOB, at=self._at, act="closures_file_loaded", file=file.id, loaded=file.loaded)
        db.session.commit()
        return self._file_id


def _must_be_somebody_else(error: Exception) -> None:
    """A database that cannot be reached, or has no room, is no matter of one closure: the loading ends with that."""
    if isinstance(error, OperationalError) and not locks.were_in_the_way(error):
        raise error


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
