"""What the lists read, a page at a time, from the cases that the person may see."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.access.readers import Reader, reader_for
from caf_tracker.duties import holders
from caf_tracker.duties.stages import Stage
from caf_tracker.extensions import db
from caf_tracker.models import Area, User
from caf_tracker.references import number_of, reference_of
from caf_tracker.services.cases import name_key
from caf_tracker.web.areas.lists import statements
from caf_tracker.web.areas.lists.chosen import Chosen
from caf_tracker.web.areas.lists.columns import ListedChild, read_children, read_told
from caf_tracker.web.areas.lists.statements import Choices


@dataclass(frozen=True, kw_only=True)
class ListedCase:
    """One row of a list; what a list does not show stays empty."""

    id: int
    reference: str
    children: list[ListedChild]
    area: str
    stage: Stage | None
    closed: bool
    under_one: bool
    decided_on: date | None
    closed_on: date | None
    receiving_agency: str | None
    total: int
    step_down_id: int | None
    holder: str = ""
    days_since: int = 0
    told: str = ""


def areas() -> list[tuple[int, str]]:
    """Every area, by name."""
    return [(row.id, row.name) for row in db.session.execute(sa.select(Area.id, Area.name).order_by(Area.name))]


def find_cases(user: User, at: datetime, chosen: Chosen, after: tuple[Any, ...] | None) -> list[ListedCase]:
    """The cases that match, the latest opened first."""
    found = _sought(chosen.search) if chosen.search else {}
    choices = Choices(
        area=chosen.area_id is not None,
        stage=chosen.stage,
        under_one=chosen.under_one,
        number="number" in found,
        nhs_number="nhs_number" in found,
        words=sum(name.startswith("word_") for name in found),
    )
    values = {"area_id": chosen.area_id, "today": clock.london_date(at), "after_id": after and after[0], **found}
    rows = _read(user, values, lambda reader: statements.cases(reader, choices, after is not None))
    return [_listed(row, at) for row in rows]


def step_downs(user: User, at: datetime, wanted: Stage | None, after: tuple[Any, ...] | None) -> list[ListedCase]:
    """Step-downs at this stage, or all on which something is still to be done, the oldest first."""
    values = {"after_id": after and after[0]}
    rows = _read(user, values, lambda reader: statements.step_downs(reader, wanted, after is not None))
    acting = _acting(rows, at)
    return [_listed(row, at, acting.get(row.id, "")) for row in rows]


def closed_and_not_started(user: User, at: datetime, after: tuple[date, int] | None) -> list[ListedCase]:
    """Closed to social care with a CAF recommended and nothing started, the longest first."""
    values = dict(zip(("after_day", "after_id"), after or (None, None), strict=True))
    rows = _read(user, values, lambda reader: statements.closed_and_not_started(reader, after is not None))
    acting = _acting(rows, at)
    return [_listed(row, at, acting.get(row.id, ""), ", ".join(read_told(row.told))) for row in rows]


def _read(user: User, values: dict[str, Any], statement: Callable[[Reader], sa.Select[Any]]) -> Sequence[sa.Row[Any]]:
    """The rows for this person: in one statement which cases they have a part in themselves, in the next the list."""
    reader, own = reader_for(user)
    return db.session.execute(statement(reader), {**own, **values}).all()


def _listed(row: sa.Row[Any], at: datetime, holder: str = "", told: str = "") -> ListedCase:
    today = clock.london_date(at)
    return ListedCase(
        id=row.id,
        reference=reference_of(row.id),
        children=read_children(row.children),
        area=row.area,
        stage=Stage(row.stage) if row.stage else None,
        closed=row.closed_at is not None,
        under_one=row.turns_one_on is not None and today < row.turns_one_on,
        decided_on=row.decided_on,
        closed_on=row.closed_on,
        receiving_agency=row.receiving_agency,
        total=row.total,
        step_down_id=row.step_down_id,
        holder=holder,
        days_since=working_days.between(row.closed_on, today) if row.closed_on else 0,
        told=told,
    )


def _sought(text: str) -> dict[str, Any]:
    """What was typed, as the number of a reference, an NHS number, or the words of a child's name.

    Any part of a name finds it, as names are misspelt and joined in many ways: no index serves that, and the children
    of the cases that one may see are read through until a page is full.
    """
    number = number_of(text)
    if number is not None and number < 2**31:
        return {"number": number}
    digits = "".join(text.replace("-", " ").split())
    if digits.isascii() and digits.isdigit() and len(digits) == 10:
        return {"nhs_number": digits}
    escaped = (re.sub("([/%_])", r"/\1", word) for word in name_key(text).split()[:8])
    return {f"word_{place}": f"%{word}%" for place, word in enumerate(escaped)}


def _acting(rows: Sequence[sa.Row[Any]], at: datetime) -> dict[int, str]:
    """Who acts next on each, in one more statement."""
    return {case_id: person.name for case_id, person in holders(at, [row.id for row in rows]).items()}
