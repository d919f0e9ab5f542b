"""Starting a CAF."""

from datetime import datetime

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Caf, Case, User
from caf_tracker.services import leads, standing


def start_caf(*, actor: User, at: datetime, case: Case) -> Caf:
    """Start the CAF, with or without a step-down before it; it needs an accepted lead and the family's agreement."""
    require(actor, Permission.START_CAF, case)
    standing.lock(case)
    standing.require_open(case)
    if standing.open_caf(case) is not None:
        raise TransitionNotAllowed("A CAF has already been started. Nothing was changed.")
    lead = standing.accepted_lead(case)
    agreement = standing.standing_agreement(case)
    if lead is None or lead.accepted_at is None:
        raise TransitionNotAllowed("A CAF needs a lead professional who has accepted. Nothing was changed.")
    if agreement is None:
        raise TransitionNotAllowed("A CAF needs the family's recorded agreement. Nothing was changed.")
    caf = Caf(
        case_id=case.id,
        started_at=at,
        started_on=clock.london_date(at),
        started_by_id=actor.id,
        lead_id=lead.id,
        lead_accepted_at=lead.accepted_at,
        agreement_id=agreement.id,
    )
    db.session.add(caf)
    step_down = standing.undecided_step_down(case)
    if step_down is not None:
        step_down.caf_started_on = caf.started_on
    leads.stop_awaiting_agreement(case)
    db.session.flush()
    audit.record(actor=actor, at=at, act="start_caf", case=case, caf=caf.id)
    return caf
