"""The facts: what people did and said, a file per noun."""

from caf_tracker.models.absences import Absence, ClosedPeriod
from caf_tracker.models.agreements import Agreement
from caf_tracker.models.approvals import ApprovalRequest
from caf_tracker.models.assessments import AssessmentText
from caf_tracker.models.audit import AuditEvent
from caf_tracker.models.cafs import Caf
from caf_tracker.models.cases import Adult, AdultRelation, Case, Child, MobilityRecord, TeamAgency
from caf_tracker.models.closures import ClosureFile, ClosureProblem, PossibleMatch
from caf_tracker.models.leads import Lead
from caf_tracker.models.meetings import MeetingDecision, MeetingTrigger
from caf_tracker.models.outbox import Mail
from caf_tracker.models.people import Agency, Area, User
from caf_tracker.models.sign_in import Invitation, KnownBrowser, SignInSession, WrongTry
from caf_tracker.models.snoozes import Snooze
from caf_tracker.models.step_downs import Handover, OutstandingAction, StepDown
from caf_tracker.models.tellings import Telling, Tick
from caf_tracker.models.unfinished_forms import UnfinishedForm
from caf_tracker.models.unswept import UnsweptChange

__all__ = [
    "Absence",
    "Adult",
    "AdultRelation",
    "Agency",
    "Agreement",
    "ApprovalRequest",
    "Area",
    "AssessmentText",
    "AuditEvent",
    "Caf",
    "Case",
    "Child",
    "ClosedPeriod",
    "ClosureFile",
    "ClosureProblem",
    "Handover",
    "Invitation",
    "KnownBrowser",
    "Lead",
    "Mail",
    "MeetingDecision",
    "MeetingTrigger",
    "MobilityRecord",
    "OutstandingAction",
    "PossibleMatch",
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
