"""What somebody is to a case: profession gives no right, a relation does."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker import clock
from caf_tracker.duties.moments import cut_offs, has_lapsed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Lead, MeetingTrigger, StepDown, TeamAgency, User
from caf_tracker.models.words import AgencyKind, TriggerKind


class Relation(StrEnum):
    BY_ROLE = "by_role"
    TEAM = "team"
    OWN_TEAMS_STEP_DOWN = "own_teams_step_down"
    LEAD = "lead"
    NOMINEE = "nominee"
    DECIDER = "decider"
    DECIDED_IT = "decided_it"
    SOCIAL_CARE = "social_care"


Condition = sa.ColumnElement[bool]


def leads(user: User, case_id: Any) -> Condition:
    """Whether they are the accepted lead professional."""
    return sa.exists().where(
        Lead.case_id == case_id, Lead.user_id == user.id, Lead.accepted_at.is_not(None), Lead.ended_at.is_(None)
    )


def nominated(user: User, case_id: Any) -> Condition:
    """Whether they are nominated as lead and the nomination has not lapsed; needs the bound cut-offs."""
    return sa.exists().where(
        Lead.case_id == case_id, Lead.user_id == user.id, Lead.pending_on.is_not(None), ~has_lapsed()
    )


def in_team(user: User, case_id: Any) -> Condition:
    """Whether they are the lead, an agency's named worker or its contact; or opened it before there was a team."""
    contact_of = sa.select(Agency.id).where(Agency.contact_id == user.id)
    member = sa.exists().where(
        TeamAgency.case_id == case_id,
        TeamAgency.left_at.is_(None),
        sa.or_(TeamAgency.worker_id == user.id, TeamAgency.agency_id.in_(contact_of)),
    )
    return sa.or_(leads(user, case_id), member)


def opened(user: User, case_id: Any) -> Condition:
    """Whether they opened the case and nobody has yet accepted to lead it: until then it is theirs to carry on."""
    somebody_leads = sa.exists().where(Lead.case_id == case_id, Lead.accepted_at.is_not(None))
    case = aliased(Case)
    return sa.and_(sa.exists().where(case.id == case_id, case.opened_by_id == user.id), ~somebody_leads)


def own_teams_step_down(user: User, case_id: Any) -> Condition:
    """Whether a manager of their own agency and area decided the step-down (locums leave, the team stays)."""
    manager, case = aliased(User), aliased(Case)
    same_area = sa.or_(case.area_id == user.area_id, sa.literal(user.area_id is None))
    of_their_area = sa.exists().where(case.id == case_id, same_area)
    decided = (
        sa.select(StepDown.id)
        .join(manager, manager.id == sa.func.coalesce(StepDown.manager_id, StepDown.drafted_by_id))
        .where(StepDown.case_id == case_id, manager.agency_id == user.agency_id)
        .correlate_except(StepDown, manager)
        .exists()
    )
    # A closure that arrived from social care's system without a manager's name is every manager's of that area.
    without_manager = sa.exists().where(
        StepDown.case_id == case_id, StepDown.manager_id.is_(None), StepDown.drafted_by_id.is_(None)
    )
    opened_by_team = (
        sa.select(case.id)
        .join(manager, manager.id == case.opened_by_id)
        .where(case.id == case_id, manager.agency_id == user.agency_id)
        .correlate_except(case, manager)
        .exists()
    )
    nothing_yet = ~sa.exists().where(StepDown.case_id == case_id, StepDown.decided_on.is_not(None))
    return sa.and_(of_their_area, sa.or_(decided, without_manager, sa.and_(opened_by_team, nothing_yet)))


def decides_meeting(user: User, case_id: Any) -> Condition:
    """Whether a trigger waits for their decision because, with no accepted lead, they are the nominee."""
    waiting = sa.exists().where(
        MeetingTrigger.case_id == case_id,
        MeetingTrigger.undecided_on.is_not(None),
        MeetingTrigger.kind != TriggerKind.STEP_DOWN,
    )
    accepted = sa.exists().where(Lead.case_id == case_id, Lead.accepted_at.is_not(None), Lead.ended_at.is_(None))
    return sa.and_(waiting, ~accepted, nominated(user, case_id))


def decided_it(user: User, case_id: Any) -> Condition:
    """Whether they decided the case's current step-down."""
    return sa.exists().where(StepDown.case_id == case_id, StepDown.current, StepDown.manager_id == user.id)


def answers_for_it(user: User, case_id: Any) -> Condition:
    """Whether they decided the case's current step-down and it has no outcome yet, so that they owe what is open."""
    return sa.exists().where(
        StepDown.case_id == case_id, StepDown.current, StepDown.manager_id == user.id, StepDown.outcome.is_(None)
    )


_CONDITIONS: dict[Relation, Callable[[User, Any], Condition]] = {
    Relation.TEAM: lambda user, case_id: sa.or_(in_team(user, case_id), opened(user, case_id)),
    Relation.OWN_TEAMS_STEP_DOWN: own_teams_step_down,
    Relation.LEAD: leads,
    Relation.NOMINEE: nominated,
    Relation.DECIDER: decides_meeting,
    Relation.DECIDED_IT: decided_it,
}


def held(user: User, relations: Iterable[Relation], case: Case) -> set[Relation]:
    """Which of these relations this person has to the case now, in one statement."""
    asked = set(relations)
    found = asked & {Relation.BY_ROLE}
    if Relation.SOCIAL_CARE in asked and user.agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE:
        found.add(Relation.SOCIAL_CARE)
    of_case = [relation for relation in _CONDITIONS if relation in asked]
    if of_case:
        conditions = [_CONDITIONS[relation](user, case.id) for relation in of_case]
        answers = db.session.execute(sa.select(*conditions), cut_offs(clock.now())).one()
        found |= {relation for relation, holds in zip(of_case, answers, strict=True) if holds}
    return found
