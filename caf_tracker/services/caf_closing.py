"""Closing a CAF with a second person, and opening it again within thirty days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, ApprovalRequest, Caf, CafClosing, Case, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import Answer, CafOutcome
from caf_tracker.services import approval_requests, leads, outcomes, plans, standing, team
from caf_tracker.services.texts import not_future, optional, required

# A CAF that closed too soon is taken up again within this time, with its lead and team (issue: thirty days).
REOPENED_WITHIN = timedelta(days=30)

# The day that an outcome needs, and what a form says of it.
DAYS = {
    CafOutcome.STEPPED_UP: "Enter the day on which social care decided to take the family on: a referral is not enough",
    CafOutcome.MOVED_AREA: "Enter the day the family moved",
    CafOutcome.DIED: "Enter the day the child died",
}


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How a CAF closes: who carries on with what, and what the outcome needs beside (DOMAIN.md, "CAF")."""

    outcome: CafOutcome
    carries_on: str
    agency: Agency | None = None
    act_on: date | None = None
    receiving_person: str | None = None
    managers_review: str | None = None


def propose_closing(*, actor: User, at: datetime, case: Case, closing: Closing, asked: User) -> ApprovalRequest:
    """Ask a coordinator or head of service to close the CAF; until they approve nothing has closed."""
    require(actor, Permission.CLOSE_CAF, case)
    standing.lock(case)
    caf = standing.require_caf(case)
    proposed = CafClosing(
        case_id=case.id,
        caf_id=caf.id,
        outcome=closing.outcome,
        carries_on=required("carries_on", closing.carries_on, "Enter who carries on with what"),
        agency_id=_agency(closing),
        act_on=_day(closing, caf, clock.london_date(at)),
        receiving_person=_receiving_person(closing),
        managers_review=_review(closing),
        proposed_at=at,
        proposed_by_id=actor.id,
    )
    return approval_requests.ask_to_close(actor=actor, at=at, closing=proposed, asked=asked)


def close(*, at: datetime, closing: CafClosing) -> None:
    """The closing has been approved: the CAF closes, the case with it, and what they owed ends."""
    caf = closing.caf
    case = caf.case
    if caf.closed_at is not None:
        raise TransitionNotAllowed("This CAF has already closed. Nothing was changed.")
    step_down = standing.undecided_step_down(case)
    if step_down is not None:
        step_down.caf_closed_on = clock.london_date(at)
    outcomes.close_case(actor=closing.proposed_by, at=at, case=case, caf_outcome=closing.outcome)
    audit.record(
        actor=closing.proposed_by, at=at, act="close_caf", case=case, caf=caf.id, outcome=closing.outcome.value
    )
    db.session.flush()


def reopen(*, actor: User, at: datetime, case: Case, reason: str) -> Caf:
    """Take a CAF up again within thirty days of its closing, with its lead and team as they were."""
    require(actor, Permission.REOPEN_CAF, case)
    standing.lock(case)
    closing = reopenable(case, at)
    if closing is None:
        raise TransitionNotAllowed("There is no CAF here that closed in the last 30 days. Nothing was changed.")
    caf = closing.caf
    closing.reopen_reason = required("reason", reason, "Enter why the CAF is opened again")
    closing.reopened_at, closing.reopened_by_id = at, actor.id
    plans.take_up_again(case)
    caf.closed_at = caf.closed_on = caf.outcome = None
    step_down = standing.current_step_down(case)
    if step_down is not None:
        step_down.caf_closed_on = None
    ended_at, case.closed_at = case.closed_at, None
    db.session.flush()
    team.together_again(case)
    leads.lead_again(actor=actor, at=at, case=case, ended_at=ended_at)
    audit.record(actor=actor, at=at, act="reopen_caf", case=case, caf=caf.id)
    db.session.flush()
    return caf


def reopenable(case: Case, at: datetime) -> CafClosing | None:
    """The closing that may still be taken back: the case is closed by it, and no longer than thirty days."""
    if case.closed_at is None or clock.london_date(at) > clock.london_date(case.closed_at) + REOPENED_WITHIN:
        return None
    approved = (
        sa.select(CafClosing)
        .join(ApprovalRequest, ApprovalRequest.closing_id == CafClosing.id)
        .join(Caf, Caf.id == CafClosing.caf_id)
        .where(
            CafClosing.case_id == case.id,
            CafClosing.reopened_at.is_(None),
            ApprovalRequest.answer == Answer.APPROVED,
            Caf.closed_at == case.closed_at,
        )
    )
    return db.session.scalar(approved.order_by(CafClosing.id.desc()).limit(1))


def _agency(closing: Closing) -> int | None:
    if closing.outcome != CafOutcome.SINGLE_AGENCY:
        return None
    if closing.agency is None:
        raise RuleBroken("agency", "Choose the agency that carries on alone")
    return closing.agency.id


def _day(closing: Closing, caf: Caf, today: date) -> date | None:
    if closing.outcome not in DAYS:
        return None
    if closing.act_on is None:
        raise RuleBroken("act_on", DAYS[closing.outcome])
    if closing.act_on < caf.started_on:
        raise RuleBroken("act_on", "The date must be on or after the day the CAF started")
    return not_future("act_on", closing.act_on, today, "The date must be today or in the past")


def _receiving_person(closing: Closing) -> str | None:
    if closing.outcome != CafOutcome.MOVED_AREA:
        return None
    required("receiving_person", closing.receiving_person, "Enter the name of the person in the new area who was told")
    return optional("receiving_person", closing.receiving_person, SHORT_TEXT)


def _review(closing: Closing) -> str | None:
    if closing.outcome != CafOutcome.DECLINED_OR_DISENGAGED:
        return None
    return required(
        "managers_review", closing.managers_review, "Enter what the lead professional’s manager found on looking at it"
    )
