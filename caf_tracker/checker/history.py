"""One case's rows read as its history: what holds now, worked out afresh, the kept columns unread."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from caf_tracker import clock
from caf_tracker.checker.days import first_birthday, has_come, lapses_on
from caf_tracker.checker.rows import CaseRows, Row
from caf_tracker.models.words import COUNTING_MEETINGS, Answer, Recommendation, StepDownOutcome

FOREVER = datetime.max.replace(tzinfo=UTC)
# Of two things recorded at one moment: a decision comes first, then what closes the case, then a reopening.
_DECIDED, _CLOSED, _REOPENED = range(3)


@dataclass(frozen=True)
class Vacancy:
    """Nobody leads or is asked where somebody must: since which day, and the step-down or lead that left it so."""

    starts_on: date
    step_down_id: int | None = None
    lead_id: int | None = None


@dataclass(frozen=True)
class Closed:
    """While the case was closed: until it was opened again as it was, or a new step-down began, or to this day."""

    since: datetime
    until: datetime
    reopened: bool = False


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
        """Every step-down that recommends a CAF, has no outcome, and whose CAF has not closed with the case."""
        recommended = [row for row in self.decided if row.recommendation == Recommendation.CAF]
        return [row for row in recommended if row.outcome is None and self.left_at(row) is None]

    @property
    def undecided(self) -> bool:
        """Whether the current step-down has no outcome."""
        return self.current is not None and self.current.outcome is None

    @cached_property
    def closed(self) -> list[Closed]:
        """Every time the case was closed: by an outcome other than a confirmed CAF, or by closing the CAF."""
        events = [(row.decided_at, _DECIDED) for row in self.decided]
        ended = (row for row in self.decided if row.outcome not in (None, StepDownOutcome.CAF_CONFIRMED))
        events += [(row.outcome_at, _CLOSED) for row in ended]
        approved = (row for row in self.rows.requests if row.closing_id is not None and row.answer == Answer.APPROVED)
        events += [(row.answered_at, _CLOSED) for row in approved]
        events += [(row.reopened_at, _REOPENED) for row in self.rows.closings if row.reopened_at]
        found, since = [], None
        for moment, what in sorted(events):
            if what == _CLOSED:
                since = since or moment
            elif since is not None:
                found.append(Closed(since, moment, what == _REOPENED))
                since = None
        return [*found, Closed(since, FOREVER)] if since else found

    @property
    def closed_at(self) -> datetime | None:
        """When the case closed, if it is closed."""
        return self.closed[-1].since if self.closed and self.closed[-1].until == FOREVER else None

    @property
    def is_open(self) -> bool:
        """Whether nothing has closed the case, or it was opened again."""
        return self.closed_at is None

    @property
    def involved_since(self) -> datetime:
        """When the present involvement began: at the opening, or with the step-down that followed a closing."""
        begun = [spell.until for spell in self.closed if not spell.reopened and spell.until != FOREVER]
        return max([self.case.opened_at, *begun])

    @property
    def reopened_at(self) -> datetime:
        """When the case was last opened again as it was; its opening, if it never was."""
        return max([self.case.opened_at, *(spell.until for spell in self.closed if spell.reopened)])

    @property
    def caf(self) -> Row | None:
        """The CAF that runs."""
        return next((row for row in self.rows.cafs if row.closed_at is None), None)

    def caf_of(self, step_down: Row) -> Row | None:
        """The CAF that ran at some time between this step-down's decision and its outcome, or the next decision."""
        superseded = self._superseded_at(step_down)
        return next(
            (
                row
                for row in self.rows.cafs
                if row.started_at <= (step_down.outcome_at or FOREVER)
                and row.started_at < superseded
                and step_down.decided_at < (row.closed_at or FOREVER)
            ),
            None,
        )

    def left_at(self, step_down: Row) -> datetime | None:
        """When its CAF closed, and left it without an outcome for good: nothing is owed on it any more."""
        caf = self.caf_of(step_down)
        if caf is None or caf.closed_at is None or step_down.outcome is not None:
            return None
        return caf.closed_at if caf.closed_at < self._superseded_at(step_down) else None

    def _superseded_at(self, step_down: Row) -> datetime:
        followers = self.decided[self.decided.index(step_down) + 1 :]
        return followers[0].decided_at if followers else FOREVER

    def review_of(self, caf: Row) -> Row | None:
        """The latest TAF or review meeting on or after the day of its assessment, recorded while it ran."""
        counting = [
            row
            for row in self.rows.meetings
            if caf.assessed_on is not None
            and row.kind in COUNTING_MEETINGS
            and row.held_on >= caf.assessed_on
            and row.hold_recorded_at <= (caf.closed_at or FOREVER)
        ]
        return max(counting, key=lambda row: (row.held_on, row.id), default=None)

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
        if last == FOREVER:
            return None
        if last is not None and last >= since:
            return Vacancy(clock.london_date(last), lead_id=lead_id)
        began = next((row for row in self.decided if row.decided_at == since), None)
        return Vacancy(began.decided_on, step_down_id=began.id) if began else Vacancy(clock.london_date(since))

    def _led_until(self, row: Row, settled: bool) -> datetime:
        if row.ended_at:
            return row.ended_at
        if row.accepted_at or settled:
            return FOREVER
        lapse = clock.london(lapses_on(row.nominated_on, row.fast_track))
        return lapse if lapse <= self.at else FOREVER

    def _lead_needed_since(self) -> datetime | None:
        """Since when, without a break, a step-down without outcome recommends a CAF or a CAF runs."""
        spells = [
            (row.decided_at, row.outcome_at or self.left_at(row) or FOREVER)
            for row in self.decided
            if row.recommendation == Recommendation.CAF
        ] + [(row.started_at, row.closed_at or FOREVER) for row in self.rows.cafs]
        since = None
        for start, end in sorted(spells, reverse=True):
            if end == FOREVER or (since is not None and end > since):
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
            # A closing settles what was refused before it.
            if row.recorded_at >= self.reopened_at:
                first = None if row.agreed else first or row
        return first

    def turns_one_on(self) -> date | None:
        """The youngest child's first birthday, the unborn by the date they are due."""
        return max((first_birthday(child.born or child.due) for child in self.rows.children), default=None)

    def has_child_under_one(self, day: date) -> bool:
        """Whether a child, the unborn included, is under 1 on that day."""
        turns_one_on = self.turns_one_on()
        return turns_one_on is not None and day < turns_one_on

    def plan_shared_on(self, caf: Row) -> date | None:
        """When its plan was first shared with the family."""
        return min((row.shared_on for row in self.rows.plan_shares if row.caf_id == caf.id), default=None)

    def ended_with_case_at(self, action: Row) -> datetime | None:
        """When the case closed and with it what was still to be done, unless it was opened again as it was."""
        if action.done_at is not None or action.dropped_at is not None:
            return None
        for_good = (spell.since for spell in self.closed if spell.since >= action.agreed_at and not spell.reopened)
        return next(for_good, None)

    def closed_when_left(self, member: Row) -> datetime | None:
        """Since when the case was closed as an agency left its team, or is closed now."""
        until = member.left_at or FOREVER
        return next((spell.since for spell in self.closed if spell.since < until <= spell.until), None)

    def step_down_on(self, moment: datetime) -> Row | None:
        """The step-down that was the latest decided at that moment."""
        return max(
            (row for row in self.decided if row.decided_at <= moment), key=lambda row: row.decided_at, default=None
        )
