"""An agency that has not said whether the family engages, and of which nobody active was told lately."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from caf_tracker import clock
from caf_tracker.checker.history import History
from caf_tracker.checker.reached import People
from caf_tracker.checker.rows import OF_AN_AGENCY
from caf_tracker.checker.silence import Heard, nobody_heard, told
from caf_tracker.checker.team import Question, questions


def unheard(history: History, people: People, grace: timedelta, *, since: datetime | None = None) -> Iterator[Question]:
    """The questions of which nobody who can be reached was told within the last five working days.

    An agency's mailbox counts, until it refuses mail, and so does whoever has put off being told, until that day. As
    with a closure, the first telling time may be waited for: after the agency joined, was unknown again, what it knew
    went stale or the case was opened again; after the last who was told was lost; and after `since`, when a child's
    birth date came to be known that moved the day.
    """
    for asked in questions(history):
        covered = max(asked.since, since) if since is not None else asked.since
        if nobody_heard(_heard(asked, history), covered, history.at, people, grace):
            yield asked


def _heard(asked: Question, history: History) -> Iterator[Heard]:
    """Whoever was told, and whoever has put off being told again: they know, until that day."""
    question = OF_AN_AGENCY, asked.member.id, asked.cause, asked.cause_id
    for row in history.rows.tellings:
        if (row.duty, row.subject_id, row.cause, row.cause_id) == question:
            yield told(row)
    for row in history.rows.snoozes:
        holds = row.asked_id is None or row.allowed
        if holds and (row.duty, row.subject_id, row.cause, row.cause_id) == question:
            yield Heard(row, row.recorded_at, clock.london(row.until_on))
