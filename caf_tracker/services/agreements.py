"""The family's agreement, refusal or withdrawal, recorded person by person."""

from datetime import datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agreement, Case, User
from caf_tracker.services import leads, outcomes, standing
from caf_tracker.services.texts import optional


def record_agreement(
    *, actor: User, at: datetime, case: Case, adult: Adult, agreed: bool, reason: str | None = None
) -> Agreement:
    """Record what one adult said; after a first refusal since the last yes somebody must decide: it is no outcome."""
    if adult.case_id != case.id:
        raise NotVisible
    require(actor, Permission.RECORD_FACT, case)
    standing.lock(case)
    standing.require_open(case)
    withdrawal = not agreed and standing.open_caf(case) is not None
    why = optional("reason", reason)
    if agreed:
        outcomes.settle_refusal(case)
    already = sa.exists().where(Agreement.case_id == case.id, Agreement.undecided)
    agreement = Agreement(
        case_id=case.id,
        adult_id=adult.id,
        agreed=agreed,
        withdrawal=withdrawal,
        reason=why,
        recorded_at=at,
        recorded_on=clock.london_date(at),
        recorded_by_id=actor.id,
        undecided=not agreed and not db.session.scalar(sa.select(already)),
    )
    db.session.add(agreement)
    leads.stop_awaiting_agreement(case)
    db.session.flush()
    audit.record(actor=actor, at=at, act="record_agreement", case=case, agreement=agreement.id, agreed=agreed)
    return agreement
