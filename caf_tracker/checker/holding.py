"""Who acts next: whoever owes the open duty that is due earliest, from the facts and DOMAIN.md's catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from caf_tracker import working_days
from caf_tracker.checker.days import STALLS, has_come
from caf_tracker.checker.history import History
from caf_tracker.checker.reached import People
from caf_tracker.checker.rows import Row
from caf_tracker.models.words import TriggerKind


@dataclass(frozen=True, order=True)
class Owed:
    """An open duty: due when, its number in the catalogue, the row that started it, and who owes it."""

    due_on: date
    number: int
    cause_id: int
    by: list[Row] = field(compare=False)


def acting_next(history: History, people: People) -> list[Row]:
    """Those who act next on an open case (several only where several hold one part together); nobody is a fault."""
    first = min(_Duties(history, people).all(), default=None)
    if first is not None:
        return first.by
    part = _Parts(history, people)
    return part.lead() if history.caf else part.manager()


class _Parts:
    """Who holds each part on one case."""

    def __init__(self, history: History, people: People) -> None:
        self.history, self.people, self.case = history, people, history.case
        led_by = history.lead or history.nomination
        self._lead_id = led_by.user_id if led_by else None

    def lead(self) -> list[Row]:
        return self.people.person(self._lead_id, self.case)

    def leads_manager(self) -> list[Row]:
        return self.people.line_manager(self._lead_id, self.case)

    def manager(self) -> list[Row]:
        current = self.history.current
        return self.people.person(current.manager_id if current else None, self.case)

    def coordinator(self) -> list[Row]:
        return self.people.coordinators(self.case)

    def head(self) -> list[Row]:
        return self.people.heads(self.case)


class _Duties:
    """Duties 1 to 10 as they stand open on one case."""

    def __init__(self, history: History, people: People) -> None:
        self.history, self.people = history, people
        self.part = _Parts(history, people)

    def all(self) -> Iterator[Owed]:
        yield from self._of_the_lead()
        for row in self.history.without_outcome:
            yield from self._of_the_handover(row)
        yield from self._of_decisions()

    def _of_the_lead(self) -> Iterator[Owed]:
        history, part = self.history, self.part
        if row := history.nomination:
            yield _owed(1, row.nominated_on, 3, row.id, self.people.person(row.user_id, history.case))
        if vacancy := history.vacancy():
            seeker = part.manager() if history.undecided else part.coordinator()
            cause_id = vacancy.step_down_id or vacancy.lead_id or 0
            yield _owed(2, vacancy.starts_on, 1, cause_id, seeker)
        if row := history.agreement_awaited:
            yield _owed(3, row.accepted_on, 5, row.id, part.lead())

    def _of_the_handover(self, row: Row) -> Iterator[Owed]:
        part, caf = self.part, self.history.caf
        if caf is not None:
            yield _owed(6, max(caf.started_on, row.decided_on), 3, row.id, part.manager())
        elif row.closed_on is None:
            yield _owed(4, row.decided_on, 15, row.id, part.manager())
        else:
            yield _owed(5, row.closed_on, 5, row.id, part.lead())
            stalls = working_days.add(row.closed_on, STALLS)
            if has_come(stalls, self.history.at):
                yield _owed(9, stalls, 0, row.id, part.head())

    def _of_decisions(self) -> Iterator[Owed]:
        history, part = self.history, self.part
        if row := history.refusal:
            decider = part.manager() if history.undecided else part.leads_manager()
            yield _owed(7, row.recorded_on, 2, row.id, decider)
        for row in history.rows.triggers:
            if row.decision_id is None and row.dropped_at is None:
                decider = part.manager() if row.kind == TriggerKind.STEP_DOWN else part.lead()
                yield _owed(8, row.raised_on, 2, row.id, decider)
        for row in history.rows.requests:
            if row.answer is None:
                yield _owed(10, row.requested_on, 2, row.id, self.people.person(row.asked_id, history.case))


def _owed(number: int, start: date, days: int, cause_id: int, by: list[Row]) -> Owed:
    return Owed(working_days.add(start, days), number, cause_id, by)
