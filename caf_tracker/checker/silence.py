"""Silence: a closure with a CAF recommended and none started, of which no active person was told lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from caf_tracker import clock
from caf_tracker.checker.days import heard_until, told_by
from caf_tracker.checker.history import History
from caf_tracker.checker.reached import People
from caf_tracker.checker.rows import OF_A_CLOSURE, Row


def closed_and_not_started(history: History) -> list[Row]:
    """The step-downs that social care closed on a recommended CAF, with no CAF and no outcome."""
    return [row for row in history.without_outcome if row.closed_on is not None and history.caf is None]


@dataclass(frozen=True)
class Heard:
    """Whoever a row names knows of something from a moment on, and counts as knowing until another."""

    who: Row
    at: datetime
    until: datetime


def told(telling: Row) -> Heard:
    """Whoever was told counts as told for five working days."""
    return Heard(telling, telling.told_at, heard_until(telling.told_at))


def is_silent(step_down: Row, history: History, people: People, grace: timedelta) -> bool:
    """Whether nobody who can be reached was told of this closure within the last five working days.

    Silence is allowed in two places only, and until the first telling time after it (plus `grace`, in which a sweep
    comes round): when the closing has just been recorded, and when the last who was told has just been lost.
    """
    of_it = (
        telling
        for telling in history.rows.tellings
        # A mailbox is nobody: of a closure a person must know.
        if telling.duty in OF_A_CLOSURE and telling.subject_id == step_down.id and telling.user_id is not None
    )
    return nobody_heard(map(told, of_it), _recorded_at(step_down), history.at, people, grace)


def nobody_heard(heard: Iterable[Heard], covered: datetime, at: datetime, people: People, grace: timedelta) -> bool:
    """Whether nobody of these can be reached and still counts as knowing, and somebody should by now.

    `covered` is the moment of which the first of them was to know.
    """
    for one in heard:
        if at >= one.until + grace:
            continue
        lost = people.lost_at(one.who)
        if lost is None:
            return False
        if one.at <= lost:
            covered = max(covered, lost)
    return at >= told_by(covered, grace)


def _recorded_at(step_down: Row) -> datetime:
    recorded: datetime | None = step_down.close_recorded_at
    return recorded or clock.london(step_down.closed_on, time.min)
