"""What somebody is to a case: profession gives no right, a relation does.

A relation is the select of the cases on which the viewer has it: a list of cases starts from it, and of one case it is
asked whether the case is among them. The viewer's ids are bound (see `bound`), so that statements are built once.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker import clock
from caf_tracker.duties.existing import any_row
from caf_tracker.duties.moments import cut_offs, has_lapsed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Lead, MeetingTrigger, PlanAction, StepDown, TeamAgency, User
from caf_tracker.models.words import AgencyKind, TriggerKind

Condition = sa.ColumnElement[bool]
# The ids of the cases on which the viewer is something.
Cases = sa.Select[int]

VIEWER = sa.bindparam("viewer_id", type_=sa.Integer)
VIEWERS_AGENCY = sa.bindparam("viewers_agency_id", type_=sa.Integer)
VIEWERS_AREA = sa.bindparam("viewers_area_id", type_=sa.Integer)
_CASE = sa.bindparam("case_id", type_=sa.Integer)


class Relation(StrEnum):
    BY_ROLE = "by_role"
    TEAM = "team"
    OWN_TEAMS_STEP_DOWN = "own_teams_step_down"
    LEAD = "lead"
    NOMINEE = "nominee"
    DECIDER = "decider"
    DECIDED_IT = "decided_it"
    SOCIAL_CARE = "social_care"
    ACTION_OWNER = "action_owner"


def bound(user: User) -> dict[str, Any]:
    """What a statement about this person's relations must be executed with: their ids, and what has lapsed by now."""
    return {
        "viewer_id": user.id,
        "viewers_agency_id": user.agency_id,
        "viewers_area_id": user.area_id,
        **cut_offs(clock.now()),
    }


def leads() -> Cases:
    """They are the accepted lead professional."""
    return sa.select(Lead.case_id).where(Lead.user_id == VIEWER, Lead.accepted_at.is_not(None), Lead.ended_at.is_(None))


def nominated() -> Cases:
    """They are nominated as lead and the nomination has not lapsed."""
    return sa.select(Lead.case_id).where(Lead.user_id == VIEWER, Lead.pending_on.is_not(None), ~has_lapsed())


def in_team() -> list[Cases]:
    """They are the lead, an agency's named worker or its contact; or opened it before there was a team."""
    present = sa.select(TeamAgency.case_id).where(TeamAgency.left_at.is_(None))
    contact = present.join(Agency, Agency.id == TeamAgency.agency_id).where(Agency.contact_id == VIEWER)
    return [leads(), present.where(TeamAgency.worker_id == VIEWER), contact, opened()]


def opened() -> Cases:
    """They opened it and nobody has yet accepted to lead it: until then it is theirs to carry on."""
    case, lead = aliased(Case), aliased(Lead)
    somebody_leads = sa.exists().where(lead.case_id == case.id, lead.accepted_at.is_not(None))
    return sa.select(case.id).where(case.opened_by_id == VIEWER, ~somebody_leads)


def owns_action() -> Cases:
    """They agreed to do something that is still to be done."""
    return sa.select(PlanAction.case_id).where(PlanAction.undone_on.is_not(None), PlanAction.owner_id == VIEWER)


def owns_agencys_action() -> Cases:
    """They are in the team for the agency that agreed to do something that is still to be done."""
    agencys = sa.select(PlanAction.case_id).where(
        PlanAction.undone_on.is_not(None), PlanAction.owner_agency_id == VIEWERS_AGENCY
    )
    return agencys.where(among(PlanAction.case_id, in_team()))


def decides_meeting() -> Cases:
    """A trigger waits for their decision because, with no accepted lead, they are the nominee."""
    lead = aliased(Lead)
    accepted = sa.exists().where(lead.case_id == Lead.case_id, lead.accepted_at.is_not(None), lead.ended_at.is_(None))
    waiting = sa.exists().where(
        MeetingTrigger.case_id == Lead.case_id,
        MeetingTrigger.undecided_on.is_not(None),
        MeetingTrigger.kind != TriggerKind.STEP_DOWN,
    )
    return nominated().where(waiting, ~accepted)


def decided_it() -> Cases:
    """They decided the current step-down."""
    return sa.select(StepDown.case_id).where(StepDown.current, StepDown.manager_id == VIEWER)


def answers_for_it() -> Cases:
    """They decided the current step-down and it has no outcome yet, so that they owe what is open."""
    return decided_it().where(StepDown.outcome.is_(None))


def own_teams_step_down(case: Any, *, anywhere: bool) -> Condition:
    """Whether a manager of their own agency and area decided the step-down (locums leave, the team stays).

    A condition on a case and no select: of their area's cases it holds for most. `anywhere`: they have no area.
    """
    manager, step_down = aliased(User), aliased(StepDown)
    of_case = sa.select(step_down.id).where(step_down.case_id == case.id).correlate_except(step_down, manager)
    decided = of_case.join(manager, manager.id == sa.func.coalesce(step_down.manager_id, step_down.drafted_by_id))
    # A closure that arrived from social care's system without a manager's name is every manager's of that area.
    without_manager = of_case.where(step_down.manager_id.is_(None), step_down.drafted_by_id.is_(None))
    opener = sa.select(manager.id).where(manager.id == case.opened_by_id, manager.agency_id == VIEWERS_AGENCY)
    theirs = sa.or_(
        any_row(decided.where(manager.agency_id == VIEWERS_AGENCY)),
        any_row(without_manager),
        sa.and_(any_row(opener.correlate_except(manager)), ~any_row(of_case.where(step_down.decided_on.is_not(None)))),
    )
    return theirs if anywhere else sa.and_(case.area_id == VIEWERS_AREA, theirs)


def among(case_id: Any, found: Iterable[Cases]) -> Condition:
    """Whether this case is among those found by one of the selects: each looks it up, and none goes through all."""
    return sa.or_(*[select.where(select.selected_columns[0] == case_id).exists() for select in found])


def is_own_teams(case_id: Any, *, anywhere: bool) -> Condition:
    """The same of the case with this id."""
    case = aliased(Case)
    return sa.exists().where(case.id == case_id, own_teams_step_down(case, anywhere=anywhere))


_CONDITIONS: dict[Relation, Callable[[bool], Condition]] = {
    Relation.TEAM: lambda _: among(_CASE, in_team()),
    Relation.OWN_TEAMS_STEP_DOWN: lambda anywhere: is_own_teams(_CASE, anywhere=anywhere),
    Relation.LEAD: lambda _: among(_CASE, [leads()]),
    Relation.NOMINEE: lambda _: among(_CASE, [nominated()]),
    Relation.DECIDER: lambda _: among(_CASE, [decides_meeting()]),
    Relation.ACTION_OWNER: lambda _: among(_CASE, [owns_action(), owns_agencys_action()]),
    Relation.DECIDED_IT: lambda _: among(_CASE, [decided_it()]),
}


def held(user: User, relations: Iterable[Relation], case: Case) -> set[Relation]:
    """Which of these relations this person has to the case now, in one statement."""
    asked = set(relations)
    found = asked & {Relation.BY_ROLE}
    if Relation.SOCIAL_CARE in asked and user.agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE:
        found.add(Relation.SOCIAL_CARE)
    of_case = tuple(relation for relation in _CONDITIONS if relation in asked)
    if of_case:
        values = {**bound(user), "case_id": case.id}
        answers = db.session.execute(_which_hold(of_case, user.area_id is None), values).one()
        found |= {relation for relation, holds in zip(of_case, answers, strict=True) if holds}
    return found


@cache
def _which_hold(relations: tuple[Relation, ...], anywhere: bool) -> sa.Select[*tuple[bool, ...]]:
    return sa.select(*[_CONDITIONS[relation](anywhere) for relation in relations])
