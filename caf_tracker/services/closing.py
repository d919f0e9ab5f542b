"""Social care closes: a fact that nobody can refuse, with what is still open said plainly."""

from datetime import date, datetime
from enum import StrEnum

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import StepDown, User
from caf_tracker.models.words import Recommendation, StepDownOutcome
from caf_tracker.services import outcomes, standing
from caf_tracker.services.texts import not_future, optional, required


class OpenCondition(StrEnum):
    NO_ACCEPTED_LEAD = "no_accepted_lead"
    NO_AGREEMENT = "no_agreement"
    NO_CAF = "no_caf"


def open_conditions(step_down: StepDown) -> list[OpenCondition]:
    """What is still open when social care closes on a recommended CAF: lead, agreement, CAF (DOMAIN.md)."""
    if step_down.recommendation != Recommendation.CAF:
        return []
    case = step_down.case
    found = []
    if standing.accepted_lead(case) is None:
        found.append(OpenCondition.NO_ACCEPTED_LEAD)
    if standing.standing_agreement(case) is None:
        found.append(OpenCondition.NO_AGREEMENT)
    if standing.open_caf(case) is None:
        found.append(OpenCondition.NO_CAF)
    return found


def close_to_social_care(
    *, actor: User, at: datetime, step_down: StepDown, closed_on: date, reason: str | None = None
) -> None:
    """Record that social care closed; with a condition open a reason is needed, and it is never refused."""
    require(actor, Permission.CLOSE_STEP_DOWN, step_down.case)
    standing.lock(step_down.case)
    db.session.refresh(step_down)
    _require_not_closed(step_down)
    _check_day(step_down, closed_on, at)
    if open_conditions(step_down):
        required("reason", reason, "Enter why social care closes while this is still open")
    _write_closure(step_down, at, closed_on, actor, optional("reason", reason))
    audit.record(actor=actor, at=at, act="close_to_social_care", case=step_down.case, step_down=step_down.id)
    db.session.flush()


def return_to_social_care(*, actor: User, at: datetime, step_down: StepDown, reason: str, accepted_on: date) -> None:
    """Social care has accepted the family back, on that day."""
    require(actor, Permission.CLOSE_STEP_DOWN, step_down.case)
    standing.lock(step_down.case)
    db.session.refresh(step_down)
    not_future(
        "accepted_on", accepted_on, clock.london_date(at), "The date social care accepted must be today or in the past"
    )
    if step_down.decided_on is not None and accepted_on < step_down.decided_on:
        raise RuleBroken("accepted_on", "The date social care accepted must be on or after the step-down decision")
    outcomes.end(
        actor=actor,
        at=at,
        step_down=step_down,
        outcome=StepDownOutcome.RETURNED_TO_SOCIAL_CARE,
        reason=reason,
        on=accepted_on,
    )


def close_from_import(*, job: str, at: datetime, step_down: StepDown, closed_on: date) -> None:
    """Social care's system reports the closing of a step-down that was decided here."""
    standing.lock(step_down.case)
    db.session.refresh(step_down)
    _require_not_closed(step_down)
    _check_day(step_down, closed_on, at)
    _write_closure(step_down, at, closed_on, None, None)
    audit.record(job=job, at=at, act="close_to_social_care", case=step_down.case, step_down=step_down.id)
    db.session.flush()


def _require_not_closed(step_down: StepDown) -> None:
    if step_down.is_draft:
        raise TransitionNotAllowed("This step-down has not been decided yet. Nothing was changed.")
    if step_down.closed_on is not None:
        raise TransitionNotAllowed("Social care's closing is already recorded. Nothing was changed.")


def _check_day(step_down: StepDown, closed_on: date, at: datetime) -> None:
    not_future("closed_on", closed_on, clock.london_date(at), "The closing date must be today or in the past")
    if step_down.decided_on is not None and closed_on < step_down.decided_on:
        raise RuleBroken("closed_on", "The closing date must be on or after the date of the decision")


def _write_closure(step_down: StepDown, at: datetime, closed_on: date, actor: User | None, reason: str | None) -> None:
    step_down.closed_on = closed_on
    step_down.close_recorded_at = at
    step_down.close_recorded_by_id = actor.id if actor else None
    step_down.close_reason = reason
