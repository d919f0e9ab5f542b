"""What the lists read: each one Core select, a page at a time, from the cases that the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.access.scope import visible_cases
from caf_tracker.duties import Person, holders
from caf_tracker.duties.moments import cut_offs
from caf_tracker.duties.stages import UNDER_WAY, Stage, stage
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, Case, Child, StepDown, Telling, User
from caf_tracker.references import number_of, reference_of
from caf_tracker.services.cases import name_key
from caf_tracker.web.areas.lists.chosen import Chosen
from caf_tracker.web.areas.lists.columns import ListedChild, children_column, counted, read_children
from caf_tracker.web.paging import PAGE


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
    matching = _cases(user).outerjoin(StepDown, sa.and_(StepDown.case_id == Case.id, StepDown.current))
    if chosen.area_id:
        matching = matching.where(Case.area_id == chosen.area_id)
    if chosen.stage:
        matching = matching.where(StepDown.id.is_not(None), stage() == chosen.stage.value)
    if chosen.under_one:
        matching = matching.where(Case.turns_one_on > clock.london_date(at))
    if chosen.search:
        matching = matching.where(_found(chosen.search))
    page = matching.order_by(Case.id.desc())
    if after:
        page = page.where(Case.id < after[0])
    return _read(page, matching, at)


def step_downs(user: User, at: datetime, wanted: Stage | None, after: tuple[Any, ...] | None) -> list[ListedCase]:
    """Step-downs at this stage, or all on which something is still to be done, the oldest first."""
    matching = _cases(user).join(StepDown, StepDown.case_id == Case.id)
    matching = matching.where(sa.or_(StepDown.current, StepDown.decided_on.is_(None)))
    if wanted:
        matching = matching.where(stage() == wanted.value)
    else:
        under_way = stage().in_([one.value for one in UNDER_WAY])
        matching = matching.where(StepDown.outcome.is_(None), Case.closed_at.is_(None), under_way)
    page = matching.order_by(StepDown.id)
    if after:
        page = page.where(StepDown.id > after[0])
    return _with_holders(_read(page, matching, at), at)


def closed_and_not_started(user: User, at: datetime, after: tuple[date, int] | None) -> list[ListedCase]:
    """Closed to social care with a CAF recommended and nothing started, the longest first."""
    matching = _cases(user).join(StepDown, StepDown.case_id == Case.id)
    matching = matching.where(StepDown.not_started_on.is_not(None))
    page = matching.order_by(StepDown.not_started_on, StepDown.id)
    if after:
        page = page.where(sa.tuple_(StepDown.not_started_on, StepDown.id) > after)
    return _with_told(_with_holders(_read(page, matching, at), at))


def _cases(user: User) -> sa.Select[Any]:
    """The cases that this person may see, with their area; as a subquery, so that its tables are its own."""
    visible = visible_cases(user).with_only_columns(Case.id).subquery("visible")
    return sa.select().select_from(Case).join(visible, visible.c.id == Case.id).join(Area, Area.id == Case.area_id)


def _read(page: sa.Select[Any], matching: sa.Select[Any], at: datetime) -> list[ListedCase]:
    today = clock.london_date(at)
    agency = sa.select(Agency.name).where(Agency.id == StepDown.receiving_agency_id).scalar_subquery()
    statement = page.with_only_columns(
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
        counted(matching),
    ).limit(PAGE + 1)
    return [
        ListedCase(
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
            days_since=working_days.between(row.closed_on, today) if row.closed_on else 0,
        )
        for row in db.session.execute(statement, cut_offs(at))
    ]


def _found(text: str) -> sa.ColumnElement[bool]:
    """What was typed, as a reference, an NHS number, or words of a child's name."""
    number = number_of(text)
    if number is not None and number < 2**31:
        return Case.id == number
    digits = "".join(text.replace("-", " ").split())
    if digits.isascii() and digits.isdigit() and len(digits) == 10:
        return sa.exists().where(Child.case_id == Case.id, Child.nhs_number == digits)
    words = [Child.name_key.contains(word, autoescape=True) for word in name_key(text).split()[:8]]
    return sa.exists().where(Child.case_id == Case.id, *words)


def _with_holders(rows: Sequence[ListedCase], at: datetime) -> list[ListedCase]:
    """The rows with who acts next, in one more statement."""
    acting: dict[int, Person] = holders(at, [row.id for row in rows])
    return [_with(row, holder=acting[row.id].name if row.id in acting else "") for row in rows]


def _with_told(rows: Sequence[ListedCase]) -> list[ListedCase]:
    """The rows with who was told that nothing has started, in one more statement."""
    who = sa.func.coalesce(User.name, Agency.name).label("who")
    found = db.session.execute(
        sa.select(Telling.case_id, who, sa.func.max(Telling.told_at).label("last"))
        .outerjoin(User, User.id == Telling.user_id)
        .outerjoin(Agency, Agency.id == Telling.agency_id)
        .where(Telling.case_id.in_([row.id for row in rows]), Telling.duty.in_(("caf_not_started", "handover_stalled")))
        .group_by(Telling.case_id, who)
        .order_by(sa.func.max(Telling.told_at).desc(), who)
    )
    names: dict[int, list[str]] = {}
    for case_id, name, _ in found:
        names.setdefault(case_id, []).append(name)
    return [_with(row, told=", ".join(names.get(row.id, []))) for row in rows]


def _with(row: ListedCase, **more: Any) -> ListedCase:
    return ListedCase(**{**vars(row), **more})
