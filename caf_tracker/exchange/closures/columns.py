"""The columns of a closures file, by their documented headings (docs/closures-file.md)."""

from enum import StrEnum

from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation


class Column(StrEnum):
    """A heading as it is documented; in a file its case, spaces and punctuation do not matter."""

    REFERENCE = "Reference"
    CHILD = "Child's name"
    BORN = "Birth date"
    DUE = "Due date"
    NHS_NUMBER = "NHS number"
    AREA = "Area"
    DECIDED_ON = "Decision date"
    CLOSED_ON = "Closing date"
    COMES_FROM = "From"
    RECOMMENDATION = "Recommendation"
    REASON = "Reason"
    AGENCY = "Receiving agency"
    MANAGER = "Manager's email"


# What stands in each column, as the upload page and docs/closures-file.md say it.
COLUMN_NOTES = {
    Column.REFERENCE: "Social care’s own reference, at most 60 characters. Brothers and sisters share it, a row each.",
    Column.CHILD: "At most 200 characters. For an unborn child, for example “Baby Reed”.",
    Column.BORN: "2026-03-27 or 27/03/2026, not in the future. Empty for an unborn child.",
    Column.DUE: "The day an unborn child is due. Empty for a child who is born.",
    Column.NHS_NUMBER: "10 digits, spaces allowed, with the right check digit. May be empty.",
    Column.AREA: "The name of an area in this service.",
    Column.DECIDED_ON: "When social care decided to close, not in the future.",
    Column.CLOSED_ON: "When social care closed, on or after the decision date, not in the future.",
    Column.COMES_FROM: "What social care’s involvement was: one of the words below.",
    Column.RECOMMENDATION: "What social care recommends: one of the words below.",
    Column.REASON: "The main reason for closing: one of the words below.",
    Column.AGENCY: "The name of an agency in this service. May be empty, unless one agency is recommended.",
    Column.MANAGER: "The account of the manager who decided. May be empty: then the area’s coordinators stand in.",
}

# The words that may stand in a column.
WORD_LISTS: tuple[tuple[Column, type[StrEnum]], ...] = (
    (Column.COMES_FROM, ComesFrom),
    (Column.RECOMMENDATION, Recommendation),
    (Column.REASON, ClosingReason),
)

# Where a problem stands that belongs to a whole line rather than to one cell.
WHOLE_LINE = "The whole line"


def spelling(heading: str) -> str:
    """A heading with nothing left but its letters and digits, so that "childs_name" finds "Child's name"."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


BY_SPELLING = {spelling(column): column for column in Column}
