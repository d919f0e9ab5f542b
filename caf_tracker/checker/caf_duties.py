"""What is owed on a CAF, its plan and its team: duties 11, 12, 14, 16 and 17 of DOMAIN.md's catalogue."""

from collections.abc import Iterator
from datetime import date, timedelta

from caf_tracker import working_days
from caf_tracker.checker.days import (
    ACTION_SOUGHT,
    FIRST_REVIEW,
    NEXT_REVIEW,
    REVIEW_SOUGHT,
    SOON_REVIEW,
    has_come,
    months_after,
)
from caf_tracker.checker.history import History
from caf_tracker.checker.owed import Owed, Parts, owed
from caf_tracker.checker.reached import Reached
from caf_tracker.checker.rows import Row
from caf_tracker.checker.team import questions

# Social care closed lately, if it did so less than so many months before.
_LATELY = 6


def of_caf_and_team(history: History, part: Parts) -> Iterator[Owed]:
    """These duties, as far as they have started."""
    if not history.is_open:
        return
    if (caf := history.caf) is not None:
        yield from _of_caf(caf, history, part)
    for action in history.rows.actions:
        if action.done_at is None and action.dropped_at is None and history.ended_with_case_at(action) is None:
            if _is_sought(action, history):
                yield owed(16, action.due_on, 0, action.id, _owner(action, part))
    for asked in questions(history):
        young = history.has_child_under_one(asked.starts_on)
        yield owed(17, asked.starts_on, 3 if young else 5, asked.cause_id, part.of_team(asked.member.agency_id))


def _of_caf(caf: Row, history: History, part: Parts) -> Iterator[Owed]:
    if caf.assessed_on is None:
        yield owed(11, caf.started_on, 10, caf.id, part.accepted_lead())
    if history.plan_shared_on(caf) is None:
        yield owed(12, caf.started_on, 15, caf.id, part.accepted_lead())
    last = history.review_of(caf)
    if last is not None:
        due_on, cause_id = last.held_on + _until_review(NEXT_REVIEW, last.held_on, history), last.id
    elif caf.assessed_on is not None:
        due_on, cause_id = caf.assessed_on + _until_review(FIRST_REVIEW, caf.assessed_on, history), caf.id
    else:
        return
    if has_come(working_days.add(due_on, -REVIEW_SOUGHT), history.at):
        yield owed(14, due_on, 0, cause_id, part.accepted_lead())


def _until_review(usual: timedelta, day: date, history: History) -> timedelta:
    """Soon, if on that day a child was under 1 or social care had closed lately."""
    closed_lately = any(
        row.closed_on is not None and row.closed_on <= day < months_after(row.closed_on, _LATELY)
        for row in history.rows.step_downs
    )
    return SOON_REVIEW if closed_lately or history.has_child_under_one(day) else usual


def _is_sought(action: Row, history: History) -> bool:
    """From the third working day before its day, or once it is agreed if that is later."""
    sought_on = working_days.add(action.due_on, -ACTION_SOUGHT)
    return bool(action.agreed_on >= sought_on) or has_come(sought_on, history.at)


def _owner(action: Row, part: Parts) -> list[Reached]:
    """Whoever agreed to it; of one of the family the lead reminds."""
    if action.owner_id is not None:
        return part.people.person(action.owner_id, part.case)
    return part.contact(action.owner_agency_id) if action.owner_agency_id is not None else part.accepted_lead()
