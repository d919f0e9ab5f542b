"""What ends with a second person's approval: a step-down without a CAF, by a move or in error; a CAF by its closing."""

from datetime import date, datetime

from caf_tracker import clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, StepDown, User
from caf_tracker.models.words import ApprovalKind, StepDownOutcome
from caf_tracker.services import approval_requests, caf_closing, outcomes, standing, step_downs
from caf_tracker.services.texts import not_future, required

_OUTCOMES = {
    ApprovalKind.END_WITHOUT_CAF: StepDownOutcome.ENDED_WITHOUT_CAF,
    ApprovalKind.MOVED_AREA: StepDownOutcome.MOVED_AREA,
    ApprovalKind.ERROR: StepDownOutcome.ERROR,
}


def request_outcome(
    *,
    actor: User,
    at: datetime,
    step_down: StepDown,
    kind: ApprovalKind,
    reason: str,
    asked: User,
    act_on: date | None = None,
    receiving_person: str | None = None,
) -> ApprovalRequest:
    """Ask a second person to let the step-down end; until they approve nothing has ended and reminders go on."""
    require(actor, Permission.END_WITHOUT_CAF, step_down.case)
    standing.lock(step_down.case)
    db.session.refresh(step_down)
    outcomes.require_undecided(step_down)
    if kind not in _OUTCOMES:
        raise RuleBroken("kind", "Choose how the step-down ends")
    if kind == ApprovalKind.MOVED_AREA:
        required("receiving_person", receiving_person, "Enter the name of the person in the new area who was told")
        if act_on is None:
            raise RuleBroken("act_on", "Enter the date the family moved")
        not_future("act_on", act_on, clock.london_date(at), "The date the family moved must be today or in the past")
    return approval_requests.ask(
        actor=actor,
        at=at,
        step_down=step_down,
        kind=kind,
        asked=asked,
        reason=reason,
        act_on=act_on,
        receiving_person=receiving_person,
    )


def approve(*, actor: User, at: datetime, request: ApprovalRequest) -> None:
    """Approve: what was asked takes place now."""
    standing.lock(request.case)
    if request.closing is not None:
        approval_requests.answer_yes(actor=actor, at=at, request=request)
        caf_closing.close(at=at, closing=request.closing)
        return
    step_down = db.session.get_one(StepDown, request.step_down_id, populate_existing=True)
    approval_requests.answer_yes(actor=actor, at=at, request=request)
    first = request.requested_by
    if request.kind == ApprovalKind.RECOMMEND_NONE:
        if not step_down.is_draft or request.act_on is None:
            raise TransitionNotAllowed("This step-down has been decided in the meantime. Nothing was changed.")
        step_down.approved_by_id = actor.id
        step_downs.put_in_force(actor=first, at=at, step_down=step_down, decided_on=request.act_on, manager=first)
        return
    outcomes.end(
        actor=first,
        at=at,
        step_down=step_down,
        outcome=_OUTCOMES[request.kind],
        reason=request.reason,
        approved_by=actor,
        on=request.act_on,
        receiving_person=request.receiving_person,
    )


def refuse(*, actor: User, at: datetime, request: ApprovalRequest, reason: str) -> None:
    """Refuse, with a reason: everything stays owed as it was."""
    standing.lock(request.case)
    approval_requests.answer_no(actor=actor, at=at, request=request, reason=reason)


def withdraw(*, actor: User, at: datetime, request: ApprovalRequest) -> None:
    """Take one's own request back."""
    standing.lock(request.case)
    approval_requests.take_back(actor=actor, at=at, request=request)
