"""What the pages of a plan read, in a fixed number of statements however long it has grown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from caf_tracker.errors import NotVisible, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import (
    ActionProgress,
    Adult,
    Caf,
    Case,
    Meeting,
    PlanAction,
    PlanOutcome,
    PlanShare,
    Review,
    ReviewAnswer,
    User,
)
from caf_tracker.services.standing import last_caf
from caf_tracker.web.areas.plans.owners import words_of

Row = TypeVar("Row")


@dataclass(frozen=True)
class PlannedAction:
    """An action, who does it, and the days that were agreed for it before, the first one first."""

    action: PlanAction
    who: str
    earlier: list[PlanAction]


@dataclass(frozen=True)
class PlannedOutcome:
    """What shall be different, what each review said of it, and what is done for it; None: nothing in particular."""

    outcome: PlanOutcome | None
    answers: list[tuple[date | None, ReviewAnswer]]
    still_to_do: list[PlannedAction]
    done: list[PlannedAction]


@dataclass(frozen=True)
class HeldReview:
    """A review and the day of its meeting."""

    review: Review
    held_on: date | None
    next_on: date | None


@dataclass(frozen=True)
class Plan:
    """The whole plan."""

    caf: Caf | None
    outcomes: list[PlannedOutcome]
    beside: PlannedOutcome
    taken_out: list[PlanOutcome]
    no_longer: list[PlannedAction]
    shares: list[PlanShare]
    # The latest first.
    reviews: list[HeldReview]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted and nothing agreed."""
        return not (self.outcomes or self.beside.still_to_do or self.beside.done)


def plan_of(case: Case) -> Plan:
    """The plan of the case's CAF, and what was agreed without one."""
    caf = last_caf(case)
    caf_id = caf.id if caf else None
    outcomes = _all(sa.select(PlanOutcome).where(PlanOutcome.caf_id == caf_id).order_by(PlanOutcome.id))
    planned = _planned(_actions(case, caf_id))
    reviews = _reviews(caf_id)

    def about(outcome: PlanOutcome | None) -> PlannedOutcome:
        answers = [
            (held.held_on, answer)
            for held in reviews
            for answer in held.review.answers
            if outcome is not None and answer.outcome_id == outcome.id
        ]
        mine = [one for one in planned if one.action.outcome_id == (outcome.id if outcome else None)]
        return PlannedOutcome(
            outcome,
            answers,
            sorted((one for one in mine if one.action.is_open), key=lambda one: (one.action.due_on, one.action.id)),
            [one for one in mine if not one.action.is_open and one.action.dropped_at is None],
        )

    shares = sa.select(PlanShare).where(PlanShare.caf_id == caf_id).order_by(PlanShare.id)
    return Plan(
        caf=caf,
        outcomes=[about(outcome) for outcome in outcomes if outcome.dropped_at is None],
        beside=about(None),
        taken_out=[outcome for outcome in outcomes if outcome.dropped_at is not None],
        no_longer=[one for one in planned if one.action.dropped_at is not None],
        shares=_all(shares.options(joinedload(PlanShare.adult), joinedload(PlanShare.shared_by))),
        reviews=reviews[::-1],
    )


def outcome_of(case: Case, outcome_id: int) -> PlanOutcome:
    """An outcome of this case; NotVisible for any other."""
    outcome = db.session.get(PlanOutcome, outcome_id)
    if outcome is None or outcome.case_id != case.id:
        raise NotVisible
    return outcome


def standing_outcome(case: Case, outcome_id: int) -> PlanOutcome:
    """An outcome that is in the plan; TransitionNotAllowed when it has been taken out."""
    outcome = outcome_of(case, outcome_id)
    if outcome.dropped_at is not None:
        raise TransitionNotAllowed("This has been taken out of the plan. Nothing was changed.")
    return outcome


def action_of(case: Case, action_id: int) -> PlannedAction:
    """An action of this case, with the days agreed for it before; NotVisible for any other."""
    action = db.session.get(PlanAction, action_id)
    if action is None or action.case_id != case.id:
        raise NotVisible
    everything = _actions(case, action.caf_id)
    return PlannedAction(action, words_of(action.owned_by), _earlier(action, everything))


def follower_of(action: PlanAction) -> PlanAction | None:
    """The action that took this one's place when another day was agreed."""
    return db.session.scalar(sa.select(PlanAction).where(PlanAction.replaces_id == action.id))


def adult_of(case: Case, adult_id: int) -> Adult:
    """An adult of this case; NotVisible for any other."""
    adult = db.session.get(Adult, adult_id)
    if adult is None or adult.case_id != case.id:
        raise NotVisible
    return adult


def last_outcome(case: Case) -> str:
    """Which outcome was the last one written when the page was shown."""
    return _last(sa.select(sa.func.max(PlanOutcome.id)).where(PlanOutcome.case_id == case.id))


def last_action(case: Case) -> str:
    """Which action was the last one agreed when the page was shown."""
    return _last(sa.select(sa.func.max(PlanAction.id)).where(PlanAction.case_id == case.id))


def last_share(case: Case) -> str:
    """Which sharing was the last one recorded when the page was shown."""
    return _last(sa.select(sa.func.max(PlanShare.id)).where(PlanShare.case_id == case.id))


def how_far(action: PlanAction) -> str:
    """How much has been noted of an action when the page was shown."""
    return str(len(action.progress))


def _actions(case: Case, caf_id: int | None) -> list[PlanAction]:
    """Those of this CAF, and those agreed without one."""
    mine = sa.or_(PlanAction.caf_id.is_(None), PlanAction.caf_id == caf_id)
    people = (
        joinedload(PlanAction.owner).joinedload(User.agency),
        joinedload(PlanAction.owner_agency),
        joinedload(PlanAction.owner_adult),
        joinedload(PlanAction.owner_child),
    )
    progress = selectinload(PlanAction.progress).joinedload(ActionProgress.noted_by)
    found = sa.select(PlanAction).where(PlanAction.case_id == case.id, mine).options(*people, progress)
    return _all(found.order_by(PlanAction.id))


def _planned(actions: list[PlanAction]) -> list[PlannedAction]:
    """Each with what it replaced; what was replaced stands with what took its place."""
    replaced = {action.replaces_id for action in actions}
    return [
        PlannedAction(action, words_of(action.owned_by), _earlier(action, actions))
        for action in actions
        if action.id not in replaced
    ]


def _earlier(action: PlanAction, among: Iterable[PlanAction]) -> list[PlanAction]:
    by_id = {one.id: one for one in among}
    found: list[PlanAction] = []
    while (before := by_id.get(action.replaces_id or 0)) is not None:
        found.append(before)
        action = before
    return found[::-1]


def _reviews(caf_id: int | None) -> list[HeldReview]:
    """The first one first."""
    found = (
        sa.select(Review, Meeting.held_on, Meeting.next_on)
        .join(Meeting, Meeting.id == Review.meeting_id)
        .where(Review.caf_id == caf_id)
        .options(selectinload(Review.answers), joinedload(Review.reviewed_by))
        .order_by(Meeting.held_on, Review.id)
    )
    return [HeldReview(review, held_on, next_on) for review, held_on, next_on in db.session.execute(found)]


def _last(statement: sa.Select[int]) -> str:
    return str(db.session.scalar(statement))


def _all(statement: sa.Select[Row]) -> list[Row]:
    return list(db.session.scalars(statement))
