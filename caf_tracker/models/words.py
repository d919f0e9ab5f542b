"""The fixed words of the domain: each value is what the database keeps; labels.py has what pages say."""

from enum import StrEnum


class Role(StrEnum):
    PRACTITIONER = "practitioner"
    SOCIAL_CARE_MANAGER = "social_care_manager"
    EARLY_HELP_COORDINATOR = "early_help_coordinator"
    HEAD_OF_SERVICE = "head_of_service"
    AGENCY_ADMIN = "agency_admin"
    SYSTEM_ADMIN = "system_admin"
    AUDITOR = "auditor"


class AgencyKind(StrEnum):
    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    HEALTH_VISITING = "health_visiting"
    MIDWIFERY = "midwifery"
    SCHOOL_NURSING = "school_nursing"
    GENERAL_PRACTICE = "general_practice"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    NURSERY = "nursery"
    POLICE = "police"
    DOMESTIC_ABUSE = "domestic_abuse"
    HOUSING = "housing"
    ADULT_MENTAL_HEALTH = "adult_mental_health"
    SUBSTANCE_MISUSE = "substance_misuse"
    EARLY_HELP = "early_help"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class Mobility(StrEnum):
    NOT_MOBILE = "not_mobile"
    ROLLING = "rolling"
    CRAWLING_OR_CRUISING = "crawling_or_cruising"
    WALKING = "walking"


class Relation(StrEnum):
    """What an adult is to a child."""

    MOTHER = "mother"
    FATHER = "father"
    STEPMOTHER = "stepmother"
    STEPFATHER = "stepfather"
    MOTHERS_PARTNER = "mothers_partner"
    FATHERS_PARTNER = "fathers_partner"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    OTHER_RELATIVE = "other_relative"
    CARER = "carer"
    SIGNIFICANT_MAN = "significant_man"


# A child with one of these recorded has "a father or significant man" recorded (FORMAT.md).
MEN = (
    Relation.FATHER,
    Relation.STEPFATHER,
    Relation.MOTHERS_PARTNER,
    Relation.GRANDFATHER,
    Relation.SIGNIFICANT_MAN,
)


class ComesFrom(StrEnum):
    """What social care's involvement was before the step-down."""

    ASSESSMENT = "assessment"
    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION = "child_protection"
    CARE_PROCEEDINGS = "care_proceedings"
    LOOKED_AFTER = "looked_after"
    FAMILY_HELP = "family_help"


# A step-down from one of these is on the fast track (DOMAIN.md, "Facts that are recorded").
FAST_TRACK = (ComesFrom.CARE_PROCEEDINGS, ComesFrom.CHILD_PROTECTION, ComesFrom.LOOKED_AFTER)


class Recommendation(StrEnum):
    CAF = "caf"
    SINGLE_AGENCY = "single_agency"
    NONE = "none"


class ClosingReason(StrEnum):
    """Why social care closes; a refusal is never recorded as needs met."""

    NEEDS_MET = "needs_met"
    NEEDS_REDUCED = "needs_reduced"
    FAMILY_REFUSED = "family_refused"
    PROCEEDINGS_WITHDRAWN = "proceedings_withdrawn"
    THRESHOLD_NOT_MET = "threshold_not_met"


# Recommending nothing for one of these reasons needs a second person.
NEEDS_SECOND_PERSON = (ClosingReason.FAMILY_REFUSED, ClosingReason.PROCEEDINGS_WITHDRAWN)


class StepDownOutcome(StrEnum):
    CAF_CONFIRMED = "caf_confirmed"
    ENDED_WITHOUT_CAF = "ended_without_caf"
    RETURNED_TO_SOCIAL_CARE = "returned_to_social_care"
    MOVED_AREA = "moved_area"
    ERROR = "error"


class LeadEnding(StrEnum):
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUCCEEDED = "succeeded"
    ENDED = "ended"
    ACCOUNT_DISABLED = "account_disabled"
    CASE_CLOSED = "case_closed"


class TriggerKind(StrEnum):
    """What calls for a decision whether to meet."""

    STEP_DOWN = "step_down"
    LEAD_CHANGED = "lead_changed"
    INJURY = "injury"
    TWO_DISENGAGED = "two_disengaged"
    CHILD_RETURNED_FROM_CARE = "child_returned_from_care"
    PROCEEDINGS_WITHDRAWN = "proceedings_withdrawn"
    NEW_PREGNANCY_OR_BABY = "new_pregnancy_or_baby"
    DOMESTIC_ABUSE_INCIDENT = "domestic_abuse_incident"
    OTHER = "other"


TRIGGERS_BY_HAND = (
    TriggerKind.CHILD_RETURNED_FROM_CARE,
    TriggerKind.PROCEEDINGS_WITHDRAWN,
    TriggerKind.NEW_PREGNANCY_OR_BABY,
    TriggerKind.DOMESTIC_ABUSE_INCIDENT,
    TriggerKind.OTHER,
)


class ApprovalKind(StrEnum):
    """What waits for a second person."""

    RECOMMEND_NONE = "recommend_none"
    END_WITHOUT_CAF = "end_without_caf"
    MOVED_AREA = "moved_area"
    ERROR = "error"
    CLOSE_CAF = "close_caf"


class CafOutcome(StrEnum):
    """How a CAF closed."""

    NEEDS_MET = "needs_met"
    SINGLE_AGENCY = "single_agency"
    STEPPED_UP = "stepped_up"
    MOVED_AREA = "moved_area"
    DECLINED_OR_DISENGAGED = "declined_or_disengaged"
    DIED = "died"
    ERROR = "error"


class EngagementStatus(StrEnum):
    """Whether the family uses an agency's support."""

    ENGAGED = "engaged"
    PARTIAL = "partial"
    WAITING_TO_START = "waiting_to_start"
    DECLINED = "declined"
    NOT_BROUGHT = "not_brought"
    NO_ACCESS = "no_access"
    ENDED_BY_AGENCY = "ended_by_agency"
    NOT_OFFERED = "not_offered"
    UNKNOWN = "unknown"


# The family has turned away: two such agencies call for a decision whether to meet.
DISENGAGED = (EngagementStatus.DECLINED, EngagementStatus.NOT_BROUGHT, EngagementStatus.NO_ACCESS)


class Evidence(StrEnum):
    """How the agency itself knows, whoever typed it."""

    DIRECT = "direct"
    RECORD = "record"
    OTHER_AGENCY = "other_agency"
    PARENT_REPORT = "parent_report"


# Only these make engagement known; the rest is kept and shown, and clears nothing.
MAKES_KNOWN = (Evidence.DIRECT, Evidence.RECORD)


class SharingBasis(StrEnum):
    """On what ground information about the family is shared with an agency (UK GDPR, Article 6)."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"


class MeetingKind(StrEnum):
    TAF = "taf"
    REVIEW = "review"
    PROFESSIONALS = "professionals"


# The meetings that bring the team and the family together; one among professionals alone never counts as a review.
COUNTING_MEETINGS = (MeetingKind.TAF, MeetingKind.REVIEW)


class OutcomeProgress(StrEnum):
    """How far an outcome of the plan has come since the last review."""

    WORSE = "worse"
    NO_CHANGE = "no_change"
    BETTER = "better"
    ACHIEVED = "achieved"


class Answer(StrEnum):
    """How an approval request ended."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class MailMode(StrEnum):
    """How a telling reaches its person: mailed at once, in a digest, not mailed, or folded into a later rung."""

    NOW = "now"
    DIGEST = "digest"
    NO = "no"
    FOLDED = "folded"


class MailKind(StrEnum):
    TELLING = "telling"
    DIGEST = "digest"
    SUMMARY = "summary"
    INVITATION = "invitation"
    CODE = "code"


class AssessmentTopic(StrEnum):
    """What an assessment speaks of: the three domains, and what stands around them."""

    CHILDS_DEVELOPMENT = "childs_development"
    PARENTING = "parenting"
    FAMILY_AND_ENVIRONMENT = "family_and_environment"
    CHILDS_VOICE = "childs_voice"
    STRENGTHS = "strengths"
    CONTRIBUTION = "contribution"
    ANALYSIS = "analysis"


# Written of the whole family, and of one child where it differs.
ASSESSMENT_DOMAINS = (
    AssessmentTopic.CHILDS_DEVELOPMENT,
    AssessmentTopic.PARENTING,
    AssessmentTopic.FAMILY_AND_ENVIRONMENT,
)


class Resolution(StrEnum):
    """What a coordinator made of a possible match."""

    SAME_CHILD = "same_child"
    DIFFERENT_CHILD = "different_child"
