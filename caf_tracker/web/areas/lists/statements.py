"""The statements of the lists: each one select, built once for every kind of viewer and choice, with all values bound.

A page is found first, by its keys alone and no further than its last row, in each part of what somebody may see (by
area or team, and their own part); what the page shows is then read of its rows only.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from caf_tracker.access.readers import Reader
from caf_tracker.duties.stages import Stage, at_stage, stage, under_way
from caf_tracker.models import Agency, Area, Case, Child, StepDown
from caf_tracker.web.areas.lists.columns import COUNTED, children_column, told_column
from caf_tracker.web.paging import PAGE

# So many different choices are kept built; nobody sends more in a day.
_KEPT = 500

_Statement = sa.Select[*tuple[Any, ...]]

_KEYS = (Case.id.label("case_id"), StepDown.id.label("step_down_id"))
# What has been decided and not replaced, or is drafted: the rest is history.
_STANDING = sa.or_(StepDown.current, StepDown.decided_on.is_(None))


@dataclass(frozen=True)
class Choices:
    """Which filters of the list of cases are set; their values are bound (`words`: how many are searched for)."""

    area: bool
    stage: Stage | None
    under_one: bool
    number: bool = False
    nhs_number: bool = False
    words: int = 0


@lru_cache(maxsize=_KEPT)
def cases(reader: Reader, choices: Choices, later: bool) -> _Statement:
    """The cases that match, the latest opened first."""
    matching = _at(choices.stage) if choices.stage else _with_any_step_down()
    if choices.area:
        matching = matching.where(Case.area_id == sa.bindparam("area_id"))
    if choices.under_one:
        matching = matching.where(Case.turns_one_on > sa.bindparam("today", type_=sa.Date))
    if choices.number:
        matching = matching.where(Case.id == sa.bindparam("number"))
    children = [Child.nhs_number == sa.bindparam("nhs_number")] if choices.nhs_number else []
    children += [Child.name_key.like(sa.bindparam(f"word_{place}"), escape="/") for place in range(choices.words)]
    if children:
        matching = matching.where(sa.exists().where(Child.case_id == Case.id, *children))
    following = matching.where(Case.id < sa.bindparam("after_id")) if later else matching
    return _shown(reader, matching, following, "case_id", newest_first=True)


@lru_cache(maxsize=_KEPT)
def step_downs(reader: Reader, wanted: Stage | None, later: bool) -> _Statement:
    """Step-downs at this stage, or all on which something is still to be done, the oldest first."""
    matching = _at(wanted) if wanted else _with_step_down(_STANDING, under_way(), Case.closed_at.is_(None))
    following = matching.where(StepDown.id > sa.bindparam("after_id")) if later else matching
    return _shown(reader, matching, following, "step_down_id")


@lru_cache(maxsize=_KEPT)
def closed_and_not_started(reader: Reader, later: bool) -> _Statement:
    """Closed to social care with a CAF recommended and nothing started, the longest first."""
    since = StepDown.not_started_on
    matching = _with_step_down(since.is_not(None)).add_columns(since.label("since"))
    following = matching
    if later:
        after = sa.tuple_(sa.bindparam("after_day", type_=sa.Date), sa.bindparam("after_id", type_=sa.Integer))
        following = matching.where(sa.tuple_(since, StepDown.id) > after)
    return _shown(reader, matching, following, "since", "step_down_id", more=(told_column(),))


def _with_any_step_down() -> _Statement:
    """Every case, with the step-down that is current, if there is one."""
    of_case = sa.and_(StepDown.case_id == Case.id, StepDown.current)
    return sa.select(*_KEYS).select_from(Case).outerjoin(StepDown, of_case)


def _at(wanted: Stage) -> _Statement:
    return _with_step_down(_STANDING, at_stage(wanted))


def _with_step_down(*conditions: sa.ColumnElement[bool]) -> _Statement:
    return sa.select(*_KEYS).select_from(StepDown).join(Case, Case.id == StepDown.case_id).where(*conditions)


def _shown(
    reader: Reader,
    matching: _Statement,
    following: _Statement,
    *order: str,
    newest_first: bool = False,
    more: tuple[sa.ColumnElement[Any], ...] = (),
) -> _Statement:
    """One page and a row more of `following`, with all that a list shows, and how many there are of `matching`."""
    keys = {name: following.selected_columns[name] for name in order}
    in_order = [column.desc() if newest_first else column.asc() for column in keys.values()]
    visible = reader.parts()
    first_of_each = [following.where(part).order_by(*in_order).limit(PAGE + 1) for part in visible]
    page = _united(first_of_each).subquery("page")
    one = [matching.with_only_columns(sa.literal(1).label("one")).where(part) for part in visible]
    counted = _united([each.limit(COUNTED + 1) for each in one]).subquery("counted")
    agency = sa.select(Agency.name).where(Agency.id == StepDown.receiving_agency_id).scalar_subquery()
    return (
        sa.select(
            Case.id,
            Area.name.label("area"),
            children_column(),
            Case.closed_at,
            Case.turns_one_on,
            StepDown.id.label("step_down_id"),
            StepDown.decided_on,
            StepDown.closed_on,
            sa.case((StepDown.id.is_not(None), stage())).label("stage"),
            agency.label("receiving_agency"),
            sa.select(sa.func.count()).select_from(counted).scalar_subquery().label("total"),
            *more,
        )
        .select_from(page)
        .join(Case, Case.id == page.c.case_id)
        .join(Area, Area.id == Case.area_id)
        .outerjoin(StepDown, StepDown.id == page.c.step_down_id)
        .order_by(*[page.c[name].desc() if newest_first else page.c[name].asc() for name in order])
        .limit(PAGE + 1)
    )


def _united(found: list[_Statement]) -> Any:
    """The rows of all; each is a subquery of its own, as SQLite limits only the whole of a union."""
    return found[0] if len(found) == 1 else sa.union_all(*[sa.select(each.subquery()) for each in found])
