"""What has happened on a case, as a readable history made from the facts themselves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from caf_tracker.labels import duty_title
from caf_tracker.models import ApprovalRequest, Lead, Snooze, StepDown
from caf_tracker.models.words import Answer, LeadEnding
from caf_tracker.web.areas.case_page.facts import CaseFacts
from caf_tracker.web.filters import day

Label = Callable[[StrEnum | None], str]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened: when it was recorded, what, by whom, and the reason that was given."""

    at: datetime
    what: str
    by: str = ""
    reason: str | None = None


def history(facts: CaseFacts, *, caf: str, label: Label) -> list[Event]:
    """Everything that happened, the latest first."""
    events = [
        Event(at=facts.case.opened_at, what="Case opened", by=facts.name_of(facts.case.opened_by_id)),
        *_children(facts, label),
        *(event for step_down in facts.step_downs for event in _step_down(step_down, facts, label)),
        *(event for lead in facts.leads for event in _lead(lead, facts, label)),
        *_agreements(facts),
        *_cafs(facts, caf, label),
        *_closings(facts, caf, label),
        *_meetings(facts, label),
        *(event for request in facts.approvals for event in _approval(request, facts, label)),
        *(event for snooze in facts.snoozes for event in _snooze(snooze, caf)),
    ]
    # Of what was recorded in one moment, what comes later on the path stands above what comes before it.
    return sorted(reversed(events), key=lambda event: event.at, reverse=True)


def _children(facts: CaseFacts, label: Label) -> Iterator[Event]:
    for child in facts.children:
        for record in child.mobility_records:
            seen = f", seen by {record.seen_by}" if record.seen_by else ""
            yield Event(
                at=record.recorded_at,
                what=f"{child.name}: {label(record.mobility).lower()} on {day(record.seen_on)}{seen}",
                by=facts.name_of(record.recorded_by_id),
            )


def _step_down(step_down: StepDown, facts: CaseFacts, label: Label) -> Iterator[Event]:
    if step_down.drafted_at:
        yield Event(at=step_down.drafted_at, what="Step-down drafted", by=facts.name_of(step_down.drafted_by_id))
    if step_down.decided_at:
        second = facts.name_of(step_down.approved_by_id)
        dated = _dated(step_down.decided_on, step_down.decided_at)
        yield Event(
            at=step_down.decided_at,
            what=f"Step-down decided{dated}. Recommended: {label(step_down.recommendation)}",
            by=facts.name_of(step_down.manager_id) + (f", approved by {second}" if second else ""),
            reason=label(step_down.main_reason),
        )
    if step_down.close_recorded_at:
        yield Event(
            at=step_down.close_recorded_at,
            what=f"Closed to social care{_dated(step_down.closed_on, step_down.close_recorded_at)}",
            by=facts.name_of(step_down.close_recorded_by_id) or "Loaded from social care’s system",
            reason=step_down.close_reason,
        )
    if step_down.outcome_at:
        second = facts.name_of(step_down.outcome_approved_by_id)
        received = f" Told there: {step_down.receiving_person}." if step_down.receiving_person else ""
        yield Event(
            at=step_down.outcome_at,
            what=f"{label(step_down.outcome)}{_dated(step_down.outcome_on, step_down.outcome_at)}.{received}",
            by=facts.name_of(step_down.outcome_by_id) + (f", approved by {second}" if second else ""),
            reason=step_down.outcome_reason,
        )


def _lead(lead: Lead, facts: CaseFacts, label: Label) -> Iterator[Event]:
    name = f"{lead.user.name} ({lead.user.agency.name})"
    yield Event(
        at=lead.nominated_at,
        what=f"{name} asked to be the lead professional",
        by=facts.name_of(lead.nominated_by_id),
        reason=lead.note,
    )
    if lead.accepted_at:
        yield Event(at=lead.accepted_at, what=f"{name} accepted as the lead professional", by=lead.user.name)
    if lead.ended_at:
        what = label(lead.ended_as).lower()
        said = "did not answer and the request lapsed" if lead.ended_as is LeadEnding.LAPSED else what
        yield Event(
            at=lead.ended_at, what=f"{name}: {said}", by=facts.name_of(lead.ended_by_id), reason=lead.end_reason
        )


def _agreements(facts: CaseFacts) -> Iterator[Event]:
    for one in facts.agreements:
        said = "agreed" if one.agreed else "withdrew their agreement" if one.withdrawal else "refused"
        yield Event(
            at=one.recorded_at,
            what=f"{one.adult.name or 'An adult whose name is not known'} {said}",
            by=facts.name_of(one.recorded_by_id),
            reason=one.reason,
        )


def _cafs(facts: CaseFacts, caf: str, label: Label) -> Iterator[Event]:
    for one in facts.cafs:
        yield Event(at=one.started_at, what=f"{caf} started", by=facts.name_of(one.started_by_id))
        if one.assessed_at:
            yield Event(at=one.assessed_at, what="Assessment completed", by=facts.name_of(one.assessed_by_id))
        if one.closed_at and one.outcome:
            yield Event(at=one.closed_at, what=f"{caf} closed: {label(one.outcome)}")
    for handover in facts.handovers:
        checks = {
            "papers received": handover.papers_reason,
            "joint visit or meeting": handover.joint_visit_reason,
            "an owner for each action": handover.actions_reason,
            "the family knows whom to call": handover.family_reason,
        }
        missing = "; ".join(f"Not yet: {check}, because {reason}" for check, reason in checks.items() if reason)
        yield Event(
            at=handover.confirmed_at,
            what="Handover confirmed",
            by=facts.name_of(handover.confirmed_by_id),
            reason=missing or None,
        )


def _meetings(facts: CaseFacts, label: Label) -> Iterator[Event]:
    for trigger in facts.triggers:
        yield Event(
            at=trigger.raised_at,
            what=f"Whether to meet is to be decided: {label(trigger.kind)}",
            by=facts.name_of(trigger.raised_by_id),
            reason=trigger.note,
        )
    for decision in facts.decisions:
        yield Event(
            at=decision.decided_at,
            what="Decided to call a meeting" if decision.hold else "Decided not to call a meeting",
            by=facts.name_of(decision.decided_by_id),
            reason=decision.reason,
        )


def _approval(request: ApprovalRequest, facts: CaseFacts, label: Label) -> Iterator[Event]:
    asked = facts.name_of(request.asked_id)
    yield Event(
        at=request.requested_at,
        what=f"{asked} asked to approve: {label(request.kind)}",
        by=facts.name_of(request.requested_by_id),
        reason=request.reason,
    )
    # An approval is told by what it brought about: the outcome stands in the history itself.
    if request.answered_at and request.answer in (Answer.REFUSED, Answer.WITHDRAWN):
        yield Event(
            at=request.answered_at,
            what=f"{label(request.answer)}: {label(request.kind)}",
            by=facts.name_of(request.answered_by_id),
            reason=request.answer_reason,
        )


def _closings(facts: CaseFacts, caf: str, label: Label) -> Iterator[Event]:
    for request in facts.approvals:
        closing = request.closing
        if closing is not None and closing.reopened_at:
            yield Event(
                at=closing.reopened_at,
                what=f"{caf} opened again. It had closed: {label(closing.outcome)}",
                by=facts.name_of(closing.reopened_by_id),
                reason=closing.reopen_reason,
            )


def _snooze(snooze: Snooze, caf: str) -> Iterator[Event]:
    what = f"{duty_title(snooze.duty, caf)}: until {day(snooze.until_on)}"
    if snooze.asked is None:
        yield Event(at=snooze.recorded_at, what=f"Reminders put off. {what}", by=snooze.user.name, reason=snooze.reason)
        return
    asked = f"{snooze.asked.name} asked to let reminders wait again. {what}"
    yield Event(at=snooze.recorded_at, what=asked, by=snooze.user.name, reason=snooze.reason)
    if snooze.answered_at:
        said = "Reminders may wait" if snooze.allowed else "Reminders go on"
        yield Event(at=snooze.answered_at, what=f"{said}. {what}", by=snooze.asked.name)


def _dated(on: date | None, recorded_at: datetime) -> str:
    """The day, where it is another than the day of recording: a fact may be typed in late."""
    return f" on {day(on)}" if on and day(on) != day(recorded_at) else ""
