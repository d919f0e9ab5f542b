"""Which rows: the only start of a query for a case."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker import clock
from caf_tracker.access.relations import answers_for_it, in_team, leads, nominated, opened, own_teams_step_down
from caf_tracker.duties.moments import cut_offs
from caf_tracker.duties.recipients import open_rows
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, Case, Lead, StepDown, Telling, User
from caf_tracker.models.words import AgencyKind, Role
from caf_tracker.references import number_of


def visible_cases(user: User) -> sa.Select[Case]:
    """A select of the cases that this person may read now; add to it whatever the page asks for."""
    return sa.select(Case).where(may_read(user)).params(cut_offs(clock.now()))


def may_read(user: User) -> sa.ColumnElement[bool]:
    """The condition on Case; a statement that takes it up must be given moments.cut_offs()."""
    if not user.is_active:
        return sa.false()
    related = _relations(user)
    if user.role in (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE):
        related.insert(0, sa.true() if user.area_id is None else Case.area_id == user.area_id)
    return sa.or_(*related)


def find_case(user: User, reference: str) -> Case:
    """The case with this reference, if this person may read it; else NotVisible, whether or not it exists."""
    number = number_of(reference)
    # Larger than any number a case can have: not worth asking, and too large for the database to compare.
    if number is None or number >= 2**31:
        raise NotVisible
    case = db.session.scalar(visible_cases(user).where(Case.id == number))
    if case is None:
        raise NotVisible
    return case


def reads_summary_only(user: User, case: Case) -> bool:
    """Whether they may read only what a nominee needs to answer: they are nominated and nothing else to the case."""
    if user.role in (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE):
        return False
    parameters = cut_offs(clock.now())
    if not db.session.scalar(sa.select(nominated(user, case.id)), parameters):
        return False
    return not db.session.scalar(sa.select(sa.or_(*_full_relations(user, case.id))), parameters)


def _full_relations(user: User, case_id: Any) -> list[sa.ColumnElement[bool]]:
    # Whoever leads, or answers for a step-down until it has an outcome, owes what is open: whatever their role is now.
    found = [leads(user, case_id), answers_for_it(user, case_id)]
    # The team is of those who work with families: an administrator who is their agency's contact is not one of them.
    if user.role in (Role.PRACTITIONER, Role.SOCIAL_CARE_MANAGER):
        found = [in_team(user, case_id), opened(user, case_id), answers_for_it(user, case_id)]
    # The part that drafts and decides step-downs sees its own team's.
    if user.role == Role.SOCIAL_CARE_MANAGER or user.agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE:
        if user.role == Role.SOCIAL_CARE_MANAGER:
            found.append(own_teams_step_down(user, case_id))
        else:
            found.append(_drafting(user, case_id))
    member = aliased(User)
    found.append(
        sa.select(Lead.id)
        .join(member, member.id == Lead.user_id)
        .where(Lead.case_id == case_id, Lead.ended_at.is_(None), member.line_manager_id == user.id)
        .correlate_except(Lead, member)
        .exists()
    )
    found.append(
        sa.exists().where(
            ApprovalRequest.case_id == case_id,
            ApprovalRequest.waiting_on.is_not(None),
            ApprovalRequest.asked_id == user.id,
        )
    )
    return found


def _drafting(user: User, case_id: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        StepDown.case_id == case_id, StepDown.decided_on.is_(None), StepDown.drafted_by_id == user.id
    )


def _relations(user: User) -> list[sa.ColumnElement[bool]]:
    return [*_full_relations(user, Case.id), nominated(user, Case.id), Case.id.in_(_told_of(user))]


def _told_of(user: User) -> sa.Select[int]:
    """Cases with an open duty of which this person was told: until it is settled they may read."""
    every = _every()
    same = [getattr(Telling, name) == every.c[name] for name in ("duty", "subject_id", "cause", "cause_id")]
    return sa.select(every.c.case_id).join(Telling, sa.and_(*same)).where(Telling.user_id == user.id)


@cache
def _every() -> sa.Subquery:
    """All that is open: the same for everybody, and costly to put together."""
    return open_rows().subquery("told_of")
