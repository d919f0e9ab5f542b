"""Make one closure of the rows that share social care's reference."""

from collections.abc import Sequence
from dataclasses import dataclass

from caf_tracker.exchange.closures.checking import CheckedRow, ImportedChild, differing_column
from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.closures.problems import Problem
from caf_tracker.services.cases import name_key
from caf_tracker.services.imported_closures import ClosureFacts, ReportedClosure


@dataclass(frozen=True, slots=True)
class ImportedClosure:
    """One closure with its children, each with the line that brought them."""

    reference: str
    line: int
    facts: ClosureFacts
    children: tuple[tuple[int, ImportedChild], ...]

    def reported(self) -> ReportedClosure:
        """The closure for the services."""
        children = tuple(child.as_new() for _, child in self.children)
        return ReportedClosure(reference=self.reference, facts=self.facts, children=children)


def group(rows: Sequence[CheckedRow]) -> tuple[ImportedClosure, list[Problem]]:
    """The closure of these rows, which share a reference, and the rows that cannot be part of it.

    The first row's facts hold. A row that disagrees is a problem and is not used; a row that only repeats a child is
    passed over.
    """
    first = rows[0]
    children: list[tuple[int, ImportedChild]] = []
    problems: list[Problem] = []
    for row in rows:
        column = differing_column(first.facts, row.facts)
        if column is not None:
            problems.append(Problem(row.line, column, f"Line {first.line} has the same reference and says otherwise."))
            continue
        line, same = next(((line, child) for line, child in children if same_child(child, row.child)), (0, None))
        if same is None:
            children.append((row.line, row.child))
        elif same != row.child:
            problems.append(Problem(row.line, _differing(same, row.child), f"Line {line} gives this child otherwise."))
    return ImportedClosure(first.reference, first.line, first.facts, tuple(children)), problems


def same_child(one: ImportedChild, other: ImportedChild) -> bool:
    """Whether two children of one closure are certainly one: the same NHS number, or the same name and date."""
    if one.nhs_number and one.nhs_number == other.nhs_number:
        return True
    return name_key(one.name) == name_key(other.name) and (one.born, one.due) == (other.born, other.due)


def may_be_same_child(one: ImportedChild, other: ImportedChild) -> bool:
    """Whether two children of one closure could be one, written differently or born meanwhile: a person must say."""
    if one.nhs_number and other.nhs_number:
        return one.nhs_number == other.nhs_number
    unborn = one.due is not None or other.due is not None
    return unborn or name_key(one.name) == name_key(other.name) or one.born == other.born


def _differing(one: ImportedChild, other: ImportedChild) -> Column:
    for column, field in ((Column.CHILD, "name"), (Column.BORN, "born"), (Column.DUE, "due")):
        if getattr(one, field) != getattr(other, field):
            return column
    return Column.NHS_NUMBER
