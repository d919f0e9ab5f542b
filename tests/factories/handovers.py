"""What a handover is made of: the decision, the lead, the agreement."""

from datetime import date, datetime

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Agreement, Case, Lead, StepDown, User
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation


def make_step_down(
    case: Case,
    manager: User,
    *,
    decided_on: date | None = None,
    closed_on: date | None = None,
    comes_from: ComesFrom = ComesFrom.CHILD_IN_NEED,
    recommendation: Recommendation = Recommendation.CAF,
    reason: ClosingReason = ClosingReason.NEEDS_REDUCED,
    receiving_agency: Agency | None = None,
) -> StepDown:
    """A decided step-down with nothing done about it since."""
    at = clock.now()
    decided_on = decided_on or clock.today()
    step_down = StepDown(
        case=case,
        comes_from=comes_from,
        recommendation=recommendation,
        main_reason=reason,
        receiving_agency=receiving_agency,
        decided_on=decided_on,
        decided_at=at,
        manager=manager,
        recorded_by_id=manager.id,
        closed_on=closed_on,
        close_recorded_at=at if closed_on else None,
        close_recorded_by_id=manager.id if closed_on else None,
        current=True,
        vacant_on=decided_on,
    )
    db.session.add(step_down)
    db.session.flush()
    return step_down


def make_lead(
    case: Case, user: User, nominated_by: User, *, accepted: bool = True, at: datetime | None = None,
    note: str | None = None,
) -> Lead:  # fmt: skip
    """A lead professional of the case, accepted unless said otherwise."""
    at = at or clock.now()
    day = clock.london_date(at)
    lead = Lead(
        case=case,
        user=user,
        nominated_by=nominated_by,
        nominated_at=at,
        nominated_on=day,
        note=note,
        accepted_at=at if accepted else None,
        accepted_on=day if accepted else None,
        agreement_awaited=accepted,
    )
    db.session.add(lead)
    for step_down in db.session.query(StepDown).filter_by(case_id=case.id, current=True):
        step_down.vacant_on = None
    db.session.flush()
    return lead


def make_agreement(case: Case, recorded_by: User, *, adult: Adult | None = None, agreed: bool = True) -> Agreement:
    """What an adult of the case (the first, unless named) said of the service."""
    agreement = Agreement(
        case=case,
        adult=adult or case.adults[0],
        agreed=agreed,
        recorded_at=clock.now(),
        recorded_on=clock.today(),
        recorded_by=recorded_by,
        undecided=not agreed,
        reason=None if agreed else "Does not want help now",
    )
    db.session.add(agreement)
    db.session.query(Lead).filter_by(case_id=case.id).update({"agreement_awaited": False})
    db.session.flush()
    return agreement
