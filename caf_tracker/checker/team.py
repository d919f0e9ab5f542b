"""What each agency of a team knows of the family's engagement, read from all that was said, and what it is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from caf_tracker import clock
from caf_tracker.checker.days import STALE, STALE_YOUNG, has_come, monday_from
from caf_tracker.checker.history import FOREVER, History
from caf_tracker.checker.rows import Row
from caf_tracker.models.words import MAKES_KNOWN, EngagementStatus


@dataclass(frozen=True)
class Question:
    """An agency's engagement is unknown: from which day, by which row, and since which moment somebody must know."""

    member: Row
    starts_on: date
    cause: str
    cause_id: int
    since: datetime


def questions(history: History) -> Iterator[Question]:
    """What the agencies of this case's team are asked now (DOMAIN.md, 17)."""
    for member in history.rows.team if history.is_open else ():
        if member.left_at is None and (asked := _asked(history, member)) is not None:
            yield asked


def known(history: History, member: Row) -> Row | None:
    """The latest observation that makes engagement known, if it is of this time in the team."""
    last = max(filter(_makes_known, _said(history, member)), key=_by_day, default=None)
    return last if last is not None and last.recorded_at >= member.joined_at else None


def unknown(history: History, member: Row) -> Row | None:
    """The explicit "unknown" that opened a duty and is not answered yet, as it would have been at each moment."""
    last: Row | None = None
    opened: Row | None = None
    for row in _said(history, member):
        if _makes_known(row):
            # What speaks of an earlier day than is known answers nothing.
            if last is None or row.as_of >= last.as_of:
                last, opened = row, None
        elif row.status == EngagementStatus.UNKNOWN and opened is None and last is not None:
            is_stale = has_come(goes_stale_on(history, last.as_of), row.recorded_at)
            if last.recorded_at >= member.joined_at and row.as_of >= last.as_of and not is_stale:
                opened = row
    return opened


def goes_stale_on(history: History, as_of: date) -> date:
    """The day at whose 08:00 what was known as of that day is too old."""
    young = as_of + STALE_YOUNG
    return young if history.has_child_under_one(young) else monday_from(as_of + STALE)


def _asked(history: History, member: Row) -> Question | None:
    since = history.reopened_at
    last = known(history, member)
    if last is None:
        return Question(member, member.joined_on, "team_agencies", member.id, max(since, member.joined_at))
    # Whether an "unknown" opened a duty was settled when it was recorded, for good.
    if (again := next((row for row in history.rows.observations if row.id == member.unknown_id), None)) is not None:
        return Question(member, again.as_of, "observations", again.id, max(since, again.recorded_at))
    stale_on = goes_stale_on(history, last.as_of)
    if not has_come(stale_on, history.at):
        return None
    return Question(member, stale_on, "observations", last.id, max(since, last.recorded_at, clock.london(stale_on)))


def _said(history: History, member: Row) -> list[Row]:
    """What this agency said of the family until it left, in the order of recording."""
    until = member.left_at or FOREVER
    return [row for row in history.rows.observations if row.agency_id == member.agency_id and row.recorded_at <= until]


def _makes_known(row: Row) -> bool:
    return row.evidence in MAKES_KNOWN and row.status != EngagementStatus.UNKNOWN


def _by_day(row: Row) -> tuple[date, int]:
    return row.as_of, row.id
