"""Columns in which a list has several values of a case in one, and a count that stops early."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa

from caf_tracker.models import Agency, Case, Child, Telling, User

# The count of a list stops here: "more than 200" says enough, and a million rows are not counted for it.
COUNTED = 200

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


@cache
def told_column() -> sa.ColumnElement[str | None]:
    """Everybody who was told that nothing has started, and when, in one text; `read_told` takes it apart."""
    told = sa.func.coalesce(User.name, Agency.name).concat(_PART).concat(sa.cast(Telling.told_at, sa.String))
    return (
        sa.select(sa.func.aggregate_strings(told, _CHILD))
        .select_from(Telling)
        .outerjoin(User, User.id == Telling.user_id)
        .outerjoin(Agency, Agency.id == Telling.agency_id)
        .where(Telling.case_id == Case.id, Telling.duty.in_(("caf_not_started", "handover_stalled")))
        .correlate(Case)
        .scalar_subquery()
        .label("told")
    )


def read_told(text: str | None) -> list[str]:
    """The names in such a text, whoever was told last first."""
    last: dict[str, str] = {}
    for name, at in (one.split(_PART) for one in text.split(_CHILD)) if text else ():
        last[name] = max(at, last.get(name, ""))
    return sorted(sorted(last), key=lambda name: last[name], reverse=True)


def count_words(total: int, one: str, many: str) -> str:
    """The count in words: "1 case", "12 cases", "More than 200 cases"."""
    if total > COUNTED:
        return f"More than {COUNTED} {many}"
    return f"1 {one}" if total == 1 else f"{total} {many}"
