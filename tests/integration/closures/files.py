"""Closures files for the tests: rows by column, and what became of a file."""

import io
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.closures.loading import load_closures
from caf_tracker.extensions import db
from caf_tracker.models import (
    AuditEvent,
    Case,
    Child,
    ClosureFile,
    ClosureProblem,
    MeetingTrigger,
    PossibleMatch,
    StepDown,
)

HEADINGS = ",".join(Column)

_GOOD = {
    Column.REFERENCE: "CSC-1",
    Column.CHILD: "Ada Fell",
    Column.BORN: "2020-05-04",
    Column.AREA: "North",
    Column.DECIDED_ON: "2026-02-16",
    Column.CLOSED_ON: "2026-02-20",
    Column.COMES_FROM: "child_in_need",
    Column.RECOMMENDATION: "caf",
    Column.REASON: "needs_reduced",
}


def row(reference: str = "CSC-1", child: str = "Ada Fell", **cells: str) -> str:
    """One line of a file: row("CSC-2", "Bo Fell", BORN="2024-01-09")."""
    given = {Column[name]: cell for name, cell in cells.items()}
    values = {**_GOOD, Column.REFERENCE: reference, Column.CHILD: child, **given}
    return ",".join(values.get(column, "") for column in Column)


def lines(*rows: str) -> bytes:
    """A file with the headings and these lines."""
    return "\n".join([HEADINGS, *rows, ""]).encode()


@dataclass
class Result:
    """What became of a file."""

    file: ClosureFile
    problems: list[tuple[int, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows, closures loaded, already known, of those now closed."""
        return self.file.rows, self.file.loaded, self.file.already_known, self.file.closings


def load(*rows: str) -> Result:
    """Load a file of these lines."""
    return load_bytes(lines(*rows))


def load_bytes(content: bytes) -> Result:
    """Load a file, and read what became of it."""
    db.session.commit()
    file_id = load_closures(io.BytesIO(content), at=clock.now())
    db.session.expire_all()
    found = sa.select(ClosureProblem).where(ClosureProblem.file_id == file_id)
    problems = list(db.session.scalars(found.order_by(ClosureProblem.line, ClosureProblem.id)))
    return Result(
        db.session.get_one(ClosureFile, file_id),
        [(problem.line, problem.column) for problem in problems],
        [problem.reason for problem in problems],
    )


def step_down_of(reference: str) -> StepDown:
    """The step-down with this reference of social care's."""
    return db.session.scalars(sa.select(StepDown).where(StepDown.social_care_reference == reference)).one()


def cases() -> list[Case]:
    """Every case, in the order in which they were opened."""
    return list(db.session.scalars(sa.select(Case).order_by(Case.id)))


def children() -> list[str]:
    """Every child's name, by case and order."""
    return list(db.session.scalars(sa.select(Child.name).order_by(Child.case_id, Child.id)))


def matches() -> list[tuple[str, str]]:
    """Every possible match: the reference of the new child's case and of the earlier one's."""
    found = db.session.scalars(sa.select(PossibleMatch).order_by(PossibleMatch.id))
    return [(match.child.case.reference, match.other_child.case.reference) for match in found]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that an import writes, less the files themselves."""
    tables = (Case, Child, StepDown, MeetingTrigger, AuditEvent)
    return {
        table.__tablename__: [tuple(found) for found in db.session.execute(sa.select(*table.__table__.columns))]
        for table in tables
    }
