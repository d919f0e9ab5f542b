"""How far a step-down has come: one SQL expression over the facts, for filters, lists and single cases alike."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker.duties.moments import cut_offs, has_lapsed
from caf_tracker.extensions import db
from caf_tracker.models import Agreement, Caf, Case, Lead, MeetingTrigger, StepDown
from caf_tracker.models.words import Recommendation, StepDownOutcome


class Stage(StrEnum):
    """The stages in the order of the path; whether social care has closed the case is told beside them."""

    DRAFTED = "drafted"
    NOBODY_ASKED = "nobody_asked"
    NOT_ANSWERED = "not_answered"
    AGREEMENT_AWAITED = "agreement_awaited"
    REFUSED = "refused"
    READY_TO_START = "ready_to_start"
    CAF_STARTED = "caf_started"
    NO_CAF_RECOMMENDED = "no_caf_recommended"
    HANDED_OVER = "handed_over"
    CAF_CLOSED = "caf_closed"
    CLOSED_WITHOUT_CAF = "closed_without_caf"
    ENDED_WITHOUT_CAF = "ended_without_caf"
    RETURNED = "returned"
    MOVED = "moved"
    ERROR = "error"


# What pages say; {caf} stands for the authority's word for a CAF.
WORDS = {
    Stage.DRAFTED: "Drafted, not decided",
    Stage.NOBODY_ASKED: "Nobody asked to lead",
    Stage.NOT_ANSWERED: "Waiting for the lead to say yes or no",
    Stage.AGREEMENT_AWAITED: "Waiting for the family’s agreement",
    Stage.REFUSED: "The family said no: to be decided",
    Stage.READY_TO_START: "Agreed: {caf} to be started",
    Stage.CAF_STARTED: "{caf} started: handover to be confirmed",
    Stage.NO_CAF_RECOMMENDED: "No {caf} recommended",
    Stage.HANDED_OVER: "Handover confirmed",
    Stage.CAF_CLOSED: "{caf} closed, handover never confirmed",
    Stage.CLOSED_WITHOUT_CAF: "Closed, no {caf} recommended",
    Stage.ENDED_WITHOUT_CAF: "Ended without a {caf}",
    Stage.RETURNED: "Returned to social care",
    Stage.MOVED: "Moved to another area",
    Stage.ERROR: "Recorded in error",
}

# The stages at which somebody still has to do something.
UNDER_WAY = tuple(Stage)[: tuple(Stage).index(Stage.HANDED_OVER)]

_OUTCOMES = {
    StepDownOutcome.CAF_CONFIRMED: Stage.HANDED_OVER,
    StepDownOutcome.ENDED_WITHOUT_CAF: Stage.ENDED_WITHOUT_CAF,
    StepDownOutcome.RETURNED_TO_SOCIAL_CARE: Stage.RETURNED,
    StepDownOutcome.MOVED_AREA: Stage.MOVED,
    StepDownOutcome.ERROR: Stage.ERROR,
}


@cache
def stage() -> sa.ColumnElement[str]:
    """The stage, for a select over StepDown and its Case; executed with the parameters of `cut_offs(at)`."""
    mine = Lead.case_id == StepDown.case_id
    leads = sa.exists().where(mine, Lead.accepted_at.is_not(None), Lead.ended_at.is_(None))
    asked = sa.exists().where(mine, Lead.pending_on.is_not(None), ~has_lapsed())
    running = sa.exists().where(Caf.case_id == StepDown.case_id, Caf.closed_at.is_(None))
    undecided = sa.exists().where(Agreement.case_id == StepDown.case_id, Agreement.undecided)
    without_caf = StepDown.recommendation != Recommendation.CAF
    whens: list[tuple[sa.ColumnElement[bool], Stage]] = [
        *((StepDown.outcome == outcome, ended) for outcome, ended in _OUTCOMES.items()),
        (StepDown.caf_closed_on.is_not(None), Stage.CAF_CLOSED),
        (StepDown.decided_on.is_(None), Stage.DRAFTED),
        (sa.and_(without_caf, StepDown.closed_on.is_not(None), ~_to_decide()), Stage.CLOSED_WITHOUT_CAF),
        (without_caf, Stage.NO_CAF_RECOMMENDED),
        (undecided, Stage.REFUSED),
        (sa.and_(~leads, ~asked), Stage.NOBODY_ASKED),
        (running, Stage.CAF_STARTED),
        (~leads, Stage.NOT_ANSWERED),
        (_agreed(), Stage.READY_TO_START),
    ]
    return sa.case(
        *((when, sa.literal(then.value, sa.String)) for when, then in whens),
        else_=sa.literal(Stage.AGREEMENT_AWAITED.value, sa.String),
    )


def at_stage(wanted: Stage) -> sa.ColumnElement[bool]:
    """Whether it is at this stage, the outcome asked first: an index knows it."""
    outcome = next((outcome for outcome, ended in _OUTCOMES.items() if ended is wanted), None)
    return sa.and_(StepDown.outcome == outcome, stage() == wanted.value)


def under_way() -> sa.ColumnElement[bool]:
    """Whether it is at one of the stages UNDER_WAY, without working out at which."""
    not_over = sa.or_(
        StepDown.decided_on.is_(None),
        StepDown.recommendation == Recommendation.CAF,
        StepDown.closed_on.is_(None),
        _to_decide(),
    )
    return sa.and_(StepDown.outcome.is_(None), StepDown.caf_closed_on.is_(None), not_over)


def stages_of(step_down_ids: Collection[int], at: datetime) -> dict[int, Stage]:
    """The stage of each of these step-downs at this moment."""
    found = db.session.execute(
        sa.select(StepDown.id, stage()).join(Case, Case.id == StepDown.case_id).where(StepDown.id.in_(step_down_ids)),
        cut_offs(at),
    )
    return {step_down_id: Stage(word) for step_down_id, word in found}


def _to_decide() -> sa.ColumnElement[bool]:
    """Whether to meet is open: without a CAF a step-down ends when it has closed and that is decided (DOMAIN.md)."""
    return sa.exists().where(MeetingTrigger.case_id == StepDown.case_id, MeetingTrigger.undecided_on.is_not(None))


def _agreed() -> sa.ColumnElement[bool]:
    """Whether what some adult said last, since the present involvement began, is yes."""
    said, later = aliased(Agreement), aliased(Agreement)
    changed = sa.exists().where(later.case_id == said.case_id, later.adult_id == said.adult_id, later.id > said.id)
    return sa.exists().where(
        said.case_id == StepDown.case_id, said.recorded_at >= Case.involved_since, said.agreed, ~changed
    )
