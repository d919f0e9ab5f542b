"""Reviewing the plan: outcome by outcome, in a meeting with the family."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from caf_tracker import audit
from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Meeting, Review, ReviewAnswer, User
from caf_tracker.models.words import MeetingKind, OutcomeProgress
from caf_tracker.services import meetings, plans, standing
from caf_tracker.services.texts import optional, required


@dataclass(frozen=True)
class Progress:
    """How far one outcome has come since the last review."""

    progress: OutcomeProgress
    note: str | None = None


def record_review(
    *,
    actor: User,
    at: datetime,
    case: Case,
    held_on: date,
    next_on: date,
    what_changed: str,
    answers: Mapping[int, Progress],
    present: Iterable[Agency] = (),
    meeting: Meeting | None = None,
) -> Review:
    """Record a review meeting: every outcome of the plan by its id, what changed, and the next date.

    The next date is noted and arranges nothing; reviews come every 4 to 12 weeks (Salford, Devon).
    """
    held = meetings.hold_and_record(
        actor=actor,
        at=at,
        case=case,
        held_on=held_on,
        kind=MeetingKind.REVIEW,
        meeting=meeting,
        present=present,
        next_on=next_on,
    )
    caf = standing.require_caf(case)
    wanted = plans.outcomes(caf)
    if not wanted:
        raise TransitionNotAllowed("The plan is still empty: there is nothing to review yet.")
    for outcome in wanted:
        if outcome.id not in answers:
            raise RuleBroken(f"outcome_{outcome.id}", "Choose how far this has come")
    review = Review(
        case_id=case.id,
        caf_id=caf.id,
        meeting_id=held.id,
        what_changed=required("what_changed", what_changed, "Enter what has changed since the last time"),
        reviewed_at=at,
        reviewed_by_id=actor.id,
    )
    review.answers = [
        ReviewAnswer(
            outcome_id=outcome.id,
            progress=answers[outcome.id].progress,
            note=optional(f"outcome_{outcome.id}_note", answers[outcome.id].note),
        )
        for outcome in wanted
    ]
    db.session.add(review)
    db.session.flush()
    audit.record(actor=actor, at=at, act="record_review", case=case, review=review.id)
    return review
