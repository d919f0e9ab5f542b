"""What the page of a request reads."""

import sqlalchemy as sa

from caf_tracker.access.scope import visible_cases
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, Case, Child, User
from caf_tracker.services import standing


def find_request(user: User, request_id: int, *, to_answer: bool) -> ApprovalRequest:
    """The request, on a case that the person may see; NotVisible otherwise.

    To be answered it is taken, so that of two answers at the same moment the second sees the first.
    """
    seen = visible_cases(user).with_only_columns(Case.id)
    found = db.session.scalar(
        sa.select(ApprovalRequest).where(ApprovalRequest.id == request_id, ApprovalRequest.case_id.in_(seen))
    )
    if found is None:
        raise NotVisible
    if to_answer:
        standing.lock(found.case)
        db.session.refresh(found)
    return found


def children(case: Case) -> list[Child]:
    """The children about whom somebody is to decide."""
    return list(db.session.scalars(sa.select(Child).where(Child.case_id == case.id).order_by(Child.id)))
