"""How a case stands: its current step-down, lead, nomination, agreement and CAF, read before an act."""

from datetime import datetime

import sqlalchemy as sa

from caf_tracker.duties.moments import day_reached, lapses_on
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agreement, Caf, Case, Lead, StepDown
from caf_tracker.models.words import Recommendation
from caf_tracker.services import locks


def lock(case: Case) -> None:
    """Take the case for this transaction, so that of two acts at the same moment the second sees the first."""
    locks.take(case)


def current_step_down(case: Case) -> StepDown | None:
    """The latest step-down decided on the case."""
    return db.session.scalar(sa.select(StepDown).where(StepDown.case_id == case.id, StepDown.current))


def undecided_step_down(case: Case) -> StepDown | None:
    """The current step-down while it has no outcome, and its CAF has not closed without one."""
    step_down = current_step_down(case)
    return step_down if step_down is not None and step_down.is_undecided else None


def accepted_lead(case: Case) -> Lead | None:
    """The lead professional who has accepted and not ended."""
    return db.session.scalar(
        sa.select(Lead).where(Lead.case_id == case.id, Lead.accepted_at.is_not(None), Lead.ended_at.is_(None))
    )


def pending_row(case: Case) -> Lead | None:
    """The nomination that nobody has answered, lapsed or not."""
    return db.session.scalar(sa.select(Lead).where(Lead.case_id == case.id, Lead.pending_on.is_not(None)))


def pending_nomination(case: Case, at: datetime) -> Lead | None:
    """The nomination that can still be answered: None once it has lapsed."""
    lead = pending_row(case)
    return None if lead is None or has_lapsed(lead, at) else lead


def has_lapsed(lead: Lead, at: datetime) -> bool:
    """Whether an unanswered nomination has lapsed: at 08:00 of its 10th working day, fast track its 5th."""
    return lapses_on(lead) <= day_reached(at)


def open_caf(case: Case) -> Caf | None:
    """The CAF that runs."""
    return db.session.scalar(sa.select(Caf).where(Caf.case_id == case.id, Caf.closed_at.is_(None)))


def last_caf(case: Case) -> Caf | None:
    """The CAF that runs, or else the last one that did."""
    return db.session.scalar(sa.select(Caf).where(Caf.case_id == case.id).order_by(Caf.id.desc()).limit(1))


def require_caf(case: Case) -> Caf:
    """The CAF that runs; TransitionNotAllowed when none does."""
    caf = open_caf(case)
    if caf is None:
        raise TransitionNotAllowed("There is no CAF under way on this case. Nothing was changed.")
    return caf


def agreement_recorded(case: Case) -> bool:
    """Whether anybody's agreement or refusal is recorded in the present involvement."""
    mine = sa.exists().where(Agreement.case_id == case.id, Agreement.recorded_at >= case.involved_since)
    return bool(db.session.scalar(sa.select(mine)))


def latest_words(case: Case) -> list[Agreement]:
    """What each adult said last, in the present involvement."""
    said = db.session.scalars(
        sa.select(Agreement)
        .where(Agreement.case_id == case.id, Agreement.recorded_at >= case.involved_since)
        .order_by(Agreement.id)
    )
    return list({agreement.adult_id: agreement for agreement in said}.values())


def standing_agreement(case: Case) -> Agreement | None:
    """An agreement that holds: the latest word of at least one adult is yes (adults may differ)."""
    return next((agreement for agreement in latest_words(case) if agreement.agreed), None)


def needs_lead(case: Case) -> bool:
    """Whether a lead is owed: an open step-down recommends a CAF, or a CAF runs."""
    step_down = undecided_step_down(case)
    recommended = step_down is not None and step_down.recommendation == Recommendation.CAF
    return case.is_open and (recommended or open_caf(case) is not None)


def require_open(case: Case) -> None:
    """Raise TransitionNotAllowed when the case is closed."""
    if not case.is_open:
        raise TransitionNotAllowed("This case is closed. Nothing was changed.")
