"""The columns of a closures file, by their documented headings (docs/closures-file.md)."""

from enum import StrEnum


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


# Where a problem stands that belongs to a whole line rather than to one cell.
WHOLE_LINE = "The whole line"


def spelling(heading: str) -> str:
    """A heading with nothing left but its letters and digits, so that "childs_name" finds "Child's name"."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


BY_SPELLING = {spelling(column): column for column in Column}
