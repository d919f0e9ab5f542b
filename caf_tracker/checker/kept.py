"""The kept columns of docs/adr/0005 against the history that they are kept from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caf_tracker import clock, working_days
from caf_tracker.checker.days import ACTION_SOUGHT, is_fast_origin
from caf_tracker.checker.history import History
from caf_tracker.checker.team import known, unknown


@dataclass(frozen=True)
class Difference:
    """A kept column of one row, what it says, and what the history says."""

    table: str
    row_id: int
    column: str
    says: Any
    history_says: Any

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {self.row_id} says {self.says}, its history says {self.history_says}."


def differences(history: History) -> Iterator[Difference]:
    """Every kept column of a case that says something other than its history, but those that stand in doubtful()."""
    return (found for found in _all(history) if found.says != found.history_says)


def _all(history: History) -> Iterator[Difference]:
    case = history.case
    yield Difference("cases", case.id, "turns_one_on", case.turns_one_on, history.turns_one_on())
    yield Difference("cases", case.id, "involved_since", case.involved_since, history.involved_since)
    yield Difference("cases", case.id, "closed_at", case.closed_at, history.closed_at)
    vacancy = history.vacancy(settled=True)
    for row in history.rows.step_downs:
        mine = vacancy is not None and vacancy.step_down_id == row.id
        caf = history.caf_of(row) if row in history.decided else None
        yield Difference("step_downs", row.id, "current", row.current, row is history.current)
        left_on = _day(history.left_at(row)) if row in history.decided else None
        yield Difference("step_downs", row.id, "caf_started_on", row.caf_started_on, caf.started_on if caf else None)
        yield Difference("step_downs", row.id, "caf_closed_on", row.caf_closed_on, left_on)
        yield Difference("step_downs", row.id, "vacant_on", row.vacant_on, row.decided_on if mine else None)
    for row in history.rows.leads:
        left_on = clock.london_date(row.ended_at) if vacancy is not None and vacancy.lead_id == row.id else None
        yield Difference("leads", row.id, "vacant_on", row.vacant_on, left_on)
        yield Difference("leads", row.id, "agreement_awaited", row.agreement_awaited, row is history.agreement_awaited)
    for row in history.rows.agreements:
        yield Difference("agreements", row.id, "undecided", row.undecided, row is history.refusal)
    for row in history.rows.cafs:
        review = history.review_of(row)
        yield Difference("cafs", row.id, "plan_shared_on", row.plan_shared_on, history.plan_shared_on(row))
        yield Difference("cafs", row.id, "reviewed_id", row.reviewed_id, review.id if review else None)
        yield Difference("cafs", row.id, "reviewed_on", row.reviewed_on, review.held_on if review else None)
    for row in history.rows.actions:
        ended_at, reminded = (
            history.ended_with_case_at(row),
            row.agreed_on < working_days.add(row.due_on, -ACTION_SOUGHT),
        )
        yield Difference("plan_actions", row.id, "reminded_before", row.reminded_before, reminded)
        yield Difference("plan_actions", row.id, "ended_with_case_at", row.ended_with_case_at, ended_at)
    for row in history.rows.team:
        last, ended_at = known(history, row), history.closed_when_left(row)
        yield Difference("team_agencies", row.id, "known_id", row.known_id, last.id if last else None)
        yield Difference("team_agencies", row.id, "known_on", row.known_on, last.as_of if last else None)
        yield Difference("team_agencies", row.id, "ended_with_case_at", row.ended_with_case_at, ended_at)


def doubtful(history: History) -> Iterator[tuple[Difference, datetime]]:
    """Kept columns that differ from what is known now, and when they were settled, for good.

    A child recorded or corrected since explains a difference: whether a nomination lapses early, and whether what an
    agency knew had gone stale when it was unknown again, hung on who was under 1.
    """
    yield from _of_tracks(history)
    for row in history.rows.team:
        again = unknown(history, row)
        differ = [
            Difference("team_agencies", row.id, "unknown_id", row.unknown_id, again.id if again else None),
            Difference("team_agencies", row.id, "unknown_on", row.unknown_on, again.as_of if again else None),
        ]
        for found in differ:
            if found.says != found.history_says:
                yield found, row.joined_at


def _day(moment: datetime | None) -> date | None:
    return clock.london_date(moment) if moment else None


def _of_tracks(history: History) -> Iterator[tuple[Difference, datetime]]:
    for row in history.rows.leads:
        step_down = history.step_down_on(row.nominated_at)
        turns_one_on = history.turns_one_on()
        baby = turns_one_on is not None and row.nominated_on < turns_one_on
        fast = baby or (step_down is not None and is_fast_origin(step_down.comes_from))
        if row.fast_track != fast:
            yield Difference("leads", row.id, "fast_track", row.fast_track, fast), row.nominated_at
