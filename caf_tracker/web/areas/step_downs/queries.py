"""What the pages of a step-down read."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from wtforms.fields.choices import SelectChoice

from caf_tracker.extensions import db
from caf_tracker.models import Agency, ApprovalRequest, Case, StepDown, User
from caf_tracker.models.words import Recommendation
from caf_tracker.services.standing import undecided_step_down


def draft_of(case: Case) -> StepDown | None:
    """The draft that waits for a decision."""
    return db.session.scalar(
        sa.select(StepDown)
        .where(StepDown.case_id == case.id, StepDown.decided_on.is_(None))
        .options(selectinload(StepDown.actions))
    )


def open_step_down(case: Case) -> StepDown | None:
    """The step-down that is under way, so that another would have nowhere to go."""
    found = undecided_step_down(case)
    under_way = found is not None and (found.recommendation == Recommendation.CAF or found.closed_on is None)
    return found if under_way else None


def waiting_request(step_down: StepDown) -> ApprovalRequest | None:
    """The request about this step-down that a second person has still to answer."""
    return db.session.scalar(
        sa.select(ApprovalRequest).where(ApprovalRequest.step_down_id == step_down.id, ApprovalRequest.answer.is_(None))
    )


def drafted_by(draft: StepDown) -> User | None:
    """Who wrote the draft."""
    return db.session.get(User, draft.drafted_by_id) if draft.drafted_by_id else None


def agencies() -> list[SelectChoice]:
    """Every agency as a choice."""
    found = db.session.execute(sa.select(Agency.id, Agency.name).order_by(Agency.name))
    return [SelectChoice(str(row.id), row.name) for row in found]


def agency(agency_id: int | None) -> Agency | None:
    """The agency that was chosen."""
    return db.session.get(Agency, agency_id) if agency_id else None


def person(user_id: int | None) -> User | None:
    """The person who was chosen."""
    return db.session.get(User, user_id) if user_id else None
