"""Periods of days that must not overlap, as leave and an agency's closed periods."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Absence, ClosedPeriod
from caf_tracker.services import locks
from caf_tracker.services.texts import day_in_words

Period = TypeVar("Period", Absence, ClosedPeriod)

# A year mistyped must not last for decades.
_FURTHEST = timedelta(days=2 * 366)


def standing(kind: type[Period], *conditions: sa.ColumnElement[bool]) -> list[Period]:
    """Those that were not taken back, the earliest first."""
    found = sa.select(kind).where(kind.taken_back_at.is_(None), *conditions).order_by(kind.from_on, kind.id)
    return list(db.session.scalars(found))


def check(others: Sequence[Absence | ClosedPeriod], *, from_on: date, to_on: date, today: date) -> None:
    """RuleBroken unless these days are in order, are not over, and are free."""
    if to_on < from_on:
        raise RuleBroken("to_on", "The last day must be the same as or after the first day")
    if to_on < today:
        raise RuleBroken("to_on", "The last day must be today or in the future")
    if to_on > today + _FURTHEST:
        raise RuleBroken("to_on", "The last day must be within the next two years")
    for other in others:
        if other.from_on <= to_on and other.to_on >= from_on:
            days = f"{day_in_words(other.from_on)} to {day_in_words(other.to_on)}"
            raise RuleBroken("from_on", f"These days overlap with {days}, which is recorded already")


def take_back(period: Absence | ClosedPeriod, at: datetime) -> None:
    """It holds no longer; TransitionNotAllowed if somebody took it back before."""
    locks.take(period)
    if period.taken_back_at is not None:
        raise TransitionNotAllowed("This has been removed already. Nothing was changed.")
    period.taken_back_at = at
    db.session.flush()
