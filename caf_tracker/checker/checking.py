"""The whole check: every case, block by block, against the promise and against the kept columns' history."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from caf_tracker.checker import kept, rows
from caf_tracker.checker.days import GRACE
from caf_tracker.checker.findings import Finding, Kind
from caf_tracker.checker.history import History
from caf_tracker.checker.holding import acting_next
from caf_tracker.checker.outcomes import is_supported
from caf_tracker.checker.reached import People, Reached
from caf_tracker.checker.silence import closed_and_not_started, is_silent
from caf_tracker.checker.team import questions
from caf_tracker.checker.unknown import unheard


class Shown(Protocol):
    """Somebody whom the product shows as acting next."""

    @property
    def user_id(self) -> int | None:
        """Their number; None for an agency."""

    @property
    def agency_id(self) -> int | None:
        """An agency's number, where it is shown through its mailbox."""


# Asks the product who acts next on these cases: held against the checker's own answer.
Asking = Callable[[datetime, list[int]], Mapping[int, Shown]]


@dataclass
class Report:
    """How much was looked at, and what is wrong."""

    cases: int = 0
    without_outcome: int = 0
    not_started: int = 0
    questions: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Take up what was found elsewhere."""
        self.cases += other.cases
        self.without_outcome += other.without_outcome
        self.not_started += other.not_started
        self.questions += other.questions
        self.findings += other.findings


def check(
    connection: sa.Connection, at: datetime, *, holders: Asking | None = None, grace: timedelta = GRACE
) -> Report:
    """Check every case as it stands at this moment, in the connection's transaction; changes nothing."""
    report = Report()
    for start in rows.starts(connection):
        report.add(check_block(connection, at, start, holders=holders, grace=grace))
    return report


def check_block(
    connection: sa.Connection, at: datetime, start: int, *, holders: Asking | None = None, grace: timedelta = GRACE
) -> Report:
    """Check the block of cases that begins with this number (see rows.starts).

    `holders` is what pages show as acting next; `grace` is how late a sweep may come round.
    """
    people = People(rows.users(connection), rows.agencies(connection), rows.closed_periods(connection))
    histories = [History(case, at) for case in rows.block(connection, start, at)]
    report = Report(cases=len(histories))
    for history in histories:
        report.without_outcome += len(history.without_outcome)
        report.not_started += len(closed_and_not_started(history))
        report.questions += len(list(questions(history)))
        report.findings += _of_case(history, people, grace)
    report.findings += _of_birth_dates(connection, histories, people, grace)
    report.findings += _of_holders(histories, people, at, holders)
    return report


def _of_case(history: History, people: People, grace: timedelta) -> Iterator[Finding]:
    case_id = history.case.id
    for difference in kept.differences(history):
        yield Finding(case_id, Kind.KEPT_COLUMN, str(difference))
    for row in history.without_outcome:
        if row is not history.current:
            yield Finding(case_id, Kind.NO_HOLDER, f"Step-down {row.id} was left without an outcome for a later one.")
    for row in history.decided:
        if not is_supported(row, history.rows):
            yield Finding(
                case_id, Kind.OUTCOME, f"Step-down {row.id} ended as {row.outcome}, and nothing bears it out."
            )
    for row in closed_and_not_started(history):
        if is_silent(row, history, people, grace):
            what = f"Closed on {row.closed_on} with no CAF started, and nobody active was told in 5 working days."
            yield Finding(case_id, Kind.SILENT, what)


def _of_birth_dates(
    connection: sa.Connection, histories: list[History], people: People, grace: timedelta
) -> Iterator[Finding]:
    """What is wrong unless a child was recorded or corrected since."""
    settled = [(history, list(kept.doubtful(history)), list(unheard(history, people, grace))) for history in histories]
    doubts = [doubt for doubt in settled if doubt[1] or doubt[2]]
    changed = rows.children_changed(connection, [history.case.id for history, _, _ in doubts]) if doubts else {}
    for history, differences, asked in doubts:
        since = changed.get(history.case.id)
        for difference, settled_at in differences:
            if since is None or since < settled_at:
                yield Finding(history.case.id, Kind.KEPT_COLUMN, str(difference))
        for question in unheard(history, people, grace, since=since) if asked else ():
            what = (
                f"Agency {question.member.agency_id} has not said since {question.starts_on} whether the family "
                "engages, and nobody active was told in 5 working days."
            )
            yield Finding(history.case.id, Kind.UNKNOWN, what)


def _of_holders(histories: list[History], people: People, at: datetime, holders: Asking | None) -> Iterator[Finding]:
    shown = holders(at, [history.case.id for history in histories]) if holders else {}
    for history in histories:
        case_id, acting = history.case.id, acting_next(history, people)
        if not acting and history.is_open:
            yield Finding(case_id, Kind.NO_HOLDER, "Nobody acts next: nobody who could can be reached.")
        elif holders:
            person = shown.get(case_id)
            says = Reached(person.user_id, person.agency_id) if person else None
            if says not in acting and (says or acting):
                own = " or ".join(map(str, acting)) or "nobody"
                what = f"The product shows {says or 'nobody'} as acting next; it is {own}."
                yield Finding(case_id, Kind.OTHER_HOLDER, what)
