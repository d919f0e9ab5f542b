"""What whoever comes second is told: what was done already, by whom and when, and what they can do now.

Each answers a TransitionNotAllowed to be raised: `raise already.started(caf)`.
"""

from datetime import datetime

import sqlalchemy as sa
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.errors import TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import (
    Agreement,
    ApprovalRequest,
    Caf,
    Case,
    EngagementObservation,
    Lead,
    Meeting,
    MeetingDecision,
    MeetingTrigger,
    PlanAction,
    PlanOutcome,
    PlanShare,
    PossibleMatch,
    StepDown,
    TeamAgency,
    User,
)
from caf_tracker.models.words import Answer, ApprovalKind, LeadEnding, Resolution, StepDownOutcome
from caf_tracker.web.filters import day, label, moment, time_of_day

_WITHOUT_CAF = "that this step-down ends without a CAF"
_MOVED = "that this step-down ends because the family moved"
_ERROR = "that this step-down ends as recorded in error"
_ASKED = {
    ApprovalKind.END_WITHOUT_CAF: _WITHOUT_CAF,
    ApprovalKind.MOVED_AREA: _MOVED,
    ApprovalKind.ERROR: _ERROR,
    ApprovalKind.CLOSE_CAF: "that the CAF closes",
    ApprovalKind.RECOMMEND_NONE: "that social care closes and recommends nothing further",
}
_ENDED = {
    StepDownOutcome.ENDED_WITHOUT_CAF: _WITHOUT_CAF,
    StepDownOutcome.MOVED_AREA: _MOVED,
    StepDownOutcome.ERROR: _ERROR,
}


def over(step_down: StepDown | None) -> TransitionNotAllowed:
    """The step-down has an outcome, or there is none."""
    if step_down is None:
        return TransitionNotAllowed("No step-down has been decided on this case.")
    at, by = step_down.outcome_at, step_down.outcome_by_id
    if step_down.outcome is StepDownOutcome.CAF_CONFIRMED:
        return _done(by, at, "confirmed the handover", "The family has arrived in Early Help.")
    if step_down.outcome is StepDownOutcome.RETURNED_TO_SOCIAL_CARE:
        return _done(by, at, "recorded that social care accepted the family back", "The case is closed here.")
    if step_down.outcome is None:
        return _something()
    return _done(step_down.outcome_approved_by_id, at, f"approved {_ENDED[step_down.outcome]}", "The case is closed.")


def decided(step_down: StepDown) -> TransitionNotAllowed:
    """A step-down is open on the case, so that there is no room for another."""
    who = step_down.manager_id or step_down.recorded_by_id
    if who is None:
        return _done_by_file("the step-down that is open on this case", step_down.decided_at)
    next_step = "There can be another when this one has ended."
    return _done(who, step_down.decided_at, "decided the step-down that is open on this case", next_step)


def waiting(request: ApprovalRequest) -> TransitionNotAllowed:
    """A second person has been asked and has not answered."""
    next_step = f"{request.asked.name} has not answered yet. Until then everything stays as it is."
    what = f"asked {request.asked.name} to approve {_ASKED[request.kind]}"
    return _done(request.requested_by_id, request.requested_at, what, next_step)


def answered(request: ApprovalRequest) -> TransitionNotAllowed:
    """A request has been approved, refused, taken back, or has come to nothing."""
    at, by = request.answered_at, request.answered_by_id
    if request.answer is Answer.APPROVED:
        return _done(by, at, "approved this request", "It has taken effect.")
    if request.answer is Answer.REFUSED:
        return _done(by, at, "refused this request", "Everything stays owed as it was.")
    if by == request.requested_by_id:
        return _done(by, at, "took this request back", "There is nothing to answer any more.")
    if request.step_down is not None and request.step_down.outcome is not None:
        return TransitionNotAllowed(f"This request came to nothing. {over(request.step_down).message}")
    return TransitionNotAllowed(f"This request came to nothing: it was settled in another way {_when(at)}.")


def closed(step_down: StepDown) -> TransitionNotAllowed:
    """Social care's closing is recorded."""
    what = f"recorded that social care closed on {day(step_down.closed_on)}"
    if step_down.close_recorded_by_id is None:
        return _done_by_file(f"that social care closed on {day(step_down.closed_on)}", step_down.close_recorded_at)
    return _done(step_down.close_recorded_by_id, step_down.close_recorded_at, what)


def started(caf: Caf, name: str) -> TransitionNotAllowed:
    """The CAF runs."""
    return _done(caf.started_by_id, caf.started_at, f"started the {name}", f"There is one {name} on a case.")


def nomination_over(case: Case) -> TransitionNotAllowed:
    """Nobody is asked to lead now: what became of the last who was."""
    lead = db.session.scalar(sa.select(Lead).where(Lead.case_id == case.id).order_by(Lead.id.desc()).limit(1))
    if lead is None:
        return TransitionNotAllowed("Nobody is asked to be the lead professional of this case now.")
    if lead.ended_as is None and lead.accepted_at is not None:
        return _done(lead.user_id, lead.accepted_at, "accepted as lead professional")
    return nomination_ended(lead)


def lead_over(case: Case) -> TransitionNotAllowed:
    """Nobody leads now: how the last lead ended."""
    lead = db.session.scalar(
        sa.select(Lead)
        .where(Lead.case_id == case.id, Lead.accepted_at.is_not(None), Lead.ended_at.is_not(None))
        .order_by(Lead.ended_at.desc(), Lead.id.desc())
        .limit(1)
    )
    return nomination_ended(lead) if lead else TransitionNotAllowed("This case has no lead professional now.")


def nominated(case: Case) -> TransitionNotAllowed:
    """Something happened about the lead since the page was opened."""
    lead = db.session.scalar(sa.select(Lead).where(Lead.case_id == case.id, Lead.pending_on.is_not(None)))
    if lead is None:
        return nomination_over(case)
    what = f"asked {lead.user.name} to be the lead professional"
    next_step = f"{lead.user.name} has not answered yet. If it should be somebody else, open the page again."
    return _done(lead.nominated_by_id, lead.nominated_at, what, next_step)


def agreement_recorded(case: Case) -> TransitionNotAllowed:
    """The family's answer was recorded since the page was opened."""
    said = db.session.scalar(
        sa.select(Agreement).where(Agreement.case_id == case.id).order_by(Agreement.id.desc()).limit(1)
    )
    if said is None:
        return _something()
    what = "recorded that one of the adults " + ("agrees" if said.agreed else "does not agree")
    next_step = "If yours is another answer, open the page again, look at what stands there, and record it."
    return _done(said.recorded_by_id, said.recorded_at, what, next_step)


def meeting_decided(case: Case) -> TransitionNotAllowed:
    """Whether to meet was decided since the page was opened."""
    decision = db.session.scalar(
        sa.select(MeetingDecision)
        .where(MeetingDecision.case_id == case.id)
        .order_by(MeetingDecision.id.desc())
        .limit(1)
    )
    if decision is None:
        return _something()
    what = "decided that the people who know the family meet" if decision.hold else "decided against a meeting"
    next_step = "If you think otherwise, open the page again and decide anew, with your reasons."
    return _done(decision.decided_by_id, decision.decided_at, what, next_step)


def plan_changed(case: Case) -> TransitionNotAllowed:
    """Something was added to the plan since the page was opened, by them or by somebody else."""
    last = db.session.execute(
        sa.union_all(
            sa.select(PlanOutcome.written_by_id, PlanOutcome.written_at).where(PlanOutcome.case_id == case.id),
            sa.select(PlanAction.agreed_by_id, PlanAction.agreed_at).where(PlanAction.case_id == case.id),
        )
        .order_by(sa.literal_column("2").desc())
        .limit(1)
    ).first()
    if last is None:
        return _something()
    next_step = "Look at the plan: if yours is not there yet, open the page again and add it."
    return _done(last[0], last[1], "added something to the plan", next_step)


def plan_shared(case: Case) -> TransitionNotAllowed:
    """That the plan was shared was recorded since the page was opened."""
    last = db.session.scalar(
        sa.select(PlanShare).where(PlanShare.case_id == case.id).order_by(PlanShare.id.desc()).limit(1)
    )
    if last is None:
        return _something()
    next_step = "If it was shared again, open the page again and record it."
    return _done(last.shared_by_id, last.shared_at, "recorded that the plan was shared with the family", next_step)


def action_over(action: PlanAction) -> TransitionNotAllowed:
    """An action is done, or is no longer to be done as it was agreed, or something was noted of it meanwhile."""
    if action.done_at is not None:
        return _done(action.done_by_id, action.done_at, "recorded that this is done")
    if action.dropped_at is not None:
        what = "recorded that this is no longer to be done as it was agreed"
        return _done(action.dropped_by_id, action.dropped_at, what)
    if action.ended_with_case_at is not None:
        return TransitionNotAllowed(f"The case closed {_when(action.ended_with_case_at)}, and this with it.")
    if action.progress:
        last = action.progress[-1]
        return _done(last.noted_by_id, last.noted_at, "noted how far this has come", "Read it, then add yours.")
    return _something()


def meeting_recorded(case: Case) -> TransitionNotAllowed:
    """A meeting was arranged, held or cancelled since the page was opened."""
    done = (
        (Meeting.arranged_by_id, Meeting.arranged_at, "arranged a meeting"),
        (Meeting.hold_recorded_by_id, Meeting.hold_recorded_at, "recorded that a meeting took place"),
        (Meeting.cancelled_by_id, Meeting.cancelled_at, "cancelled a meeting"),
    )
    last = db.session.execute(
        sa.union_all(
            *[
                sa.select(by, at.label("at"), sa.literal(what)).where(Meeting.case_id == case.id, at.is_not(None))
                for by, at, what in done
            ]
        )
        .order_by(sa.literal_column("2").desc())
        .limit(1)
    ).first()
    if last is None:
        return _something()
    next_step = "Look at the meetings: if yours is another, open the page again and record it."
    return _done(last[0], last[1], last[2], next_step)


def trigger_recorded(case: Case) -> TransitionNotAllowed:
    """Something to decide a meeting about was recorded since the page was opened."""
    trigger = db.session.scalar(
        sa.select(MeetingTrigger).where(MeetingTrigger.case_id == case.id).order_by(MeetingTrigger.id.desc()).limit(1)
    )
    if trigger is None:
        return _something()
    next_step = "If yours is something else, open the page again and record it too."
    return _done(
        trigger.raised_by_id, trigger.raised_at, "recorded something after which to decide whether to meet", next_step
    )


def added(who: str) -> TransitionNotAllowed:
    """A child or an adult was added since the page was opened."""
    return TransitionNotAllowed(
        f"{who} was added to this family since you opened the page, by you or by somebody else. Look at the family: if "
        "yours is not there yet, open the page again and add them."
    )


def in_team(member: TeamAgency) -> TransitionNotAllowed:
    """The agency is in the team."""
    next_step = "It stands in the team, where you can change what is recorded of it."
    return _done(member.added_by_id, member.joined_at, f"added {member.agency.name} to the team", next_step)


def left_team(member: TeamAgency) -> TransitionNotAllowed:
    """The agency has left the team."""
    if member.removed_by_id is None:
        return TransitionNotAllowed(f"{member.agency.name} left the team {_when(member.left_at)}.")
    return _done(member.removed_by_id, member.left_at, f"took {member.agency.name} out of the team")


def engagement_recorded(last: EngagementObservation | None) -> TransitionNotAllowed:
    """Something was recorded of this agency since the page was opened."""
    if last is None:
        return _something()
    next_step = "If you know something else, open the page again and record it too."
    if last.recorded_by_id is None:
        what = f"The agency answered from its mailbox {_when(last.recorded_at)}."
        return TransitionNotAllowed(f"{what} {next_step}")
    what = f"recorded for this agency: {label(last.status)}, as of {day(last.as_of)},"
    return _done(last.recorded_by_id, last.recorded_at, what, next_step)


def nomination_ended(lead: Lead) -> TransitionNotAllowed:
    """Somebody was asked to lead, or led, and it has ended: how."""
    yours = lead.user_id == current_user.id
    name, whose = ("you", "your") if yours else (lead.user.name, f"{lead.user.name}’s")
    if lead.ended_as is None:
        return _something()
    if lead.ended_as is LeadEnding.LAPSED:
        return TransitionNotAllowed(
            f"The request to {name} to lead lapsed {_when(lead.ended_at)}, because nobody answered in time. "
            "Somebody can be asked again."
        )
    themself = lead.ended_by_id == lead.user_id
    did = {
        LeadEnding.DECLINED: "declined to lead" if themself else f"recorded that {name} declined to lead",
        LeadEnding.WITHDRAWN: f"asked somebody else instead of {name}",
        LeadEnding.ENDED: f"ended {whose} part as lead professional",
        LeadEnding.SUCCEEDED: f"accepted as lead professional after {name}",
        LeadEnding.ACCOUNT_DISABLED: f"disabled {whose} account, and with it ended {whose} part in this case",
        LeadEnding.CASE_CLOSED: "closed the case, and nobody leads it any more",
    }[lead.ended_as]
    return _done(lead.ended_by_id, lead.ended_at, did)


def match_answered(match: PossibleMatch) -> TransitionNotAllowed:
    """Whether two children are one has been answered."""
    same = match.resolution is Resolution.SAME_CHILD
    what = "recorded that these two are the same child" if same else "recorded that these are two children"
    next_step = "If you know otherwise, speak with each other: an answer can be read, not changed."
    return _done(match.resolved_by_id, match.resolved_at, what, next_step)


def _done_by_file(what: str, at: datetime | None) -> TransitionNotAllowed:
    return TransitionNotAllowed(f"Social care’s own system reported {what}. Its file was loaded {_when(at)}.")


def _something() -> TransitionNotAllowed:
    return TransitionNotAllowed("Something was recorded since you opened the page. Open it again and look.")


def _done(by: int | None, at: datetime | None, what: str, next_step: str = "") -> TransitionNotAllowed:
    mine = by is not None and current_user.is_authenticated and by == current_user.id
    who = "You" if mine else _name(by)
    return TransitionNotAllowed(f"{who} {what} {_when(at)}. {next_step}".strip(), by_you=mine)


def _name(user_id: int | None) -> str:
    found = db.session.get(User, user_id) if user_id else None
    return found.name if found else "Somebody"


def _when(at: datetime | None) -> str:
    if at is None:
        return "meanwhile"
    return f"at {time_of_day(at)} today" if clock.london_date(at) == clock.today() else f"on {moment(at)}"
