"""Who acts next: whoever owes the open duty that is due earliest, from the facts and DOMAIN.md's catalogue."""

from collections.abc import Iterator

from caf_tracker import working_days
from caf_tracker.checker.caf_duties import of_caf_and_team
from caf_tracker.checker.days import STALLS, has_come
from caf_tracker.checker.history import History
from caf_tracker.checker.owed import Owed, Parts, owed
from caf_tracker.checker.reached import People, Reached
from caf_tracker.checker.rows import Row
from caf_tracker.models.words import TriggerKind


def acting_next(history: History, people: People) -> list[Reached]:
    """Those who act next (several only where several hold one part together); on an open case nobody is a fault."""
    part = Parts(history, people)
    first = min([*_Handover(history, part).all(), *of_caf_and_team(history, part)], default=None)
    if first is not None:
        return first.by
    if not history.is_open:
        return []
    return part.lead() if history.caf else part.manager()


class _Handover:
    """Duties 1 to 10 as they stand open on one case."""

    def __init__(self, history: History, part: Parts) -> None:
        self.history, self.people, self.part = history, part.people, part

    def all(self) -> Iterator[Owed]:
        yield from self._of_the_lead()
        for row in self.history.without_outcome:
            yield from self._of_the_handover(row)
        yield from self._of_decisions()

    def _of_the_lead(self) -> Iterator[Owed]:
        history, part = self.history, self.part
        if row := history.nomination:
            yield owed(1, row.nominated_on, 3, row.id, self.people.person(row.user_id, history.case))
        if vacancy := history.vacancy():
            seeker = part.manager() if history.undecided else part.coordinator()
            cause_id = vacancy.step_down_id or vacancy.lead_id or 0
            yield owed(2, vacancy.starts_on, 1, cause_id, seeker)
        if row := history.agreement_awaited:
            yield owed(3, row.accepted_on, 5, row.id, part.lead())

    def _of_the_handover(self, row: Row) -> Iterator[Owed]:
        part, caf = self.part, self.history.caf
        if caf is not None:
            yield owed(6, max(caf.started_on, row.decided_on), 3, row.id, part.manager())
        elif row.closed_on is None:
            yield owed(4, row.decided_on, 15, row.id, part.manager())
        else:
            yield owed(5, row.closed_on, 5, row.id, part.lead())
            stalls = working_days.add(row.closed_on, STALLS)
            if has_come(stalls, self.history.at):
                yield owed(9, stalls, 0, row.id, part.head())

    def _of_decisions(self) -> Iterator[Owed]:
        history, part = self.history, self.part
        if row := history.refusal:
            decider = part.manager() if history.undecided else part.leads_manager()
            yield owed(7, row.recorded_on, 2, row.id, decider)
        for row in history.rows.triggers:
            if row.decision_id is None and row.dropped_at is None:
                decider = part.manager() if row.kind == TriggerKind.STEP_DOWN else part.lead()
                yield owed(8, row.raised_on, 2, row.id, decider)
        for row in history.rows.requests:
            if row.answer is None:
                yield owed(10, row.requested_on, 2, row.id, self.people.person(row.asked_id, history.case))
