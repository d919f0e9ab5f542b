"""The facts: what people did and said, a file per noun."""

from caf_tracker.models.absences import Absence, ClosedPeriod
from caf_tracker.models.agreements import Agreement
from caf_tracker.models.approvals import ApprovalRequest
from caf_tracker.models.assessments import AssessmentText
from caf_tracker.models.audit import AuditEvent
from caf_tracker.models.cafs import Caf, CafClosing
from caf_tracker.models.cases import Adult, AdultRelation, Case, Child, MobilityRecord
from caf_tracker.models.closures import ClosureFile, ClosureProblem, PossibleMatch
from caf_tracker.models.engagement import EngagementObservation
from caf_tracker.models.leads import Lead
from caf_tracker.models.meeting_decisions import MeetingDecision, MeetingTrigger
from caf_tracker.models.meetings import Meeting, MeetingAgency
from caf_tracker.models.outbox import Mail
from caf_tracker.models.people import Agency, Area, User
from caf_tracker.models.plans import ActionProgress, PlanAction, PlanOutcome, PlanShare, Review, ReviewAnswer
from caf_tracker.models.questions import MailboxQuestion
from caf_tracker.models.seeing import FindingOut, NotPursued, Sighting
from caf_tracker.models.sign_in import Invitation, KnownBrowser, SignInSession, WrongTry
from caf_tracker.models.snoozes import Snooze
from caf_tracker.models.step_downs import Handover, OutstandingAction, StepDown
from caf_tracker.models.team import TeamAgency
from caf_tracker.models.tellings import Telling, Tick
from caf_tracker.models.unfinished_forms import UnfinishedForm
from caf_tracker.models.unswept import UnsweptChange

__all__ = [
    "Absence",
    "ActionProgress",
    "Adult",
    "AdultRelation",
    "Agency",
    "Agreement",
    "ApprovalRequest",
    "Area",
    "AssessmentText",
    "AuditEvent",
    "Caf",
    "CafClosing",
    "Case",
    "Child",
    "ClosedPeriod",
    "ClosureFile",
    "ClosureProblem",
    "EngagementObservation",
    "FindingOut",
    "Handover",
    "Invitation",
    "KnownBrowser",
    "Lead",
    "Mail",
    "MailboxQuestion",
    "Meeting",
    "MeetingAgency",
    "MeetingDecision",
    "MeetingTrigger",
    "MobilityRecord",
    "NotPursued",
    "OutstandingAction",
    "PlanAction",
    "PlanOutcome",
    "PlanShare",
    "PossibleMatch",
    "Review",
    "ReviewAnswer",
    "Sighting",
    "SignInSession",
    "Snooze",
    "StepDown",
    "TeamAgency",
    "Telling",
    "Tick",
    "UnfinishedForm",
    "UnsweptChange",
    "User",
    "WrongTry",
]
