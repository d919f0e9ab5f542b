"""An agency that has not said whether the family engages, and of which nobody active was told lately."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from caf_tracker.checker.history import History
from caf_tracker.checker.reached import People
from caf_tracker.checker.rows import OF_AN_AGENCY, Row
from caf_tracker.checker.silence import nobody_heard
from caf_tracker.checker.team import Question, questions


def unheard(history: History, people: People, grace: timedelta, *, since: datetime | None = None) -> Iterator[Question]:
    """The questions of which nobody who can be reached was told within the last five working days.

    An agency's mailbox counts, until it refuses mail. As with a closure, the first telling time may be waited for:
    after the agency joined, was unknown again, what it knew went stale or the case was opened again; after the last
    who was told was lost; and after `since`, when a child's birth date came to be known that moved the day.
    """
    for asked in questions(history):
        covered = max(asked.since, since) if since is not None else asked.since
        if nobody_heard(_tellings(asked, history), covered, history.at, people, grace):
            yield asked


def _tellings(asked: Question, history: History) -> Iterator[Row]:
    for telling in history.rows.tellings:
        ladder = telling.duty, telling.subject_id, telling.cause, telling.cause_id
        if ladder == (OF_AN_AGENCY, asked.member.id, asked.cause, asked.cause_id):
            yield telling
