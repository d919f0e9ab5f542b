"""The kept columns of docs/adr/0005 against the history that they are kept from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from caf_tracker import clock
from caf_tracker.checker.days import is_fast_origin
from caf_tracker.checker.history import History


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
    """Every kept column of a case but leads.fast_track that says something other than its history."""
    return (found for found in _all(history) if found.says != found.history_says)


def _all(history: History) -> Iterator[Difference]:
    case = history.case
    yield Difference("cases", case.id, "turns_one_on", case.turns_one_on, history.turns_one_on())
    yield Difference("cases", case.id, "involved_since", case.involved_since, history.involved_since)
    yield Difference("cases", case.id, "closed_at is empty", case.closed_at is None, history.is_open)
    vacancy = history.vacancy(settled=True)
    for row in history.rows.step_downs:
        mine = vacancy is not None and vacancy.step_down_id == row.id
        caf = history.caf_of(row) if row in history.decided else None
        yield Difference("step_downs", row.id, "current", row.current, row is history.current)
        yield Difference("step_downs", row.id, "caf_started_on", row.caf_started_on, caf.started_on if caf else None)
        yield Difference("step_downs", row.id, "vacant_on", row.vacant_on, row.decided_on if mine else None)
    for row in history.rows.leads:
        left_on = clock.london_date(row.ended_at) if vacancy is not None and vacancy.lead_id == row.id else None
        yield Difference("leads", row.id, "vacant_on", row.vacant_on, left_on)
        yield Difference("leads", row.id, "agreement_awaited", row.agreement_awaited, row is history.agreement_awaited)
    for row in history.rows.agreements:
        yield Difference("agreements", row.id, "undecided", row.undecided, row is history.refusal)


def doubtful_tracks(history: History) -> Iterator[tuple[Difference, datetime]]:
    """Nominations whose leads.fast_track differs from what is known now, and when they were made.

    It was settled on that day, for good; a child recorded or corrected since explains a difference.
    """
    for row in history.rows.leads:
        step_down = history.step_down_on(row.nominated_at)
        turns_one_on = history.turns_one_on()
        baby = turns_one_on is not None and row.nominated_on < turns_one_on
        fast = baby or (step_down is not None and is_fast_origin(step_down.comes_from))
        if row.fast_track != fast:
            yield Difference("leads", row.id, "fast_track", row.fast_track, fast), row.nominated_at
