"""How a step-down ends, and what closes with it."""

from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agreement, Caf, Case, StepDown, User
from caf_tracker.models.words import CafOutcome, StepDownOutcome
from caf_tracker.services import approval_requests, leads, meetings, plans, team, triggers
from caf_tracker.services.texts import required

# How a step-down ends is how a CAF that runs closes with it.
_CLOSES_CAF_AS = {
    StepDownOutcome.ENDED_WITHOUT_CAF: CafOutcome.DECLINED_OR_DISENGAGED,
    StepDownOutcome.RETURNED_TO_SOCIAL_CARE: CafOutcome.STEPPED_UP,
    StepDownOutcome.MOVED_AREA: CafOutcome.MOVED_AREA,
    StepDownOutcome.ERROR: CafOutcome.ERROR,
}


def require_undecided(step_down: StepDown) -> None:
    """Raise TransitionNotAllowed unless this is the case's decided step-down and has no outcome yet."""
    if step_down.is_draft or not step_down.current:
        raise TransitionNotAllowed("This is not the step-down that the case now stands on. Nothing was changed.")
    if step_down.outcome is not None:
        raise TransitionNotAllowed("This step-down already has an outcome. Nothing was changed.")
    if not step_down.is_undecided:
        raise TransitionNotAllowed("The case closed with its CAF, and this step-down with it. Nothing was changed.")


def end(
    *,
    actor: User,
    at: datetime,
    step_down: StepDown,
    outcome: StepDownOutcome,
    reason: str,
    approved_by: User | None = None,
    on: date | None = None,
    receiving_person: str | None = None,
) -> None:
    """Give the step-down an outcome other than a confirmed CAF; the case closes and what it owed ends with it."""
    require_undecided(step_down)
    step_down.outcome = outcome
    step_down.outcome_reason = required("reason", reason, "Enter the reason")
    step_down.outcome_at = at
    step_down.outcome_by_id = actor.id
    step_down.outcome_approved_by_id = approved_by.id if approved_by else None
    step_down.outcome_on = on
    step_down.receiving_person = receiving_person
    close_case(actor=actor, at=at, case=step_down.case, caf_outcome=_CLOSES_CAF_AS[outcome])
    audit.record(actor=actor, at=at, act=outcome.value, case=step_down.case, step_down=step_down.id)
    db.session.flush()


def close_case(*, actor: User, at: datetime, case: Case, caf_outcome: CafOutcome) -> None:
    """Close the case and settle what was open on it: lead, CAF, team, meetings, actions, triggers, requests."""
    case.closed_at = at
    leads.end_with_case(actor=actor, at=at, case=case)
    for caf in db.session.scalars(sa.select(Caf).where(Caf.case_id == case.id, Caf.closed_at.is_(None))):
        caf.closed_at, caf.closed_on, caf.outcome = at, clock.london_date(at), caf_outcome
    team.end_with_case(at=at, case=case)
    meetings.cancel_with_case(actor=actor, at=at, case=case)
    plans.end_with_case(at=at, case=case)
    triggers.drop_triggers(at=at, case=case)
    settle_refusal(case)
    approval_requests.drop_with_case(actor=actor, at=at, case=case)
    db.session.flush()


def settle_refusal(case: Case) -> None:
    """What happens after a refusal is settled: by an agreement, an outcome or the CAF's closing."""
    for refusal in db.session.scalars(sa.select(Agreement).where(Agreement.case_id == case.id, Agreement.undecided)):
        refusal.undecided = False
    db.session.flush()
