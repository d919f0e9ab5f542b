"""What is known of a case, and which ladders run on it, act by act."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.oracle.caf import CafWork
from tests.oracle.catalogue import LAPSES, LAPSES_FAST, STALLS
from tests.oracle.days import working_day
from tests.oracle.ladders import Ladder
from tests.oracle.people import Tables

MORNING = time(8)
FAST_ORIGINS = {"care_proceedings", "child_protection", "looked_after"}


@dataclass
class StepDown:
    """A decided step-down."""

    decided_by: str
    comes_from: str
    recommendation: str
    decided_on: date
    agency: str | None
    closed_on: date | None = None
    outcome: str | None = None
    over: bool = False


@dataclass
class Lead:
    """A nomination, pending until answered."""

    nominee: str
    lapses_on: date
    state: str = "pending"


class Case(CafWork):
    """The one family's case; `perform` takes an event that the rules allow."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self.step_down: StepDown | None = None
        self.leads: list[Lead] = []
        self.agreements: list[bool] = []
        self.caf_started_on: date | None = None
        self.is_closed = False

    # What the contract's words mean

    @property
    def open_step_down(self) -> StepDown | None:
        """The step-down that has not ended."""
        return None if self.step_down is None or self.step_down.over else self.step_down

    @property
    def caf_started(self) -> bool:
        """Whether a CAF runs."""
        return self.caf_started_on is not None

    @property
    def accepted(self) -> Lead | None:
        """The accepted lead professional."""
        return next((lead for lead in self.leads if lead.state == "accepted"), None)

    @property
    def pending(self) -> Lead | None:
        """The nomination not yet answered."""
        return next((lead for lead in self.leads if lead.state == "pending"), None)

    @property
    def lead(self) -> str | None:
        """Who fills the part *lead* in duties 1 to 9: the accepted one, else the nominee."""
        lead = self.accepted or self.pending
        return lead.nominee if lead else None

    def is_fast(self, day: date) -> bool:
        """On the fast track on this day."""
        if self.step_down and self.step_down.comes_from in FAST_ORIGINS:
            return True
        return self.under_one(day)

    def is_open(self, duty: str) -> bool:
        """Whether a ladder of this duty runs."""
        return self.ladders.is_open(duty)

    # Beginning and ending

    def start(self, duty: str, anchor: date, by: str | None, **of: Any) -> Ladder:
        """A ladder begins."""
        ladder = Ladder(duty, anchor, by, **of)
        self.begins(ladder)
        self.ladders.running.append(ladder)
        return ladder

    def begins(self, ladder: Ladder) -> None:
        """Which of its two ladders it is, is settled on its first day."""
        under_one_counts = ladder.duty == "engagement_unknown"
        ladder.fast = self.under_one(ladder.anchor) if under_one_counts else self.is_fast(ladder.anchor)

    def end(self, *duties: str) -> None:
        """Whatever runs of these duties ends."""
        self.ladders.drop([ladder for ladder in self.ladders.running if ladder.duty in duties])

    def look_for_lead(self, day: date, by: str | None) -> None:
        """`no_lead` begins when nobody is lead or nominated where somebody must be, and ends when that is mended."""
        step_down = self.open_step_down
        asked = step_down is not None and step_down.recommendation == "caf" and step_down.outcome is None
        needed = (asked or self.caf_started) and not self.accepted and not self.pending
        if not needed:
            self.end("no_lead")
        elif not self.is_open("no_lead"):
            self.start("no_lead", day, by)

    # Time passing

    def morning(self, day: date) -> None:
        """08:00 of this day: nominations lapse, handovers stall, and what begins on a day begins."""
        self.ladders.by_date(day, self.begins)
        pending = self.pending
        if pending and pending.lapses_on <= day:
            pending.state = "lapsed"
            self.end("lead_not_answered")
            self.look_for_lead(pending.lapses_on, None)
        self.look_for_stall(datetime.combine(day, MORNING))

    def look_for_stall(self, now: datetime) -> None:
        """Duty 9 stands beside duty 5 from 08:00 of the twentieth working day after the closure."""
        step_down = self.step_down
        if not self.is_open("caf_not_started") or step_down is None or step_down.closed_on is None:
            self.end("handover_stalled")
            return
        stalls = working_day(step_down.closed_on, STALLS)
        if now >= datetime.combine(stalls, MORNING) and not self.is_open("handover_stalled"):
            self.start("handover_stalled", stalls, None)

    # Acts

    def perform(self, event: Tables) -> None:
        """One event takes place."""
        today = event["at"].date()
        self.ladders.by_date(today, self.begins)
        getattr(self, "_" + event["act"])(event, today, event["by"])
        self.look_for_review()
        self.look_for_disengaged(today, event["by"])
        self.ladders.by_date(today, self.begins)
        self.look_for_stall(event["at"])

    def _decide_step_down(self, event: Tables, today: date, by: str) -> None:
        self.is_closed = False
        on = event.get("on", today)
        recommendation = event["recommendation"]
        self.step_down = StepDown(by, event["from"], recommendation, on, event.get("agency"))
        self.start("meeting_undecided", on, by).decider = "manager"
        if recommendation == "caf" and self.caf_started_on:
            # Its CAF runs already: what is left is to confirm the handover to it.
            self.start("handover_not_confirmed", max(on, self.caf_started_on), by)
        elif recommendation == "caf":
            self.start("step_down_unfinished", on, by)
        if event.get("nominate"):
            self.nominate(event["nominate"], today, by)
        self.look_for_lead(on, by)

    def nominate(self, nominee: str, today: date, by: str) -> None:
        """A pending nomination is withdrawn by a new one."""
        if self.pending:
            self.pending.state = "withdrawn"
            self.end("lead_not_answered")
        ladder = self.start("lead_not_answered", today, by, nominee=nominee)
        self.leads.append(Lead(nominee, working_day(today, LAPSES_FAST if ladder.fast else LAPSES)))

    def _nominate_lead(self, event: Tables, today: date, by: str) -> None:
        self.nominate(event["lead"], today, by)
        self.look_for_lead(today, by)

    def _accept_lead(self, event: Tables, today: date, by: str) -> None:
        assert self.pending
        earlier = [lead for lead in self.leads if lead.state in ("accepted", "ended")]
        if self.accepted:
            self.accepted.state = "ended"
        self.pending.state = "accepted"
        self.end("lead_not_answered")
        self.look_for_lead(today, by)
        if earlier:
            self.start("meeting_undecided", today, by).decider = "lead"
        if not self.agreements and not self.caf_started and not self.is_open("agreement_not_recorded"):
            self.start("agreement_not_recorded", today, by)
        assert self.accepted
        self.join(self.people.staff[self.accepted.nominee]["agency"], today, by)

    def _decline_lead(self, event: Tables, today: date, by: str) -> None:
        assert self.pending
        self.pending.state = "declined"
        self.end("lead_not_answered")
        self.look_for_lead(today, by)

    def _end_lead(self, event: Tables, today: date, by: str) -> None:
        assert self.accepted
        self.accepted.state = "ended"
        if event.get("successor"):
            self.nominate(event["successor"], today, by)
        self.look_for_lead(today, by)

    def _deactivate_staff(self, event: Tables, today: date, by: str) -> None:
        leaver = event["staff"]
        self.people.active.discard(leaver)
        if self.pending and self.pending.nominee == leaver:
            self.pending.state = "disabled"
            self.end("lead_not_answered")
        if self.accepted and self.accepted.nominee == leaver:
            self.accepted.state = "ended"
        self.look_for_lead(today, by)

    def _record_agreement(self, event: Tables, today: date, by: str) -> None:
        self.agreements.append(event["agreed"])
        self.end("agreement_not_recorded")
        if event["agreed"]:
            self.end("refusal_undecided")
        elif not self.is_open("refusal_undecided"):
            self.start("refusal_undecided", today, by)

    def _start_caf(self, event: Tables, today: date, by: str) -> None:
        self.caf_started_on = today
        self.end("agreement_not_recorded", "step_down_unfinished", "caf_not_started")
        if self.open_step_down and self.open_step_down.outcome is None:
            self.start("handover_not_confirmed", today, by)
        self.start("assessment_not_complete", today, by)
        self.start("plan_not_shared", today, by)

    def _confirm_handover(self, event: Tables, today: date, by: str) -> None:
        assert self.step_down
        self.step_down.outcome = "caf_confirmed"
        self.end("step_down_unfinished", "caf_not_started", "handover_not_confirmed")

    def _close_to_social_care(self, event: Tables, today: date, by: str) -> None:
        assert self.step_down
        on = event.get("on", today)
        self.step_down.closed_on = on
        self.closures.append(on)
        self.end("step_down_unfinished")
        if self.step_down.recommendation == "caf":
            if self.step_down.outcome is None and not self.caf_started:
                self.start("caf_not_started", on, by)
        elif not self.is_open("meeting_undecided"):
            self.step_down.over = True

    def _end_without_caf(self, event: Tables, today: date, by: str) -> None:
        self.finish("ended_without_caf")

    def _return_to_social_care(self, event: Tables, today: date, by: str) -> None:
        self.finish("returned_to_social_care")

    def finish(self, outcome: str) -> None:
        """An outcome other than `caf_confirmed` ends the case's duties."""
        assert self.step_down
        self.step_down.outcome = outcome
        self.close()

    def _close_caf(self, event: Tables, today: date, by: str) -> None:
        self.close()

    def close(self) -> None:
        """The case's duties end.

        The contract leaves open what of a lead, a nomination, an agreement, a team and a CAF outlives it: a next
        step-down is a handover of its own and finds none of them, so that its silence is told.
        """
        for lead in self.leads:
            lead.state = "ended" if lead.state in ("accepted", "ended") else "withdrawn"
        self.agreements.clear()
        self.caf_started_on = None
        if self.step_down:
            self.step_down.over = True
        self.forget()
        self.is_closed = True

    def _record_trigger(self, event: Tables, today: date, by: str) -> None:
        self.start("meeting_undecided", today, by).decider = "lead"

    def _decide_meeting(self, event: Tables, today: date, by: str) -> None:
        self.end("meeting_undecided")
        step_down = self.step_down
        if step_down and step_down.recommendation != "caf" and step_down.closed_on:
            step_down.over = True
