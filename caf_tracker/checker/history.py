"""One case's rows read as its history: what holds now, worked out afresh, the kept columns unread."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from caf_tracker import clock
from caf_tracker.checker.days import first_birthday, has_come, lapses_on
from caf_tracker.checker.rows import CaseRows, Row
from caf_tracker.models.words import Recommendation, StepDownOutcome

_FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Vacancy:
    """Nobody leads or is asked where somebody must: since which day, and the step-down or lead that left it so."""

    starts_on: date
    step_down_id: int | None = None
    lead_id: int | None = None


class History:
    """What the rows of one case add up to at one moment."""

    def __init__(self, rows: CaseRows, at: datetime) -> None:
        self.rows = rows
        self.at = at
        self.case = rows.case
        # In the order of deciding; a draft is no step-down yet.
        self.decided = sorted(
            (row for row in rows.step_downs if row.decided_on is not None), key=lambda row: (row.decided_at, row.id)
        )

    @property
    def current(self) -> Row | None:
        """The latest decided step-down."""
        return self.decided[-1] if self.decided else None

    @property
    def without_outcome(self) -> list[Row]:
        """Every step-down that recommends a CAF and has no outcome."""
        return [row for row in self.decided if row.recommendation == Recommendation.CAF and row.outcome is None]

    @property
    def undecided(self) -> bool:
        """Whether the current step-down has no outcome."""
        return self.current is not None and self.current.outcome is None

    @property
    def is_open(self) -> bool:
        """Any outcome but a confirmed CAF closes the case, until the next step-down."""
        return self.current is None or self.current.outcome in (None, StepDownOutcome.CAF_CONFIRMED)

    @property
    def involved_since(self) -> datetime:
        """When the present involvement began: at the opening, or with the step-down that followed a closing."""
        since: datetime = self.case.opened_at
        for before, row in zip(self.decided, self.decided[1:], strict=False):
            if before.outcome not in (None, StepDownOutcome.CAF_CONFIRMED):
                since = row.decided_at
        return since

    @property
    def caf(self) -> Row | None:
        """The CAF that runs."""
        return next((row for row in self.rows.cafs if row.closed_at is None), None)

    def caf_of(self, step_down: Row) -> Row | None:
        """The CAF that ran at some time between this step-down's decision and its outcome, or the next decision."""
        followers = self.decided[self.decided.index(step_down) + 1 :]
        superseded = followers[0].decided_at if followers else _FOREVER
        return next(
            (
                row
                for row in self.rows.cafs
                if row.started_at <= (step_down.outcome_at or _FOREVER)
                and row.started_at < superseded
                and step_down.decided_at < (row.closed_at or _FOREVER)
            ),
            None,
        )

    @property
    def lead(self) -> Row | None:
        """The lead professional who has accepted and not ended."""
        return next((row for row in self.rows.leads if row.accepted_at and not row.ended_at), None)

    @property
    def nomination(self) -> Row | None:
        """The nomination that can still be answered."""
        waiting = (row for row in self.rows.leads if not row.accepted_at and not row.ended_at)
        return next(
            (row for row in waiting if not has_come(lapses_on(row.nominated_on, row.fast_track), self.at)), None
        )

    def vacancy(self, *, settled: bool = False) -> Vacancy | None:
        """The search for a lead that runs. `settled`: before anybody has touched a nomination that lapsed by itself."""
        since = self._lead_needed_since()
        if since is None:
            return None
        ends = [(self._led_until(row, settled), row.id) for row in self.rows.leads]
        last, lead_id = max(ends, default=(None, None))
        if last == _FOREVER:
            return None
        if last is not None and last >= since:
            return Vacancy(clock.london_date(last), lead_id=lead_id)
        began = next((row for row in self.decided if row.decided_at == since), None)
        return Vacancy(began.decided_on, step_down_id=began.id) if began else Vacancy(clock.london_date(since))

    def _led_until(self, row: Row, settled: bool) -> datetime:
        if row.ended_at:
            return row.ended_at
        if row.accepted_at or settled:
            return _FOREVER
        lapse = clock.london(lapses_on(row.nominated_on, row.fast_track))
        return lapse if lapse <= self.at else _FOREVER

    def _lead_needed_since(self) -> datetime | None:
        """Since when, without a break, a step-down without outcome recommends a CAF or a CAF runs."""
        spells = [
            (row.decided_at, row.outcome_at or _FOREVER)
            for row in self.decided
            if row.recommendation == Recommendation.CAF
        ] + [(row.started_at, row.closed_at or _FOREVER) for row in self.rows.cafs]
        since = None
        for start, end in sorted(spells, reverse=True):
            if end == _FOREVER or (since is not None and end > since):
                since = start if since is None else min(since, start)
        return since

    @cached_property
    def _of_this_involvement(self) -> list[Row]:
        return [row for row in self.rows.agreements if row.recorded_at >= self.involved_since]

    @property
    def agreement_awaited(self) -> Row | None:
        """The lead whose acceptance began the wait for the family's word, while it is waited for."""
        if not self.is_open or self.caf or self._of_this_involvement:
            return None
        accepted = [row for row in self.rows.leads if row.accepted_at and row.accepted_at >= self.involved_since]
        return min(accepted, key=lambda row: (row.accepted_at, row.id), default=None)

    @property
    def refusal(self) -> Row | None:
        """The first refusal or withdrawal since the last agreement, while nothing has settled it."""
        first: Row | None = None
        for row in self._of_this_involvement if self.is_open else ():
            first = None if row.agreed else first or row
        return first

    def turns_one_on(self) -> date | None:
        """The youngest child's first birthday, the unborn by the date they are due."""
        return max((first_birthday(child.born or child.due) for child in self.rows.children), default=None)

    def step_down_on(self, moment: datetime) -> Row | None:
        """The step-down that was the latest decided at that moment."""
        return max(
            (row for row in self.decided if row.decided_at <= moment), key=lambda row: row.decided_at, default=None
        )
