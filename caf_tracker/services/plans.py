"""The plan of a CAF: what shall be different, and sharing it with the family."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import EditConflict, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Caf, Case, PlanAction, PlanOutcome, PlanShare, User
from caf_tracker.services import standing
from caf_tracker.services.texts import required


def add_outcome(*, actor: User, at: datetime, case: Case, wanted: str) -> PlanOutcome:
    """Add something that shall be different, in the family's words."""
    require(actor, Permission.WRITE_PLAN, case)
    standing.lock(case)
    caf = standing.require_caf(case)
    outcome = PlanOutcome(
        case_id=case.id,
        caf_id=caf.id,
        wanted=required("wanted", wanted, "Enter what shall be different, in the family’s words"),
        written_at=at,
        written_by_id=actor.id,
    )
    db.session.add(outcome)
    db.session.flush()
    audit.record(actor=actor, at=at, act="add_outcome", case=case, outcome=outcome.id)
    return outcome


def change_outcome(*, actor: User, at: datetime, case: Case, outcome: PlanOutcome, version: int, wanted: str) -> None:
    """Change its words; EditConflict if somebody else did so since the form was shown."""
    require(actor, Permission.WRITE_PLAN, case)
    standing.lock(case)
    _require_in_plan(outcome, case)
    wanted = required("wanted", wanted, "Enter what shall be different, in the family’s words")
    if outcome.version != version:
        raise EditConflict({"wanted": outcome.wanted}, {"wanted": wanted}, outcome.version)
    outcome.wanted, outcome.written_at, outcome.written_by_id = wanted, at, actor.id
    db.session.flush()
    audit.record(actor=actor, at=at, act="change_outcome", case=case, outcome=outcome.id)


def drop_outcome(*, actor: User, at: datetime, case: Case, outcome: PlanOutcome, reason: str) -> None:
    """Take an outcome out of the plan, with the reason; it stays on record."""
    require(actor, Permission.WRITE_PLAN, case)
    standing.lock(case)
    _require_in_plan(outcome, case)
    open_action = sa.exists().where(PlanAction.outcome_id == outcome.id, PlanAction.undone_on.is_not(None))
    if db.session.scalar(sa.select(open_action)):
        raise TransitionNotAllowed("Actions for this outcome are still open: finish or take them out first.")
    outcome.drop_reason = required("reason", reason, "Enter why this is no longer in the plan")
    outcome.dropped_at, outcome.dropped_by_id = at, actor.id
    db.session.flush()
    audit.record(actor=actor, at=at, act="drop_outcome", case=case, outcome=outcome.id)


def share_plan(*, actor: User, at: datetime, case: Case, with_adults: Sequence[Adult] = ()) -> Caf:
    """The plan is shared with the family: talked through, and given to those adults who may receive it.

    Owed by the 15th working day after the CAF started (Sefton).
    """
    require(actor, Permission.SHARE_PLAN, case)
    standing.lock(case)
    caf = standing.require_caf(case)
    if not outcomes(caf):
        raise TransitionNotAllowed("The plan is still empty: add at least one outcome before it is shared.")
    for given_to in with_adults:
        if given_to.case_id != case.id:
            raise NotVisible
        if not given_to.may_receive:
            raise RuleBroken("with_adults", "The plan can be given only to adults of whom it is recorded that they may")
    today = clock.london_date(at)
    recipients: Sequence[Adult | None] = with_adults or [None]
    for adult in recipients:
        shared = PlanShare(case_id=case.id, caf_id=caf.id, shared_at=at, shared_on=today, shared_by_id=actor.id)
        shared.adult = adult
        db.session.add(shared)
    caf.plan_shared_on = caf.plan_shared_on or today
    db.session.flush()
    audit.record(actor=actor, at=at, act="share_plan", case=case, caf=caf.id, adults=[a.id for a in with_adults])
    return caf


def outcomes(caf: Caf) -> list[PlanOutcome]:
    """What the plan now holds, in the order in which it was added."""
    held = sa.select(PlanOutcome).where(PlanOutcome.caf_id == caf.id, PlanOutcome.dropped_at.is_(None))
    return list(db.session.scalars(held.order_by(PlanOutcome.id)))


def end_with_case(*, at: datetime, case: Case) -> None:
    """The case closed: what was still to be done is owed no more."""
    undone = sa.select(PlanAction).where(PlanAction.case_id == case.id, PlanAction.undone_on.is_not(None))
    for action in db.session.scalars(undone):
        action.ended_with_case_at = at
    db.session.flush()


def take_up_again(case: Case) -> None:
    """The case is open again as it was closed: what was still to be done then is to be done."""
    ended = sa.select(PlanAction).where(PlanAction.case_id == case.id, PlanAction.ended_with_case_at == case.closed_at)
    for action in db.session.scalars(ended):
        action.ended_with_case_at = None
    db.session.flush()


def _require_in_plan(outcome: PlanOutcome, case: Case) -> None:
    caf = standing.require_caf(case)
    db.session.refresh(outcome)
    if outcome.caf_id != caf.id:
        raise NotVisible
    if outcome.dropped_at is not None:
        raise TransitionNotAllowed("This has already been taken out of the plan. Nothing was changed.")
