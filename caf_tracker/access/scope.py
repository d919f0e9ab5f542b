"""Which rows: the only start of a query for a case."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker.access.relations import (
    VIEWER,
    VIEWERS_AREA,
    Cases,
    Condition,
    among,
    answers_for_it,
    bound,
    in_team,
    is_own_teams,
    leads,
    nominated,
    own_teams_step_down,
    owns_action,
)
from caf_tracker.duties.existing import any_row
from caf_tracker.duties.moments import TODAY
from caf_tracker.duties.still_open import still_open
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, Case, Lead, Snooze, StepDown, Telling, User
from caf_tracker.models.words import AgencyKind, Role
from caf_tracker.references import number_of

_WHOLE_AREAS = (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)
# The team is of those who work with families: an administrator who is their agency's contact is not one of them.
_IN_TEAMS = (Role.PRACTITIONER, Role.SOCIAL_CARE_MANAGER)


@dataclass(frozen=True)
class Sight:
    """What of a person decides where their cases are looked for: statements are built once for each such kind."""

    role: Role
    has_area: bool
    in_social_care: bool
    is_active: bool

    @property
    def has_own_part(self) -> bool:
        """Whether there can be cases that they see for their own part in them, and not anyway."""
        return self.is_active and (self.has_area or self.role not in _WHOLE_AREAS)


def sight_of(user: User) -> Sight:
    """This person's."""
    in_social_care = user.agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE
    return Sight(user.role, user.area_id is not None, in_social_care, user.is_active)


def visible_cases(user: User) -> sa.Select[Case]:
    """A select of the cases that this person may read now; add to it whatever the page asks for."""
    return sa.select(Case).where(_visible(sight_of(user))).params(bound(user))


@cache
def _visible(sight: Sight) -> Condition:
    return sa.or_(*parts(sight, _own_part(sight)))


def parts(sight: Sight, own_part: sa.Select[int] | None) -> list[Condition]:
    """What makes a case visible, as conditions on Case of which at most one holds; to be executed with `bound`.

    First the area or the team by which somebody sees most of what they see: a list is followed there in its order.
    Then the cases, few, in which they have a part themselves (None: they have none).
    """
    found: list[Condition] = []
    by_area = _by_area(sight) if sight.is_active else None
    if by_area is not None:
        found.append(by_area)
    if own_part is not None and sight.has_own_part:
        found.append(Case.id.in_(own_part) if by_area is None else sa.and_(Case.id.in_(own_part), ~by_area))
    return found or [sa.false()]


def find_own_part(user: User) -> list[int]:
    """The cases in which this person has a part themselves, beside what they see by area or team.

    A list asks for them first: PostgreSQL plans this large statement once, and the list's small one is soon planned.
    """
    sight = sight_of(user)
    return list(db.session.scalars(_own_part(sight), bound(user))) if sight.has_own_part else []


def find_case(user: User, reference: str) -> Case:
    """The case with this reference, if this person may read it; else NotVisible, whether or not it exists."""
    number = number_of(reference)
    # Larger than any number a case can have: not worth asking, and too large for the database to compare.
    if number is None or number >= 2**31:
        raise NotVisible
    case = db.session.scalar(_one_case(sight_of(user)), {**bound(user), "case_id": number})
    if case is None:
        raise NotVisible
    return case


def reads_summary_only(user: User, case: Case) -> bool:
    """Whether they may read only what a nominee needs to answer: they are nominated and nothing else to the case."""
    sight = sight_of(user)
    if sight.role in _WHOLE_AREAS:
        return False
    nominee, more = db.session.execute(_nominee_or_more(sight), {**bound(user), "case_id": case.id}).one()
    return bool(nominee and not more)


_CASE = sa.bindparam("case_id", type_=sa.Integer)


@cache
def _one_case(sight: Sight) -> sa.Select[Case]:
    if not sight.is_active:
        return sa.select(Case).where(sa.false())
    conditions = [among(_CASE, [*_full_part(sight), nominated(), _told_of(elsewhere=False)])]
    if (by_area := _by_area(sight)) is not None:
        conditions.insert(0, by_area)
    return sa.select(Case).where(Case.id == _CASE, sa.or_(*conditions))


@cache
def _nominee_or_more(sight: Sight) -> sa.Select[bool, bool]:
    more = among(_CASE, _full_part(sight))
    if sight.role == Role.SOCIAL_CARE_MANAGER:
        more = sa.or_(more, is_own_teams(_CASE, anywhere=not sight.has_area))
    return sa.select(among(_CASE, [nominated()]), more)


def _by_area(sight: Sight) -> Condition | None:
    """The condition by which coordinators and heads see an area, and managers what their own team decided."""
    if sight.role in _WHOLE_AREAS:
        return Case.area_id == VIEWERS_AREA if sight.has_area else sa.true()
    # The part that drafts and decides step-downs sees its own team's.
    return own_teams_step_down(Case, anywhere=not sight.has_area) if sight.role == Role.SOCIAL_CARE_MANAGER else None


@cache
def _own_part(sight: Sight) -> sa.Select[int]:
    found = [*_full_part(sight), nominated(), _told_of(elsewhere=sight.role in _WHOLE_AREAS)]
    # Found once, however often a statement asks; and whatever it is a part of, its tables are its own.
    own_part = sa.union_all(*[select.correlate(None) for select in found]).cte("own_part")
    return sa.select(own_part.c.case_id)


def _full_part(sight: Sight) -> list[Cases]:
    # Whoever leads, or answers for a step-down until it has an outcome, owes what is open: whatever their role is now.
    found = [*(in_team() if sight.role in _IN_TEAMS else [leads()]), answers_for_it(), owns_action()]
    if sight.in_social_care and sight.role != Role.SOCIAL_CARE_MANAGER:
        drafted = sa.select(StepDown.case_id).where(StepDown.decided_on.is_(None), StepDown.drafted_by_id == VIEWER)
        found.append(drafted)
    managed = aliased(User)
    manages_lead = (
        sa.select(Lead.case_id)
        .join(managed, managed.id == Lead.user_id)
        .where(Lead.ended_at.is_(None), managed.line_manager_id == VIEWER)
    )
    asked = sa.select(ApprovalRequest.case_id).where(
        ApprovalRequest.waiting_on.is_not(None), ApprovalRequest.asked_id == VIEWER
    )
    # The line manager who is asked whether somebody's reminders may wait.
    asked_to_wait = sa.select(Snooze.case_id).where(Snooze.waits(), Snooze.asked_id == VIEWER, Snooze.until_on > TODAY)
    return [*found, manages_lead, asked, asked_to_wait]


def _told_of(*, elsewhere: bool) -> Cases:
    """Cases with an open duty of which this person was told: until it is settled they may read."""
    told = sa.select(Telling.case_id).where(Telling.user_id == VIEWER)
    if elsewhere:
        # Coordinators are told of much, nearly all of it in their own area, which they see anyway.
        case = aliased(Case)
        other_area = sa.select(case.id).where(case.id == Telling.case_id, case.area_id != VIEWERS_AREA)
        told = told.where(any_row(other_area))
    return told.where(still_open())
