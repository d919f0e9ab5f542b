"""Silence: a closure with a CAF recommended and none started, of which no active person was told lately."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from caf_tracker import clock
from caf_tracker.checker.days import heard_until, told_by
from caf_tracker.checker.history import History
from caf_tracker.checker.reached import People
from caf_tracker.checker.rows import OF_A_CLOSURE, Row


def closed_and_not_started(history: History) -> list[Row]:
    """The step-downs that social care closed on a recommended CAF, with no CAF and no outcome."""
    return [row for row in history.without_outcome if row.closed_on is not None and history.caf is None]


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
    return nobody_heard(of_it, _recorded_at(step_down), history.at, people, grace)


def nobody_heard(tellings: Iterable[Row], covered: datetime, at: datetime, people: People, grace: timedelta) -> bool:
    """Whether of these tellings none of the last five working days reached anybody, and one should have by now.

    `covered` is the moment of which the first of them was to tell.
    """
    for telling in tellings:
        if at >= heard_until(telling.told_at) + grace:
            continue
        lost = people.lost_at(telling)
        if lost is None:
            return False
        if telling.told_at <= lost:
            covered = max(covered, lost)
    return at >= told_by(covered, grace)


def _recorded_at(step_down: Row) -> datetime:
    recorded: datetime | None = step_down.close_recorded_at
    return recorded or clock.london(step_down.closed_on, time.min)
