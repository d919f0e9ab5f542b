"""Agreed actions: who does what by when, how far it has come, and that it is done."""

from dataclasses import dataclass
from datetime import date, datetime

from caf_tracker import audit, clock, working_days
from caf_tracker.access.permissions import Permission, granted, require
from caf_tracker.access.relations import Relation, held
from caf_tracker.duties.timescales import REMINDED_BEFORE
from caf_tracker.errors import NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import ActionProgress, Adult, Agency, Case, Child, PlanAction, PlanOutcome, User
from caf_tracker.models.words import Role
from caf_tracker.services import standing, team
from caf_tracker.services.texts import not_future, required

Owner = User | Agency | Adult | Child


@dataclass(frozen=True, kw_only=True)
class NewAction:
    """What is agreed: by whom, until when, and towards which outcome of the plan, if any."""

    action: str
    owner: Owner
    due_on: date
    outcome: PlanOutcome | None = None


def add_action(*, actor: User, at: datetime, case: Case, new: NewAction) -> PlanAction:
    """Agree an action; its owner is reminded until it is done (DOMAIN.md, 16)."""
    require(actor, Permission.AGREE_ACTION, case)
    standing.lock(case)
    standing.require_open(case)
    action = _agreed(actor, at, case, new)
    audit.record(actor=actor, at=at, act="add_action", case=case, action=action.id)
    return action


def agree_new_day(*, actor: User, at: datetime, action: PlanAction, due_on: date, reason: str) -> PlanAction:
    """Agree another day: a new action takes this one's place, with the reason, and this one stays on record."""
    require(actor, Permission.AGREE_ACTION, action.case)
    standing.lock(action.case)
    _require_open(action)
    new = NewAction(action=action.action, owner=action.owned_by, due_on=due_on)
    if due_on == action.due_on:
        raise RuleBroken("due_on", "Enter a day other than the present one")
    replacing = _agreed(actor, at, action.case, new)
    replacing.outcome_id, replacing.caf_id, replacing.replaces_id = action.outcome_id, action.caf_id, action.id
    _drop(action, actor, at, required("reason", reason, "Enter why another day is agreed"))
    audit.record(actor=actor, at=at, act="agree_new_day", case=action.case, action=replacing.id)
    return replacing


def note_progress(*, actor: User, at: datetime, action: PlanAction, note: str) -> ActionProgress:
    """Note how far it has come; it stays owed."""
    _require_may_complete(actor, action)
    standing.lock(action.case)
    _require_open(action)
    progress = ActionProgress(
        action_id=action.id,
        note=required("note", note, "Enter how far this has come"),
        noted_at=at,
        noted_by_id=actor.id,
    )
    db.session.add(progress)
    db.session.flush()
    audit.record(actor=actor, at=at, act="note_progress", case=action.case, action=action.id)
    return progress


def complete_action(*, actor: User, at: datetime, action: PlanAction, done_on: date | None = None) -> None:
    """It is done: recorded by its owner, the lead, a coordinator or a head of service."""
    _require_may_complete(actor, action)
    standing.lock(action.case)
    _require_open(action)
    today = clock.london_date(at)
    done_on = not_future("done_on", done_on or today, today, "The date it was done must be today or in the past")
    action.done_at, action.done_on, action.done_by_id = at, done_on, actor.id
    db.session.flush()
    audit.record(actor=actor, at=at, act="complete_action", case=action.case, action=action.id)


def drop_action(*, actor: User, at: datetime, action: PlanAction, reason: str) -> None:
    """It is not to be done any more, with the reason."""
    require(actor, Permission.AGREE_ACTION, action.case)
    standing.lock(action.case)
    _require_open(action)
    _drop(action, actor, at, required("reason", reason, "Enter why this is no longer to be done"))
    audit.record(actor=actor, at=at, act="drop_action", case=action.case, action=action.id)


def may_complete(user: User, action: PlanAction) -> bool:
    """Whether this person may say how far it has come or that it is done."""
    if Permission.COMPLETE_ACTION not in granted(user, action.case):
        return False
    if user.role in (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE):
        return True
    mine = action.owner_id == user.id or action.owner_agency_id == user.agency_id
    return mine or bool(held(user, [Relation.LEAD], action.case))


def _agreed(actor: User, at: datetime, case: Case, new: NewAction) -> PlanAction:
    today = clock.london_date(at)
    if new.due_on < today:
        raise RuleBroken("due_on", "The day by which it is to be done must be today or later")
    caf = standing.open_caf(case)
    if new.outcome is not None and (caf is None or new.outcome.caf_id != caf.id):
        raise NotVisible
    action = PlanAction(
        case_id=case.id,
        caf_id=caf.id if caf else None,
        outcome_id=new.outcome.id if new.outcome else None,
        action=required("action", new.action, "Enter what is to be done"),
        due_on=new.due_on,
        agreed_at=at,
        agreed_on=today,
        agreed_by_id=actor.id,
        reminded_before=today < working_days.add(new.due_on, REMINDED_BEFORE),
        **_owner(case, new.owner),
    )
    db.session.add(action)
    db.session.flush()
    return action


def _owner(case: Case, owner: Owner) -> dict[str, int]:
    match owner:
        case User():
            if not owner.is_active:
                raise RuleBroken("owner", "Choose somebody with an active account")
            return {"owner_id": owner.id}
        case Agency():
            if team.member_of(case, owner) is None:
                raise RuleBroken("owner", f"{owner.name} is not in the team around the family")
            return {"owner_agency_id": owner.id}
        case _:
            if owner.case_id != case.id:
                raise NotVisible
            return {"owner_adult_id" if isinstance(owner, Adult) else "owner_child_id": owner.id}


def _drop(action: PlanAction, actor: User, at: datetime, reason: str) -> None:
    action.dropped_at, action.dropped_by_id, action.drop_reason = at, actor.id, reason
    db.session.flush()


def _require_may_complete(actor: User, action: PlanAction) -> None:
    if not may_complete(actor, action):
        raise NotPermitted("Only its owner, the lead professional, a coordinator or a head of service can do this.")


def _require_open(action: PlanAction) -> None:
    db.session.refresh(action)
    if not action.is_open:
        raise TransitionNotAllowed("This action is no longer open. Nothing was changed.")
