"""The family copy of a plan: what may be handed to one adult of the family, asked for by itself.

It is never the professionals' page with things taken out. Whatever is not named here is not read from the database.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Case, Child, Meeting, PlanAction, PlanOutcome, User

# Read again by whoever prints it: an address or a number may stand in somebody's words.
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"\d[\d\s()-]{7,}\d")


@dataclass(frozen=True)
class CopiedAction:
    """Something agreed: what, until when, and who does it ("" for the adult whose copy this is)."""

    action: str
    due_on: date
    who: str


@dataclass(frozen=True)
class CopiedOutcome:
    """What shall be different in the family's words ("" for what was agreed besides), and what is done for it."""

    wanted: str
    actions: tuple[CopiedAction, ...]


@dataclass(frozen=True)
class FamilyCopy:
    """All that a family copy may hold."""

    outcomes: tuple[CopiedOutcome, ...]
    beside: tuple[CopiedAction, ...]
    next_meeting_on: date | None

    @property
    def words(self) -> list[str]:
        """Everything in it that somebody has typed."""
        actions = [*self.beside, *(action for outcome in self.outcomes for action in outcome.actions)]
        return [*(outcome.wanted for outcome in self.outcomes), *(action.action for action in actions)]


def family_copy(case: Case, adult: Adult, caf_id: int, today: date) -> FamilyCopy:
    """The copy for this adult: what professionals, this adult and the children do; nobody else's part, nor name."""
    wanted = db.session.execute(
        sa.select(PlanOutcome.id, PlanOutcome.wanted)
        .where(PlanOutcome.caf_id == caf_id, PlanOutcome.dropped_at.is_(None))
        .order_by(PlanOutcome.id)
    ).all()
    actions = _actions(case, adult)
    return FamilyCopy(
        outcomes=tuple(CopiedOutcome(row.wanted, tuple(actions.get(row.id, ()))) for row in wanted),
        beside=tuple(actions.get(None, ())),
        next_meeting_on=_next_meeting(case, today),
    )


def worth_reading_again(copy: FamilyCopy, other_names: Iterable[str]) -> list[str]:
    """What in somebody's words may have to go before this is handed over; no name is said."""
    text = "\n".join(copy.words)
    found = []
    names = [part for name in other_names for part in name.split() if len(part) > 2]
    if any(re.search(rf"\b{re.escape(part)}\b", text, re.IGNORECASE) for part in names):
        found.append("A part of another adult’s name stands in it.")
    if _POSTCODE.search(text) or _TELEPHONE.search(text):
        found.append("What looks like a postcode or a telephone number stands in it.")
    return found


def _actions(case: Case, adult: Adult) -> dict[int | None, list[CopiedAction]]:
    """What is still to be done, by outcome. Another adult's actions are not asked for."""
    professional = User.name.concat(", ").concat(Agency.name)
    owning = sa.func.coalesce(PlanAction.owner_agency_id, User.agency_id)
    rows = db.session.execute(
        sa.select(
            PlanAction.outcome_id,
            PlanAction.action,
            PlanAction.due_on,
            sa.func.coalesce(professional, Agency.name, Child.name, "").label("who"),
        )
        .outerjoin(User, User.id == PlanAction.owner_id)
        .outerjoin(Agency, Agency.id == owning)
        .outerjoin(Child, Child.id == PlanAction.owner_child_id)
        .where(
            PlanAction.case_id == case.id,
            PlanAction.undone_on.is_not(None),
            sa.or_(PlanAction.owner_adult_id.is_(None), PlanAction.owner_adult_id == adult.id),
        )
        .order_by(PlanAction.due_on, PlanAction.id)
    )
    found: dict[int | None, list[CopiedAction]] = {}
    for row in rows:
        found.setdefault(row.outcome_id, []).append(CopiedAction(row.action, row.due_on, row.who))
    return found


def _next_meeting(case: Case, today: date) -> date | None:
    """The next meeting with the family: the day it is arranged for, or else the one noted at the last."""
    with_family = Meeting.kind != "professionals"
    day = db.session.scalar(
        sa.select(sa.func.min(Meeting.planned_for)).where(
            Meeting.case_id == case.id,
            with_family,
            Meeting.held_on.is_(None),
            Meeting.cancelled_at.is_(None),
            Meeting.planned_for >= today,
        )
    )
    if day is not None:
        return day
    noted = sa.select(Meeting.next_on).where(Meeting.case_id == case.id, with_family, Meeting.next_on >= today)
    return db.session.scalar(noted.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(1))
