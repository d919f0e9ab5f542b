"""What the agencies' answers look like side by side: pointed out to whoever reads the case, and never decided."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, EngagementObservation, PlanAction, TeamAgency, User
from caf_tracker.models.words import DISENGAGED, MAKES_KNOWN, EngagementStatus
from caf_tracker.web.filters import day
from caf_tracker.web.what_is_known import OnRecord

Label = Callable[[StrEnum | None], str]
MISSED = (EngagementStatus.NOT_BROUGHT, EngagementStatus.NO_ACCESS)
# Two of them within so long, the later one in the last so long, are worth a look (issue of the engagement grid).
TOGETHER = timedelta(weeks=8)


@dataclass(frozen=True)
class Pattern:
    """One thing worth a look, and what it is made of."""

    what: str
    of: list[str]


@dataclass(frozen=True, order=True)
class Missed:
    """A day on which an agency saw that a child was not brought, or found no way in."""

    on: date
    agency: str
    status: EngagementStatus


@dataclass(frozen=True)
class LeftBehind:
    """Something in the plan that an agency agreed to do before it left."""

    agency: str
    action: str
    due_on: date


def found_in(case: Case, team: list[TeamAgency], record: OnRecord, *, today: date, label: Label) -> list[Pattern]:
    """Everything worth a look on this case."""
    known = {member.agency.name: record.altogether(member.agency_id) for member in team}
    latest = {name: word.known.status for name, word in known.items() if word.known}
    found = [
        turned_away(latest, label),
        missed_together(_missed(case, today), today, label),
        left_behind(_left_behind(case)),
    ]
    return [pattern for pattern in found if pattern]


def turned_away(latest: Mapping[str, EngagementStatus], label: Label) -> Pattern | None:
    """Two or more agencies of the team know, as the latest, that the family does not take up their support."""
    away = {name: status for name, status in latest.items() if status in DISENGAGED}
    if len(away) < 2:
        return None
    what = f"{len(away)} agencies say that the family no longer uses their support"
    return Pattern(what, [f"{name}: {label(status).lower()}" for name, status in away.items()])


def missed_together(missed: Iterable[Missed], today: date, label: Label) -> Pattern | None:
    """Twice within eight weeks, at one agency or at two, a child was not brought or nobody was to be reached.

    What one agency says of one day is one visit missed, of however many of the family it says so.
    """
    days = sorted({(one.on, one.agency): one for one in missed}.values())
    close = {one for pair in pairwise(days) if pair[1].on - pair[0].on <= TOGETHER for one in pair}
    if not any(today - one.on <= TOGETHER for one in close):
        return None
    # Of a long row of them, those that led up to the last.
    recent = [one for one in days if one in close]
    said = [f"{one.agency}: {label(one.status).lower()}, {day(one.on)}" for one in recent]
    return Pattern("More than one visit or appointment was missed within 8 weeks", said)


def left_behind(actions: Iterable[LeftBehind]) -> Pattern | None:
    """An agency has left the team, and what it agreed to do is still in the plan."""
    said = [f"{one.agency}: {one.action} (by {day(one.due_on)})" for one in actions]
    return Pattern("An agency has left, and what it agreed to do is still in the plan", said) if said else None


def _missed(case: Case, today: date) -> list[Missed]:
    # The later of two within eight weeks is no older than that; the earlier one may be twice as old.
    found = db.session.execute(
        sa.select(EngagementObservation.as_of, Agency.name, EngagementObservation.status)
        .join(Agency, Agency.id == EngagementObservation.agency_id)
        .where(
            EngagementObservation.case_id == case.id,
            EngagementObservation.status.in_(MISSED),
            EngagementObservation.evidence.in_(MAKES_KNOWN),
            EngagementObservation.as_of >= today - 2 * TOGETHER,
        )
    )
    return [Missed(*row) for row in found]


def _left_behind(case: Case) -> list[LeftBehind]:
    """What is still to be done by an agency, or somebody of it, that agreed before it left and is not back."""
    back, owner = aliased(TeamAgency), aliased(User)
    agency_id = sa.func.coalesce(PlanAction.owner_agency_id, owner.agency_id)
    in_team = sa.exists().where(back.case_id == case.id, back.agency_id == agency_id, back.left_at.is_(None))
    left = sa.exists().where(
        TeamAgency.case_id == case.id,
        TeamAgency.agency_id == agency_id,
        TeamAgency.left_at >= PlanAction.agreed_at,
        TeamAgency.joined_at <= PlanAction.agreed_at,
    )
    found = db.session.execute(
        sa.select(Agency.name, PlanAction.action, PlanAction.due_on)
        .outerjoin(owner, owner.id == PlanAction.owner_id)
        .join(Agency, Agency.id == agency_id)
        .where(PlanAction.case_id == case.id, PlanAction.undone_on.is_not(None), left, ~in_team)
        .order_by(PlanAction.due_on, PlanAction.id)
    )
    return [LeftBehind(*row) for row in found]
