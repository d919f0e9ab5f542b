"""Confirming that the family has arrived in Early Help."""

from dataclasses import dataclass
from datetime import datetime

from caf_tracker import audit
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Handover, StepDown, User
from caf_tracker.models.words import StepDownOutcome
from caf_tracker.services import approval_requests, outcomes, standing
from caf_tracker.services.texts import optional, required


@dataclass(frozen=True)
class Check:
    """One question of the handover: yes, or no with a reason."""

    done: bool
    reason: str | None = None


def confirm_handover(
    *, actor: User, at: datetime, step_down: StepDown, papers: Check, joint_visit: Check, actions: Check, family: Check
) -> Handover:
    """Confirm: the lead has the papers, a joint visit or meeting, owners of all actions, the family knows whom to call.

    Any manager of the team that decided may confirm; it gives the step-down its outcome and ends nothing else.
    """
    require(actor, Permission.CONFIRM_HANDOVER, step_down.case)
    standing.lock(step_down.case)
    db.session.refresh(step_down)
    outcomes.require_undecided(step_down)
    if step_down.caf_started_on is None or standing.open_caf(step_down.case) is None:
        raise TransitionNotAllowed("The handover can be confirmed once the CAF has started. Nothing was changed.")
    handover = Handover(
        step_down_id=step_down.id,
        confirmed_at=at,
        confirmed_by_id=actor.id,
        papers_received=papers.done,
        papers_reason=_reason("papers", papers),
        joint_visit=joint_visit.done,
        joint_visit_reason=_reason("joint_visit", joint_visit),
        actions_owned=actions.done,
        actions_reason=_reason("actions", actions),
        family_knows=family.done,
        family_reason=_reason("family", family),
    )
    db.session.add(handover)
    step_down.outcome = StepDownOutcome.CAF_CONFIRMED
    step_down.outcome_at = at
    step_down.outcome_by_id = actor.id
    approval_requests.drop_with_step_down(actor=actor, at=at, step_down=step_down)
    db.session.flush()
    audit.record(actor=actor, at=at, act="confirm_handover", case=step_down.case, step_down=step_down.id)
    return handover


def _reason(field: str, check: Check) -> str | None:
    if check.done:
        return optional(f"{field}_reason", check.reason)
    return required(f"{field}_reason", check.reason, "Enter why not")
