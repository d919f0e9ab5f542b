"""The steps of the handover track, read from a case's facts and what is owed on it."""

from dataclasses import dataclass, replace
from datetime import date

from caf_tracker import clock
from caf_tracker.duties import OpenDuty
from caf_tracker.models import Lead
from caf_tracker.models.words import LeadEnding, Recommendation, StepDownOutcome
from caf_tracker.pictures.handover_track import StepState, TrackStep
from caf_tracker.web.areas.case_page.facts import CaseFacts

DECIDED, NOMINATED, ACCEPTED, AGREED, CLOSED, STARTED, CONFIRMED = range(7)

# The step on which a duty waits. Whether to meet and a second person's answer are no steps of their own.
STEP_OF_DUTY = {
    "no_lead": NOMINATED,
    "lead_not_answered": ACCEPTED,
    "agreement_not_recorded": AGREED,
    "refusal_undecided": AGREED,
    "step_down_unfinished": CLOSED,
    "caf_not_started": STARTED,
    "handover_stalled": STARTED,
    "handover_not_confirmed": CONFIRMED,
}


@dataclass(frozen=True)
class _Facts:
    """What the steps are read from."""

    facts: CaseFacts
    duties: list[OpenDuty]
    today: date
    caf: str


def track_steps(
    facts: CaseFacts, duties: list[OpenDuty], *, today: date, caf: str, next_duty: OpenDuty | None = None
) -> list[TrackStep]:
    """The seven steps in the order in which they best come, with what is done, waiting, late or not needed."""
    told = _Facts(facts, duties, today, caf)
    read = (_decided, _nominated, _accepted, _agreed, _closed, _started, _confirmed)
    steps = [_waiting(step(told), number, told) for number, step in enumerate(read)]
    if _is_over(facts):
        steps = [_not_needed(step) for step in steps]
    elif next_duty is None or next_duty.key in STEP_OF_DUTY:
        number = STEP_OF_DUTY[next_duty.key] if next_duty else _first_open(steps)
        if number is not None:
            steps[number] = replace(steps[number], next=True)
    return steps


def _is_over(facts: CaseFacts) -> bool:
    ended = facts.step_down.outcome if facts.step_down else None
    return not facts.case.is_open or (ended is not None and ended is not StepDownOutcome.CAF_CONFIRMED)


def _first_open(steps: list[TrackStep]) -> int | None:
    settled = (StepState.DONE, StepState.NOT_NEEDED)
    return next((number for number, step in enumerate(steps) if step.state not in settled), None)


def _waiting(step: TrackStep, number: int, told: _Facts) -> TrackStep:
    """The step with what is owed on it, if it is not done."""
    owed = [duty for duty in told.duties if STEP_OF_DUTY.get(duty.key) == number]
    if step.state is not StepState.NOT_YET or not owed:
        return step
    first = min(owed, key=lambda duty: duty.due_on)
    late = first.late(told.today)
    return replace(
        step,
        state=StepState.LATE if late else StepState.WAITING,
        due=first.due_on,
        days_late=late,
        who=" or ".join(person.name for person in first.owed_by),
    )


def _not_needed(step: TrackStep) -> TrackStep:
    if step.state is StepState.DONE:
        return step
    return TrackStep(name=step.name, state=StepState.NOT_NEEDED, note=step.note)


def _done(name: str, on: date | None, who: str | None, note: str | None = None) -> TrackStep:
    return TrackStep(name=name, state=StepState.DONE, on=on, who=who or None, note=note)


def _not_yet(name: str, note: str | None = None) -> TrackStep:
    return TrackStep(name=name, state=StepState.NOT_YET, note=note)


def _decided(told: _Facts) -> TrackStep:
    name, step_down = "Step-down decided", told.facts.step_down
    if step_down is None:
        return TrackStep(name=name, state=StepState.NOT_NEEDED if told.facts.caf else StepState.NOT_YET)
    if step_down.is_draft:
        return TrackStep(name=name, state=StepState.WAITING, note="drafted, not decided")
    return _done(name, step_down.decided_on, told.facts.name_of(step_down.manager_id))


def _nominated(told: _Facts) -> TrackStep:
    name, lead = "Lead nominated", told.facts.accepted_lead or told.facts.last_lead
    if lead and _holds(lead, told):
        return _done(name, lead.nominated_on, lead.user.name)
    return _not_yet(name, _what_became_of(lead) if lead else None)


def _accepted(told: _Facts) -> TrackStep:
    name, lead = "Lead accepted", told.facts.accepted_lead or told.facts.last_lead
    if lead and lead.accepted_on and _holds(lead, told):
        return _done(name, lead.accepted_on, lead.user.name)
    return _not_yet(name)


def _holds(lead: Lead, told: _Facts) -> bool:
    """Whether the nomination stands: accepted, or pending and not lapsed (then nobody has been asked, as it were).

    Whoever led until the case closed had been asked, and had accepted.
    """
    if lead.ended_as is LeadEnding.CASE_CLOSED:
        return lead.accepted_at is not None
    asked_again = any(duty.key == "no_lead" for duty in told.duties)
    return lead.ended_at is None and (lead.accepted_at is not None or not asked_again)


def _what_became_of(lead: Lead) -> str:
    words = {
        LeadEnding.DECLINED: "declined",
        LeadEnding.WITHDRAWN: "was withdrawn",
        LeadEnding.ENDED: "is no longer lead",
        LeadEnding.SUCCEEDED: "handed on",
        LeadEnding.ACCOUNT_DISABLED: "has left",
        LeadEnding.CASE_CLOSED: "was lead",
    }
    return f"{lead.user.name} {words.get(lead.ended_as, 'did not answer') if lead.ended_as else 'did not answer'}"


def _agreed(told: _Facts) -> TrackStep:
    name, said = "Family’s agreement", told.facts.said
    agreed = [one for one in said if one.agreed]
    refused = [one for one in said if not one.agreed]
    if agreed:
        note = f"{len(refused)} said no" if refused else None
        return _done(name, agreed[-1].recorded_on, agreed[-1].adult.name or "Name not known", note)
    if refused:
        return _not_yet(name, f"refused {refused[-1].recorded_on.day} {refused[-1].recorded_on:%B %Y}")
    return _not_yet(name)


def _closed(told: _Facts) -> TrackStep:
    name, step_down = "Closed to social care", told.facts.step_down
    if step_down is None:
        return TrackStep(name=name, state=StepState.NOT_NEEDED if told.facts.caf else StepState.NOT_YET)
    if step_down.closed_on:
        return _done(name, step_down.closed_on, told.facts.name_of(step_down.close_recorded_by_id))
    return _not_yet(name)


def _started(told: _Facts) -> TrackStep:
    name, started, step_down = f"{told.caf} started", told.facts.latest_caf, told.facts.step_down
    if started:
        return _done(name, started.started_on, told.facts.name_of(started.started_by_id))
    if step_down and not step_down.is_draft and step_down.recommendation is not Recommendation.CAF:
        return TrackStep(name=name, state=StepState.NOT_NEEDED)
    return _not_yet(name)


def _confirmed(told: _Facts) -> TrackStep:
    name, confirmed, step_down = "Handover confirmed", told.facts.handover, told.facts.step_down
    if confirmed:
        return _done(name, clock.london_date(confirmed.confirmed_at), told.facts.name_of(confirmed.confirmed_by_id))
    if step_down is None or (not step_down.is_draft and step_down.recommendation is not Recommendation.CAF):
        not_needed = told.facts.caf or step_down
        return TrackStep(name=name, state=StepState.NOT_NEEDED if not_needed else StepState.NOT_YET)
    return _not_yet(name)
