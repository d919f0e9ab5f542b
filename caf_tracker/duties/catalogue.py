"""The catalogue of duties: one short function each, a select of what is open, all with the same columns.

Columns: case_id; subject_id, what the duty is about; cause and cause_id, the row that started it; ladder, which
variant applies; anchor_on, the day it counts from; by_act, whether an act started it (else a date did), and
actor_id, whose; person_id, the duty's own person; agency_id, the agency whose contact is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from caf_tracker.duties.days import days_after, months_after
from caf_tracker.duties.existing import any_row
from caf_tracker.duties.moments import (
    ACTIONS_ON,
    FIRST_REVIEW_ON,
    LATEST_REVIEW_ON,
    NEXT_REVIEW_ON,
    SOON_REVIEW_ON,
    STALE_ON,
    STALE_YOUNG_ON,
    STALLED_ON,
    has_lapsed,
    on_fast_track,
)
from caf_tracker.duties.timescales import CLOSED_LATELY_MONTHS, STALE_YOUNG
from caf_tracker.models import (
    Agreement,
    ApprovalRequest,
    Caf,
    Case,
    EngagementObservation,
    Lead,
    MeetingTrigger,
    PlanAction,
    StepDown,
    TeamAgency,
    User,
)
from caf_tracker.models.words import LeadEnding, TriggerKind

# A select with the common columns.
Open = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Duty:
    """Something a named person owes by a date; `safety` duties are mailed at once, always."""

    number: int
    key: str
    select: Callable[[], list[Open]]
    safety: bool = False
    # In these a pending nominee stands for a lead who has not been found yet.
    nominee_stands_in: bool = True

    @property
    def may_be_snoozed(self) -> bool:
        """Whether somebody may put off being told of it for a few days."""
        return not self.safety and self.number not in _NEVER_SNOOZED


# The handover's own (DOMAIN.md, "Snooze").
_NEVER_SNOOZED = (1, 2, 3, 4, 5, 6, 7, 9)

_duties: list[Duty] = []


def _duty(
    number: int, *, safety: bool = False, nominee_stands_in: bool = True
) -> Callable[..., Callable[[], list[Open]]]:
    def register(select: Callable[[], list[Open]]) -> Callable[[], list[Open]]:
        _duties.append(Duty(number, select.__name__, select, safety, nominee_stands_in))
        return select

    return register


def _columns(
    row: Any,
    anchor_on: Any,
    ladder: Any,
    *,
    subject: Any = None,
    cause: tuple[str, Any] | None = None,
    actor: Any = None,
    by_act: Any = None,
    person: Any = None,
    agency: Any = None,
) -> Open:
    """The common columns of a duty that rows of one model start, or the rows of another table that they point at."""
    table, cause_id = cause or (row.__tablename__, row.id)
    return sa.select(
        row.case_id.label("case_id"),
        (row.id if subject is None else subject).label("subject_id"),
        sa.literal(table, sa.String).label("cause"),
        cause_id.label("cause_id"),
        (sa.literal(ladder, sa.String) if isinstance(ladder, str) else ladder).label("ladder"),
        anchor_on.label("anchor_on"),
        (sa.true() if by_act is None else by_act).label("by_act"),
        sa.cast(sa.null() if actor is None else actor, sa.Integer).label("actor_id"),
        sa.cast(sa.null() if person is None else person, sa.Integer).label("person_id"),
        sa.cast(sa.null() if agency is None else agency, sa.Integer).label("agency_id"),
    )


def _variant(duty: str, *whens: tuple[Any, str], otherwise: str) -> sa.ColumnElement[str]:
    chosen = [(condition, sa.literal(f"{duty}.{name}", sa.String)) for condition, name in whens]
    return sa.case(*chosen, else_=sa.literal(f"{duty}.{otherwise}", sa.String))


_undecided_step_down = sa.and_(StepDown.id.is_not(None), StepDown.outcome.is_(None))


def _with_step_down(select: Open, case_id: InstrumentedAttribute[int]) -> Open:
    """The select, with the row's case and its current step-down, if any."""
    return select.join(Case, Case.id == case_id).outerjoin(
        StepDown, sa.and_(StepDown.case_id == Case.id, StepDown.current)
    )


@_duty(1)
def lead_not_answered() -> list[Open]:
    """The nominee accepts or declines; until it lapses."""
    ladder = sa.case(
        (Lead.fast_track, sa.literal("lead_not_answered.fast_track", sa.String)),
        else_=sa.literal("lead_not_answered", sa.String),
    )
    found = _columns(Lead, Lead.pending_on, ladder, actor=Lead.nominated_by_id, person=Lead.user_id)
    return [found.where(Lead.pending_on.is_not(None), ~has_lapsed())]


@_duty(2)
def no_lead() -> list[Open]:
    """Someone is nominated for an open step-down that recommends a CAF, or an open CAF."""
    decided = _columns(
        StepDown,
        StepDown.vacant_on,
        "no_lead.of_manager",
        subject=StepDown.case_id,
        actor=StepDown.recorded_by_id,
        agency=StepDown.receiving_agency_id,
    ).where(StepDown.vacant_on.is_not(None))
    # A lapse starts the duty by its date; its row is closed only by the next act.
    ended = _columns(
        Lead,
        Lead.vacant_on,
        _variant("no_lead", (_undecided_step_down, "of_manager"), otherwise="of_coordinator"),
        subject=Lead.case_id,
        actor=Lead.ended_by_id,
        by_act=Lead.ended_as != LeadEnding.LAPSED,
        agency=StepDown.receiving_agency_id,
    )
    lapsed = _columns(
        Lead,
        Lead.pending_on,
        _variant(
            "no_lead",
            (sa.and_(_undecided_step_down, Lead.fast_track), "of_manager_after_fast_lapse"),
            (Lead.fast_track, "of_coordinator_after_fast_lapse"),
            (_undecided_step_down, "of_manager_after_lapse"),
            otherwise="of_coordinator_after_lapse",
        ),
        subject=Lead.case_id,
        by_act=sa.false(),
        agency=StepDown.receiving_agency_id,
    )
    accepted = aliased(Lead)
    another_leads = sa.exists().where(
        accepted.case_id == Lead.case_id, accepted.accepted_at.is_not(None), accepted.ended_at.is_(None)
    )
    caf_open = sa.exists().where(Caf.case_id == Lead.case_id, Caf.closed_at.is_(None))
    wanted = sa.or_(sa.and_(_undecided_step_down, StepDown.recommendation == "caf"), caf_open)
    return [
        decided,
        _with_step_down(ended, Lead.case_id).where(Lead.vacant_on.is_not(None)),
        _with_step_down(lapsed, Lead.case_id).where(Lead.pending_on.is_not(None), has_lapsed(), ~another_leads, wanted),
    ]


@_duty(3)
def agreement_not_recorded() -> list[Open]:
    """The family's agreement or refusal is recorded."""
    found = _columns(
        Lead, Lead.agreement_awaited_on, "agreement_not_recorded", subject=Lead.case_id, actor=Lead.user_id
    )
    return [found.where(Lead.agreement_awaited_on.is_not(None))]


@_duty(4)
def step_down_unfinished() -> list[Open]:
    """A step-down that recommends a CAF closes, or its CAF starts, or it has an outcome."""
    found = _columns(StepDown, StepDown.unfinished_on, "step_down_unfinished", actor=StepDown.recorded_by_id)
    return [found.where(StepDown.unfinished_on.is_not(None))]


@_duty(5)
def caf_not_started() -> list[Open]:
    """A CAF is started."""
    ladder = sa.case(
        (on_fast_track(StepDown.not_started_on), sa.literal("caf_not_started.fast_track", sa.String)),
        else_=sa.literal("caf_not_started", sa.String),
    )
    found = _columns(
        StepDown,
        StepDown.not_started_on,
        ladder,
        actor=StepDown.close_recorded_by_id,
        agency=StepDown.receiving_agency_id,
    )
    return [found.join(Case, Case.id == StepDown.case_id).where(StepDown.not_started_on.is_not(None))]


@_duty(6)
def handover_not_confirmed() -> list[Open]:
    """The handover is confirmed."""
    # Started by whichever came later: the CAF, or the decision of a step-down on a case with a CAF already.
    actor = sa.case((Caf.started_at < StepDown.decided_at, StepDown.recorded_by_id), else_=Caf.started_by_id)
    found = _columns(StepDown, StepDown.unconfirmed_on, "handover_not_confirmed", actor=actor)
    return [
        found.outerjoin(Caf, sa.and_(Caf.case_id == StepDown.case_id, Caf.closed_at.is_(None))).where(
            StepDown.unconfirmed_on.is_not(None)
        )
    ]


@_duty(7)
def refusal_undecided() -> list[Open]:
    """What happens now is decided."""
    ladder = _variant("refusal_undecided", (_undecided_step_down, "of_manager"), otherwise="of_leads_manager")
    found = _columns(
        Agreement, Agreement.undecided_on, ladder, subject=Agreement.case_id, actor=Agreement.recorded_by_id
    )
    return [_with_step_down(found, Agreement.case_id).where(Agreement.undecided_on.is_not(None))]


@_duty(8)
def meeting_undecided() -> list[Open]:
    """Whether to call a meeting is decided."""
    by_manager = MeetingTrigger.kind == TriggerKind.STEP_DOWN
    ladder = _variant("meeting_undecided", (by_manager, "of_manager"), otherwise="of_lead")
    found = _columns(MeetingTrigger, MeetingTrigger.undecided_on, ladder, actor=MeetingTrigger.raised_by_id)
    return [found.where(MeetingTrigger.undecided_on.is_not(None))]


@_duty(9, safety=True)
def handover_stalled() -> list[Open]:
    """A CAF is started, twenty working days on."""
    found = _columns(StepDown, StepDown.not_started_on, "handover_stalled", by_act=sa.false())
    return [found.where(StepDown.not_started_on <= STALLED_ON)]


@_duty(10, nominee_stands_in=False)
def approval_waiting() -> list[Open]:
    """The second person approves or refuses."""
    found = _columns(
        ApprovalRequest,
        ApprovalRequest.waiting_on,
        "approval_waiting",
        actor=ApprovalRequest.requested_by_id,
        person=ApprovalRequest.asked_id,
    )
    return [found.where(ApprovalRequest.waiting_on.is_not(None))]


def _of_cafs(anchor: Any, ladder: Any) -> Open:
    """What is owed on a CAF from its start."""
    return _columns(Caf, anchor, ladder, actor=Caf.started_by_id).where(anchor.is_not(None))


@_duty(11, nominee_stands_in=False)
def assessment_not_complete() -> list[Open]:
    """The assessment is complete."""
    return [_of_cafs(Caf.unassessed_on, "assessment_not_complete")]


@_duty(12, nominee_stands_in=False)
def plan_not_shared() -> list[Open]:
    """The plan is shared with the family."""
    return [_of_cafs(Caf.plan_unshared_on, "plan_not_shared")]


@_duty(14, nominee_stands_in=False)
def review_not_held() -> list[Open]:
    """The next TAF or review meeting after the assessment is held: counted from the assessment, or from the last one.

    Soon, if on that earlier day a child is under 1 or social care closed less than six months before.
    """

    def awaited(counted_from: Any, begun_on: Any, variant: str, **cause: Any) -> Open:
        closed = sa.select(StepDown.id).where(
            StepDown.case_id == Caf.case_id,
            StepDown.closed_on <= counted_from,
            counted_from < months_after(StepDown.closed_on, CLOSED_LATELY_MONTHS),
        )
        closed_lately = any_row(closed.correlate(Caf))
        soon = sa.or_(sa.func.coalesce(counted_from < Case.turns_one_on, sa.false()), closed_lately)
        ladder = _variant("review_not_held", (soon, f"{variant}_soon"), otherwise=variant)
        found = _columns(Caf, counted_from, ladder, subject=Caf.case_id, by_act=sa.false(), **cause)
        has_begun = counted_from <= sa.case((soon, SOON_REVIEW_ON), else_=begun_on)
        # The plain comparison is the one that the index answers.
        return found.join(Case, Case.id == Caf.case_id).where(counted_from <= LATEST_REVIEW_ON, has_begun)

    return [
        awaited(Caf.first_review_from, FIRST_REVIEW_ON, "first"),
        awaited(Caf.next_review_from, NEXT_REVIEW_ON, "next", cause=("meetings", Caf.reviewed_id)),
    ]


@_duty(16, nominee_stands_in=False)
def action_not_done() -> list[Open]:
    """An agreed action is done, by a person, by an agency, or by one of the family, whom the lead reminds."""
    of_whom = ((PlanAction.owner_id.is_not(None), "of_person"), (PlanAction.owner_agency_id.is_not(None), "of_agency"))
    short = ~PlanAction.reminded_before
    whens = [(sa.and_(owner, short), f"{name}_at_short_notice") for owner, name in of_whom]
    ladder = _variant("action_not_done", *whens, *of_whom, (short, "of_family_at_short_notice"), otherwise="of_family")
    found = _columns(
        PlanAction,
        PlanAction.undone_on,
        ladder,
        by_act=sa.false(),
        person=PlanAction.owner_id,
        agency=PlanAction.owner_agency_id,
    )
    has_begun = sa.or_(PlanAction.undone_on <= ACTIONS_ON, short)
    return [found.where(PlanAction.undone_on.is_not(None), has_begun)]


@_duty(17, nominee_stands_in=False)
def engagement_unknown() -> list[Open]:
    """The agency says whether the family engages: when it has joined, is unknown again, or what it knew is too old."""
    lead, person = aliased(Lead), aliased(User)
    leads = sa.select(lead.id).join(person, person.id == lead.user_id)
    accepted = lead.case_id == TeamAgency.case_id, lead.accepted_at.is_not(None), lead.ended_at.is_(None)
    of_leads_agency = any_row(leads.where(*accepted, person.agency_id == TeamAgency.agency_id).correlate(TeamAgency))

    def asked(anchor: Any, young_on: Any, *, stale: str = "", **columns: Any) -> Open:
        young = sa.func.coalesce(young_on < Case.turns_one_on, sa.false())
        ladder = _variant(
            "engagement_unknown",
            (sa.and_(of_leads_agency, young), f"of_lead{stale}_young"),
            (of_leads_agency, f"of_lead{stale}"),
            (young, f"of_contact{stale}_young"),
            otherwise=f"of_contact{stale}",
        )
        found = _columns(TeamAgency, anchor, ladder, agency=TeamAgency.agency_id, **columns)
        found = found.join(Case, Case.id == TeamAgency.case_id).where(anchor.is_not(None))
        # The plain comparison is the one that the index answers.
        has_gone = anchor <= STALE_YOUNG_ON, anchor <= sa.case((young, STALE_YOUNG_ON), else_=STALE_ON)
        return found.where(*has_gone) if stale else found

    joined, again, known = TeamAgency.never_known_on, TeamAgency.asked_again_on, TeamAgency.last_known_on
    said = aliased(EngagementObservation)
    unknown_again = asked(again, again, cause=("observations", TeamAgency.unknown_id), actor=said.recorded_by_id).join(
        said, said.id == TeamAgency.unknown_id
    )
    return [
        asked(joined, joined, actor=TeamAgency.added_by_id),
        unknown_again,
        asked(
            known,
            days_after(known, 7 * STALE_YOUNG.number),
            stale="_stale",
            by_act=sa.false(),
            cause=("observations", TeamAgency.known_id),
        ),
    ]


def nothing_owed() -> list[Open]:
    """Every open case, for whoever acts next when nothing is owed: the manager until the CAF starts, then the lead."""
    caf_open = sa.exists().where(Caf.case_id == Case.id, Caf.closed_at.is_(None))
    ladder = _variant("nothing_owed", (caf_open, "of_lead"), otherwise="of_manager")
    return [
        sa.select(
            Case.id.label("case_id"),
            Case.id.label("subject_id"),
            sa.literal("cases", sa.String).label("cause"),
            Case.id.label("cause_id"),
            ladder.label("ladder"),
            sa.cast(sa.null(), sa.Date).label("anchor_on"),
            sa.false().label("by_act"),
            sa.cast(sa.null(), sa.Integer).label("actor_id"),
            sa.cast(sa.null(), sa.Integer).label("person_id"),
            sa.cast(sa.null(), sa.Integer).label("agency_id"),
        ).where(Case.closed_at.is_(None))
    ]


DUTIES: dict[str, Duty] = {duty.key: duty for duty in _duties}
