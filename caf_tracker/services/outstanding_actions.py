"""Naming an owner for what social care left to be done."""

from collections.abc import Mapping
from datetime import datetime

from caf_tracker import audit
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import StepDown, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.services import outcomes, standing
from caf_tracker.services.texts import optional


def name_owners(*, actor: User, at: datetime, step_down: StepDown, owners: Mapping[int, str], all_owned: bool) -> None:
    """Name who does the actions that have nobody yet, by the action's id.

    With `all_owned` (the handover says that each action has an owner) an action left without one is a RuleBroken
    beside `owner_<id>`: a yes that the record contradicts is no yes.
    """
    require(actor, Permission.CONFIRM_HANDOVER, step_down.case)
    standing.lock(step_down.case)
    outcomes.require_undecided(step_down)
    for action in step_down.actions:
        named = optional(f"owner_{action.id}", owners.get(action.id), SHORT_TEXT)
        if action.owner is None and named is not None:
            action.owner = named
            audit.record(actor=actor, at=at, act="name_action_owner", case=step_down.case, action=action.id)
        if all_owned and action.owner is None:
            raise RuleBroken(f"owner_{action.id}", "Enter who does this, or answer no and say why")
    db.session.flush()
