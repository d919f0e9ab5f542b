"""Check one row of a closures file against the rules that need no other row: each wrong cell is named with its reason.

A value is read leniently (two ways to write a date, a word or its label) and never altered: what cannot be read as
it stands makes the row a problem. A reason never repeats a name, a birth date or an NHS number.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from nhs_number.validate import is_valid

from caf_tracker.exchange.closures.columns import Column, spelling
from caf_tracker.exchange.closures.problems import Problem
from caf_tracker.exchange.closures.reading import Row
from caf_tracker.labels import label
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation
from caf_tracker.services.cases import LONGEST_PREGNANCY_DAYS, OLDEST_CHILD_YEARS, NewChild
from caf_tracker.services.imported_closures import ClosureFacts
from caf_tracker.services.step_downs import OLDEST_DECISION_YEARS, oldest_decision

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)

# The column social_care_reference of step_downs.
LONGEST_REFERENCE = 60
# No closure that still matters was decided before; an earlier year is a slip of the keyboard.
EARLIEST = date(1990, 1, 1)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """What a file's names may refer to, read once: lower-case name or address to number."""

    areas: Mapping[str, int]
    agencies: Mapping[str, int]
    deciders: Mapping[str, int]
    other_people: frozenset[str]
    # What this authority calls a CAF: labels say it.
    caf_name: str = "CAF"


@dataclass(frozen=True, slots=True)
class ImportedChild:
    """A child as the file gives them: born or due, never both."""

    name: str
    born: date | None
    due: date | None
    nhs_number: str | None

    def as_new(self) -> NewChild:
        """The child for the services."""
        return NewChild(name=self.name, born=self.born, due=self.due, nhs_number=self.nhs_number)


# Which column each fact stands in: for problems that are found after the row has been read.
COLUMN_OF = {
    "area_id": Column.AREA,
    "decided_on": Column.DECIDED_ON,
    "closed_on": Column.CLOSED_ON,
    "comes_from": Column.COMES_FROM,
    "recommendation": Column.RECOMMENDATION,
    "main_reason": Column.REASON,
    "receiving_agency_id": Column.AGENCY,
    "manager_id": Column.MANAGER,
}


def differing_column(one: ClosureFacts, other: ClosureFacts) -> Column | None:
    """The first column in which two rows of one reference disagree: they must agree on the closure's own facts."""
    return next((column for name, column in COLUMN_OF.items() if getattr(one, name) != getattr(other, name)), None)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that can be used."""

    line: int
    reference: str
    child: ImportedChild
    facts: ClosureFacts


class _Wrong(Exception):
    """One cell cannot be used, because …"""


def key(text: str) -> str:
    """How names of areas and agencies and addresses are compared: case and runs of spaces do not matter."""
    return " ".join(text.casefold().split())


def check(row: Row, known: Known, today: date) -> CheckedRow | list[Problem]:
    """The row with its values understood, or everything that is wrong with it."""
    cells = _Cells(row)
    reference = cells.read(Column.REFERENCE, _reference)
    name = cells.read(Column.CHILD, _name)
    born = cells.read(Column.BORN, lambda cell: _birth_date(cell, today), empty=True)
    due = cells.read(Column.DUE, lambda cell: _due_date(cell, today), empty=True)
    nhs = cells.read(Column.NHS_NUMBER, _nhs_number, empty=True)
    area_id = cells.read(Column.AREA, lambda cell: _one_of(cell, known.areas, "area"))
    decided_on = cells.read(Column.DECIDED_ON, lambda cell: _decision_date(cell, today))
    closed_on = cells.read(Column.CLOSED_ON, lambda cell: _day(cell, not_after=today))
    comes_from = cells.read(Column.COMES_FROM, lambda cell: _word(cell, ComesFrom, known))
    recommendation = cells.read(Column.RECOMMENDATION, lambda cell: _word(cell, Recommendation, known))
    reason = cells.read(Column.REASON, lambda cell: _word(cell, ClosingReason, known))
    agency_id = cells.read(Column.AGENCY, lambda cell: _one_of(cell, known.agencies, "agency"), empty=True)
    manager_id = cells.read(Column.MANAGER, lambda cell: _manager(cell, known), empty=True)
    cells.born_or_due()
    if decided_on and closed_on and closed_on < decided_on:
        cells.wrong(Column.CLOSED_ON, "This is before the decision date.")
    if recommendation is Recommendation.SINGLE_AGENCY and not row.cells[Column.AGENCY]:
        cells.wrong(Column.AGENCY, "A single agency is recommended, so it must be named.")
    if (
        cells.problems or reference is None or name is None or area_id is None or decided_on is None
        or closed_on is None or comes_from is None or recommendation is None or reason is None
    ):  # fmt: skip
        return cells.problems
    return CheckedRow(
        row.line,
        reference,
        ImportedChild(name, born, due, nhs),
        ClosureFacts(area_id, decided_on, closed_on, comes_from, recommendation, reason, agency_id, manager_id),
    )


class _Cells:
    """The cells of one row, and what was found wrong with them."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.problems: list[Problem] = []

    def wrong(self, column: Column, reason: str) -> None:
        self.problems.append(Problem(self._row.line, column, reason))

    def read(self, column: Column, reader: Callable[[str], Value], *, empty: bool = False) -> Value | None:
        """The cell's value; None if it is empty (wrong unless that is allowed) or cannot be used."""
        cell = self._row.cells[column]
        try:
            if not cell:
                if empty:
                    return None
                raise _Wrong("This must not be empty.")
            if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in cell):
                raise _Wrong("This holds characters that are not text, such as a NUL byte.")
            return reader(cell)
        except _Wrong as wrong:
            self.wrong(column, str(wrong))
            return None

    def born_or_due(self) -> None:
        """Exactly one of the two says how old the child is."""
        born, due = self._row.cells[Column.BORN], self._row.cells[Column.DUE]
        if not born and not due:
            self.wrong(Column.BORN, "Give the birth date, or the due date of an unborn child.")
        elif born and due:
            self.wrong(Column.DUE, "Give either the birth date or the due date, not both.")


def _reference(cell: str) -> str:
    if len(cell) > LONGEST_REFERENCE:
        raise _Wrong(f"This has {len(cell):,} characters; at most {LONGEST_REFERENCE} are allowed.")
    return cell


def _name(cell: str) -> str:
    if len(cell) > SHORT_TEXT:
        raise _Wrong(f"This has {len(cell):,} characters; at most {SHORT_TEXT} are allowed.")
    return cell


def _day(cell: str, not_after: date | None = None) -> date:
    found = _ISO.fullmatch(cell)
    parts = found.groups() if found else None
    if not parts and (found := _BRITISH.fullmatch(cell)):
        parts = found.groups()[::-1]
    if not parts:
        raise _Wrong("This is not a date. Write it like 2026-03-27 or 27/03/2026.")
    year, month, day = map(int, parts)
    try:
        value = date(year, month, day)
    except ValueError:
        raise _Wrong("There is no such day in the calendar. Dates are written like 2026-03-27 or 27/03/2026.") from None
    if value < EARLIEST:
        raise _Wrong(f"This is before {EARLIEST.year}. Check the year.")
    if not_after and value > not_after:
        raise _Wrong("This is in the future.")
    return value


def _decision_date(cell: str, today: date) -> date:
    decided_on = _day(cell, not_after=today)
    if decided_on < oldest_decision(today):
        raise _Wrong(f"This is more than {OLDEST_DECISION_YEARS} years ago. Check the year.")
    return decided_on


def _birth_date(cell: str, today: date) -> date:
    born = _day(cell, not_after=today)
    if today.year - born.year > OLDEST_CHILD_YEARS:
        raise _Wrong(f"This is more than {OLDEST_CHILD_YEARS} years ago. Check the year.")
    return born


def _due_date(cell: str, today: date) -> date:
    due = _day(cell)
    if abs((due - today).days) > LONGEST_PREGNANCY_DAYS:
        raise _Wrong("This is more than 10 months from today. A child who is born has a birth date instead.")
    return due


def _nhs_number(cell: str) -> str:
    digits = re.sub(r"[ -]", "", cell)
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        raise _Wrong("An NHS number has 10 digits. A spreadsheet may have changed it: format the column as text.")
    if not is_valid(digits):
        raise _Wrong("The last digit of this NHS number does not fit the others. Check it for a slip.")
    return digits


def _one_of(cell: str, names: Mapping[str, int], kind: str) -> int:
    found = names.get(key(cell))
    if found is None:
        raise _Wrong(f"This is not the name of an {kind} here.")
    return found


def _manager(cell: str, known: Known) -> int:
    found = known.deciders.get(key(cell))
    if found is not None:
        return found
    if key(cell) in known.other_people:
        raise _Wrong("This person's role may not decide a step-down. Give the manager who decided, or leave it empty.")
    raise _Wrong("Nobody here has this email address. Ask for an account for them, or leave it empty.")


def _word(cell: str, words: type[Word], known: Known) -> Word:
    for word in words:
        if spelling(cell) in (spelling(word), spelling(label(word)), spelling(label(word, caf=known.caf_name))):
            return word
    # The cell is not quoted: where a column has slipped it is a child's name, and whoever may load files reads this.
    raise _Wrong(f"This is none of: {', '.join(words)}.")
