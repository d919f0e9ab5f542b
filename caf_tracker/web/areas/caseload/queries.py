"""What a caseload reads: a page of cases in four statements, and for whoever oversees leads one more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from caf_tracker import clock
from caf_tracker.access.scope import visible_cases
from caf_tracker.duties import open_duties
from caf_tracker.duties.existing import any_row
from caf_tracker.extensions import db
from caf_tracker.models import Caf, Case, Child, Lead, Meeting, PlanAction, User
from caf_tracker.models.words import COUNTING_MEETINGS, Role
from caf_tracker.web.owed import OwedLine, owed_lines
from caf_tracker.web.paging import PAGE

_LEADING = (Lead.accepted_at.is_not(None), Lead.ended_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class LedCase:
    """One case of a caseload."""

    id: int
    reference: str
    children: list[Child]
    # What is due first, if anything is owed.
    owed: OwedLine | None
    started_on: date | None
    next_review: date | None
    # Whether that day is arranged, or only noted at the last meeting.
    is_arranged: bool
    to_do: int
    late: int


def leads_seen_by(user: User) -> list[User]:
    """Whose caseloads this person oversees: coordinators and heads those of their area, others those they manage."""
    # Case by case of the few that each leads: joined, PostgreSQL would read all of an area anew for every person.
    seen = any_row(visible_cases(user).with_only_columns(Case.id).where(Case.id == Lead.case_id).correlate(Lead))
    led = any_row(sa.select(Lead.id).where(Lead.user_id == User.id, *_LEADING, seen).correlate(User))
    found = sa.select(User).where(led).options(joinedload(User.agency)).order_by(User.name, User.id)
    if user.role not in (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE):
        found = found.where(User.line_manager_id == user.id)
    return list(db.session.scalars(found))


def caseload(user: User, lead: User, at: datetime, caf: str, after: tuple[Any, ...] | None) -> list[LedCase]:
    """A page and one case more of what `lead` leads and `user` may see, in the order in which they were opened."""
    today, meeting = clock.london_date(at), aliased(Meeting)
    to_do = sa.select(sa.func.count()).where(PlanAction.case_id == Case.id, PlanAction.undone_on.is_not(None))
    with_family = meeting.case_id == Case.id, meeting.kind.in_(COUNTING_MEETINGS)
    arranged = sa.select(sa.func.min(meeting.planned_for)).where(
        *with_family, meeting.held_on.is_(None), meeting.cancelled_at.is_(None), meeting.planned_for >= today
    )
    noted = sa.select(meeting.next_on).where(*with_family, meeting.held_on.is_not(None))
    noted = noted.order_by(meeting.held_on.desc(), meeting.id.desc()).limit(1)
    # Named one by one: asked in one statement, PostgreSQL would read all cases of an area to find these.
    led = db.session.scalars(
        sa.select(Lead.case_id).where(Lead.user_id == lead.id, *_LEADING, Lead.case_id > (after[0] if after else 0))
    ).all()
    rows = db.session.execute(
        visible_cases(user)
        .add_columns(
            Caf.started_on,
            arranged.correlate(Case).scalar_subquery().label("arranged_for"),
            noted.correlate(Case).scalar_subquery().label("noted_for"),
            to_do.correlate(Case).scalar_subquery().label("to_do"),
            to_do.where(PlanAction.undone_on < today).correlate(Case).scalar_subquery().label("late"),
        )
        .outerjoin(Caf, sa.and_(Caf.case_id == Case.id, Caf.closed_at.is_(None)))
        .where(Case.id.in_(led))
        .options(selectinload(Case.children))
        .order_by(Case.id)
        .limit(PAGE + 1)
    ).all()
    first = _due_first(user, [row.Case.id for row in rows], at, caf)
    return [
        LedCase(
            id=row.Case.id,
            reference=row.Case.reference,
            children=row.Case.children,
            owed=first.get(row.Case.reference),
            started_on=row.started_on,
            next_review=row.arranged_for or row.noted_for,
            is_arranged=row.arranged_for is not None,
            to_do=row.to_do,
            late=row.late,
        )
        for row in rows
    ]


def most_pressing_first(cases: Sequence[LedCase]) -> list[LedCase]:
    """The cases of one page, what is due earliest first; those on which nothing is owed last."""
    return sorted(cases, key=lambda one: (one.owed.due_on if one.owed else date.max, one.id))


def _due_first(user: User, case_ids: list[int], at: datetime, caf: str) -> dict[str, OwedLine]:
    lines = owed_lines(open_duties(at, case_ids=case_ids), viewer=user, today=clock.london_date(at), caf=caf)
    found: dict[str, OwedLine] = {}
    for line in lines:
        found.setdefault(line.reference, line)
    return found
