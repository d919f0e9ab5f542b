"""The duties of the handover, 1 to 10: one short function each, a select of what is open."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker.duties.duty import Open, columns, duty, variant, with_step_down
from caf_tracker.duties.moments import STALLED_ON, has_lapsed, on_fast_track
from caf_tracker.models import Agreement, ApprovalRequest, Caf, Case, Lead, MeetingTrigger, StepDown
from caf_tracker.models.words import LeadEnding, TriggerKind

undecided_step_down = sa.and_(StepDown.id.is_not(None), StepDown.outcome.is_(None))


@duty(1)
def lead_not_answered() -> list[Open]:
    """The nominee accepts or declines; until it lapses."""
    ladder = sa.case(
        (Lead.fast_track, sa.literal("lead_not_answered.fast_track", sa.String)),
        else_=sa.literal("lead_not_answered", sa.String),
    )
    found = columns(Lead, Lead.pending_on, ladder, actor=Lead.nominated_by_id, person=Lead.user_id)
    return [found.where(Lead.pending_on.is_not(None), ~has_lapsed())]


@duty(2)
def no_lead() -> list[Open]:
    """Someone is nominated for an open step-down that recommends a CAF, or an open CAF."""
    decided = columns(
        StepDown,
        StepDown.vacant_on,
        "no_lead.of_manager",
        subject=StepDown.case_id,
        actor=StepDown.recorded_by_id,
        agency=StepDown.receiving_agency_id,
    ).where(StepDown.vacant_on.is_not(None))
    # A lapse starts the duty by its date; its row is closed only by the next act.
    ended = columns(
        Lead,
        Lead.vacant_on,
        variant("no_lead", (undecided_step_down, "of_manager"), otherwise="of_coordinator"),
        subject=Lead.case_id,
        actor=Lead.ended_by_id,
        by_act=Lead.ended_as != LeadEnding.LAPSED,
        agency=StepDown.receiving_agency_id,
    )
    lapsed = columns(
        Lead,
        Lead.pending_on,
        variant(
            "no_lead",
            (sa.and_(undecided_step_down, Lead.fast_track), "of_manager_after_fast_lapse"),
            (Lead.fast_track, "of_coordinator_after_fast_lapse"),
            (undecided_step_down, "of_manager_after_lapse"),
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
    wanted = sa.or_(sa.and_(undecided_step_down, StepDown.recommendation == "caf"), caf_open)
    return [
        decided,
        with_step_down(ended, Lead.case_id).where(Lead.vacant_on.is_not(None)),
        with_step_down(lapsed, Lead.case_id).where(Lead.pending_on.is_not(None), has_lapsed(), ~another_leads, wanted),
    ]


@duty(3)
def agreement_not_recorded() -> list[Open]:
    """The family's agreement or refusal is recorded."""
    found = columns(Lead, Lead.agreement_awaited_on, "agreement_not_recorded", subject=Lead.case_id, actor=Lead.user_id)
    return [found.where(Lead.agreement_awaited_on.is_not(None))]


@duty(4)
def step_down_unfinished() -> list[Open]:
    """A step-down that recommends a CAF closes, or its CAF starts, or it has an outcome."""
    found = columns(StepDown, StepDown.unfinished_on, "step_down_unfinished", actor=StepDown.recorded_by_id)
    return [found.where(StepDown.unfinished_on.is_not(None))]


@duty(5)
def caf_not_started() -> list[Open]:
    """A CAF is started."""
    ladder = sa.case(
        (on_fast_track(StepDown.not_started_on), sa.literal("caf_not_started.fast_track", sa.String)),
        else_=sa.literal("caf_not_started", sa.String),
    )
    found = columns(
        StepDown,
        StepDown.not_started_on,
        ladder,
        actor=StepDown.close_recorded_by_id,
        agency=StepDown.receiving_agency_id,
    )
    return [found.join(Case, Case.id == StepDown.case_id).where(StepDown.not_started_on.is_not(None))]


@duty(6)
def handover_not_confirmed() -> list[Open]:
    """The handover is confirmed."""
    # Started by whichever came later: the CAF, or the decision of a step-down on a case with a CAF already.
    actor = sa.case((Caf.started_at < StepDown.decided_at, StepDown.recorded_by_id), else_=Caf.started_by_id)
    found = columns(StepDown, StepDown.unconfirmed_on, "handover_not_confirmed", actor=actor)
    return [
        found.outerjoin(Caf, sa.and_(Caf.case_id == StepDown.case_id, Caf.closed_at.is_(None))).where(
            StepDown.unconfirmed_on.is_not(None)
        )
    ]


@duty(7)
def refusal_undecided() -> list[Open]:
    """What happens now is decided."""
    ladder = variant("refusal_undecided", (undecided_step_down, "of_manager"), otherwise="of_leads_manager")
    found = columns(
        Agreement, Agreement.undecided_on, ladder, subject=Agreement.case_id, actor=Agreement.recorded_by_id
    )
    return [with_step_down(found, Agreement.case_id).where(Agreement.undecided_on.is_not(None))]


@duty(8)
def meeting_undecided() -> list[Open]:
    """Whether to call a meeting is decided."""
    by_manager = MeetingTrigger.kind == TriggerKind.STEP_DOWN
    ladder = variant("meeting_undecided", (by_manager, "of_manager"), otherwise="of_lead")
    found = columns(MeetingTrigger, MeetingTrigger.undecided_on, ladder, actor=MeetingTrigger.raised_by_id)
    return [found.where(MeetingTrigger.undecided_on.is_not(None))]


@duty(9, safety=True)
def handover_stalled() -> list[Open]:
    """A CAF is started, twenty working days on."""
    found = columns(StepDown, StepDown.not_started_on, "handover_stalled", by_act=sa.false())
    return [found.where(StepDown.not_started_on <= STALLED_ON)]


@duty(10, nominee_stands_in=False)
def approval_waiting() -> list[Open]:
    """The second person approves or refuses."""
    found = columns(
        ApprovalRequest,
        ApprovalRequest.waiting_on,
        "approval_waiting",
        actor=ApprovalRequest.requested_by_id,
        person=ApprovalRequest.asked_id,
    )
    return [found.where(ApprovalRequest.waiting_on.is_not(None))]
