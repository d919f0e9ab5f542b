"""Columns that the lists share: the children of a case in one value, and a count that stops early."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa

from caf_tracker.models import Case, Child

# The count of a list stops here: "more than 500" says enough, and a million rows are not counted for it.
COUNTED = 500

# Between a child's parts and between children: characters that no name may hold.
_PART, _CHILD = "\x1f", "\x1e"


@dataclass(frozen=True, order=True)
class ListedChild:
    """A child in a list."""

    born_or_due: date
    name: str
    is_born: bool


@cache
def children_column() -> sa.ColumnElement[str | None]:
    """Every child of the case in one text, so that a list stays one select; `read_children` takes it apart."""
    one = Child.name.concat(_PART).concat(sa.cast(Child.born.is_not(None), sa.Integer)).concat(_PART)
    told = one.concat(sa.cast(sa.func.coalesce(Child.born, Child.due), sa.String))
    return (
        sa.select(sa.func.aggregate_strings(told, _CHILD))
        .where(Child.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery()
        .label("children")
    )


def read_children(text: str | None) -> list[ListedChild]:
    """The children in such a text, the eldest first."""
    if not text:
        return []
    parts = (child.split(_PART) for child in text.split(_CHILD))
    return sorted(ListedChild(date.fromisoformat(day), name, born == "1") for name, born, day in parts)


def count_words(total: int, one: str, many: str) -> str:
    """The count in words: "1 case", "12 cases", "More than 500 cases"."""
    if total > COUNTED:
        return f"More than {COUNTED} {many}"
    return f"1 {one}" if total == 1 else f"{total} {many}"
