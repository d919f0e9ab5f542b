"""Asking a second person and keeping their answer; what the answer then does stands in approvals.py."""

from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, may
from caf_tracker.errors import NotPermitted, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, CafClosing, Case, StepDown, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import Answer, ApprovalKind
from caf_tracker.services.texts import optional, required


def ask(
    *,
    actor: User,
    at: datetime,
    step_down: StepDown,
    kind: ApprovalKind,
    asked: User,
    reason: str,
    act_on: date | None = None,
    receiving_person: str | None = None,
) -> ApprovalRequest:
    """Ask a named second person, who has the right by role and is not the first."""
    _require_may_be_asked(actor, asked, kind)
    require_none_waiting(step_down)
    request = ApprovalRequest(
        case_id=step_down.case_id,
        step_down_id=step_down.id,
        kind=kind,
        asked_id=asked.id,
        requested_by_id=actor.id,
        requested_at=at,
        requested_on=clock.london_date(at),
        reason=required("reason", reason, "Enter the reason"),
        act_on=act_on,
        receiving_person=optional("receiving_person", receiving_person, SHORT_TEXT),
    )
    db.session.add(request)
    db.session.flush()
    audit.record(actor=actor, at=at, act=f"ask_{kind.value}", case=step_down.case, request=request.id, asked=asked.id)
    return request


def ask_to_close(*, actor: User, at: datetime, closing: CafClosing, asked: User) -> ApprovalRequest:
    """Ask a coordinator or head of service to let a CAF close as it is proposed."""
    _require_may_be_asked(actor, asked, ApprovalKind.CLOSE_CAF)
    if closing_asked_for(closing.case_id) is not None:
        raise TransitionNotAllowed(
            "A second person has been asked to close this CAF and has not answered. Nothing was changed."
        )
    request = ApprovalRequest(
        case_id=closing.case_id,
        closing=closing,
        kind=ApprovalKind.CLOSE_CAF,
        asked_id=asked.id,
        requested_by_id=actor.id,
        requested_at=at,
        requested_on=clock.london_date(at),
        reason=closing.carries_on,
    )
    db.session.add(request)
    db.session.flush()
    audit.record(actor=actor, at=at, act="ask_close_caf", case=request.case, request=request.id, asked=asked.id)
    return request


def closing_asked_for(case_id: int) -> ApprovalRequest | None:
    """The request to close this case's CAF that nobody has answered."""
    return db.session.scalar(
        sa.select(ApprovalRequest).where(
            ApprovalRequest.case_id == case_id,
            ApprovalRequest.closing_id.is_not(None),
            ApprovalRequest.answer.is_(None),
        )
    )


def require_none_waiting(step_down: StepDown) -> None:
    """Raise TransitionNotAllowed while a second person is asked: what they read is what they answer."""
    waiting = sa.exists().where(ApprovalRequest.step_down_id == step_down.id, ApprovalRequest.answer.is_(None))
    if db.session.scalar(sa.select(waiting)):
        raise TransitionNotAllowed(
            "A second person has been asked about this step-down and has not answered. Nothing was changed."
        )


def answer_yes(*, actor: User, at: datetime, request: ApprovalRequest) -> None:
    """Keep the approval of the person asked, or of another who has the right; never of who asked."""
    _require_second_person(actor, request)
    _answer(request, at, actor, Answer.APPROVED, None)
    audit.record(actor=actor, at=at, act="approve", case=request.case, request=request.id)


def answer_no(*, actor: User, at: datetime, request: ApprovalRequest, reason: str) -> None:
    """Keep the refusal, with its reason."""
    _require_second_person(actor, request)
    _answer(request, at, actor, Answer.REFUSED, required("reason", reason, "Enter the reason for refusing"))
    audit.record(actor=actor, at=at, act="refuse_approval", case=request.case, request=request.id)


def take_back(*, actor: User, at: datetime, request: ApprovalRequest) -> None:
    """Whoever asked takes the request back."""
    if request.requested_by_id != actor.id:
        raise NotPermitted("Only the person who asked can take the request back.")
    _answer(request, at, actor, Answer.WITHDRAWN, None)
    audit.record(actor=actor, at=at, act="withdraw_request", case=request.case, request=request.id)


def drop_with_case(*, actor: User, at: datetime, case: Case) -> None:
    """The case closed another way: what still waits is withdrawn."""
    waiting = sa.select(ApprovalRequest).where(ApprovalRequest.case_id == case.id, ApprovalRequest.answer.is_(None))
    for request in db.session.scalars(waiting):
        _answer(request, at, actor, Answer.WITHDRAWN, None)


def drop_with_step_down(*, actor: User, at: datetime, step_down: StepDown) -> None:
    """The step-down has its outcome: whoever was asked to let it end otherwise has nothing left to answer."""
    waiting = sa.select(ApprovalRequest).where(
        ApprovalRequest.step_down_id == step_down.id, ApprovalRequest.answer.is_(None)
    )
    for request in db.session.scalars(waiting):
        _answer(request, at, actor, Answer.WITHDRAWN, None)


def _require_may_be_asked(actor: User, asked: User, kind: ApprovalKind) -> None:
    if asked.id == actor.id:
        raise RuleBroken("asked", "Choose somebody other than yourself")
    if may(asked, right_to_approve(kind)):
        return
    if kind == ApprovalKind.CLOSE_CAF:
        raise RuleBroken("asked", "Choose an early help coordinator or a head of service")
    raise RuleBroken("asked", "Choose a social care manager, an early help coordinator or a head of service")


def right_to_approve(kind: ApprovalKind) -> Permission:
    """What the second person must have the right to: a CAF is closed by those who watch over all of them."""
    return Permission.APPROVE_CLOSING if kind == ApprovalKind.CLOSE_CAF else Permission.APPROVE


def _require_second_person(actor: User, request: ApprovalRequest) -> None:
    if actor.id == request.requested_by_id or not may(actor, right_to_approve(request.kind)):
        raise NotPermitted("A second person with the right to decide must answer this request.")


def _answer(request: ApprovalRequest, at: datetime, actor: User, answer: Answer, reason: str | None) -> None:
    db.session.refresh(request)
    if request.answer is not None:
        raise TransitionNotAllowed("This request has already been answered or withdrawn. Nothing was changed.")
    request.answer = answer
    request.answered_at = at
    request.answered_by_id = actor.id
    request.answer_reason = reason
    db.session.flush()
