"""The CAF: begun and closed, its assessment, plan and meetings."""

from datetime import date

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import (
    Adult,
    Agency,
    Agreement,
    ApprovalRequest,
    AssessmentText,
    Caf,
    CafClosing,
    Case,
    Child,
    Lead,
    Meeting,
    PlanAction,
    PlanOutcome,
    StepDown,
    User,
)
from caf_tracker.models.words import Answer, ApprovalKind, AssessmentTopic, CafOutcome, MeetingKind
from caf_tracker.services import outcomes, standing
from tests.factories.authority import Authority
from tests.factories.families import make_case
from tests.factories.handovers import make_agreement, make_lead
from tests.factories.teams import add_to_team


def make_case_with_caf(authority: Authority) -> Case:
    """A family whose CAF the health visitor leads, with her own agency in the team."""
    case, visitor = make_case(authority), authority.health_visitor
    lead = make_lead(case, visitor, authority.manager)
    add_to_team(case, authority.health_visiting, visitor)
    make_caf(case, lead, make_agreement(case, visitor))
    return case


def make_caf(case: Case, lead: Lead, agreement: Agreement) -> Caf:
    """A CAF that the lead started today."""
    caf = Caf(
        case=case,
        started_at=clock.now(),
        started_on=clock.today(),
        started_by_id=lead.user_id,
        lead_id=lead.id,
        lead_accepted_at=lead.accepted_at,
        agreement_id=agreement.id,
    )
    db.session.add(caf)
    db.session.query(StepDown).filter_by(case_id=case.id, current=True).update({"caf_started_on": caf.started_on})
    db.session.flush()
    return caf


def close_caf(caf: Caf, proposed_by: User, approved_by: User) -> CafClosing:
    """The CAF, and its case, closed today because the family's needs are met."""
    at = clock.now()
    closing = CafClosing(
        case_id=caf.case.id,
        caf=caf,
        outcome=CafOutcome.NEEDS_MET,
        carries_on="The nursery goes on.",
        proposed_at=at,
        proposed_by=proposed_by,
    )
    request = ApprovalRequest(
        case=caf.case,
        closing=closing,
        kind=ApprovalKind.CLOSE_CAF,
        asked=approved_by,
        requested_by=proposed_by,
        requested_at=at,
        requested_on=clock.today(),
        reason=closing.carries_on,
        answer=Answer.APPROVED,
        answered_at=at,
        answered_by_id=approved_by.id,
    )
    db.session.add_all([closing, request])
    db.session.flush()
    if (step_down := standing.undecided_step_down(caf.case)) is not None:
        step_down.caf_closed_on = clock.today()
    outcomes.close_case(actor=proposed_by, at=at, case=caf.case, caf_outcome=closing.outcome)
    return closing


def make_assessment(caf: Caf, written_by: User, *left_out: AssessmentTopic) -> list[AssessmentText]:
    """Everything that an assessment must hold, not yet completed; of the family wherever that is enough."""
    at, case = clock.now(), caf.case
    places: list[tuple[AssessmentTopic, int | None]] = [
        (topic, None)
        for topic in AssessmentTopic
        if topic not in (AssessmentTopic.CHILDS_VOICE, AssessmentTopic.CONTRIBUTION)
    ]
    places += [(AssessmentTopic.CHILDS_VOICE, child.id) for child in case.children]
    texts = [
        AssessmentText(
            case_id=case.id, caf=caf, topic=topic, child_id=child_id, text=f"Written of {topic.value}.",
            written_at=at, written_by=written_by,
        )
        for topic, child_id in places
        if topic not in left_out
    ]  # fmt: skip
    db.session.add_all(texts)
    db.session.flush()
    return texts


def make_outcome(caf: Caf, written_by: User, wanted: str = "I want to sleep through the night again") -> PlanOutcome:
    """Something that shall be different."""
    outcome = PlanOutcome(
        case_id=caf.case_id, caf=caf, wanted=wanted, written_at=clock.now(), written_by_id=written_by.id
    )
    db.session.add(outcome)
    db.session.flush()
    return outcome


def make_action(
    case: Case, owner: User | Agency | Adult | Child, due_on: date, *, outcome: PlanOutcome | None = None,
    action: str = "Ask for a bigger flat",
) -> PlanAction:  # fmt: skip
    """Something that somebody agreed today to do."""
    owners = {User: "owner", Agency: "owner_agency", Adult: "owner_adult", Child: "owner_child"}
    made = PlanAction(
        case=case, caf_id=outcome.caf_id if outcome else None, outcome_id=outcome.id if outcome else None,
        action=action, due_on=due_on, agreed_at=clock.now(), agreed_on=clock.today(),
        agreed_by_id=case.opened_by_id, reminded_before=True, **{owners[type(owner)]: owner},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def make_meeting(case: Case, chair: User, planned_for: date, kind: MeetingKind = MeetingKind.TAF) -> Meeting:
    """A meeting that is arranged."""
    meeting = Meeting(
        case=case, kind=kind, chair=chair, planned_for=planned_for, arranged_at=clock.now(), arranged_by_id=chair.id
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting
