"""What pages and mails say for every fixed word of the domain; the authority's own word for a CAF stands for {caf}."""

from enum import StrEnum

# By the name of the word list in models/words.py, then by the value that the database keeps.
_LABELS: dict[str, dict[str, str]] = {
    "Role": {
        "practitioner": "Practitioner",
        "social_care_manager": "Social care manager",
        "early_help_coordinator": "Early help coordinator",
        "head_of_service": "Head of service",
        "agency_admin": "Agency administrator",
        "system_admin": "System administrator",
        "auditor": "Auditor",
    },
    "AgencyKind": {
        "childrens_social_care": "Children’s social care",
        "health_visiting": "Health visiting",
        "midwifery": "Midwifery",
        "school_nursing": "School nursing",
        "general_practice": "General practice",
        "hospital": "Hospital",
        "school": "School",
        "nursery": "Nursery",
        "police": "Police",
        "domestic_abuse": "Domestic abuse service",
        "housing": "Housing",
        "adult_mental_health": "Adult mental health",
        "substance_misuse": "Drug and alcohol service",
        "early_help": "Early help",
        "voluntary": "Voluntary organisation",
        "other": "Other",
    },
    "Mobility": {
        "not_mobile": "Not mobile",
        "rolling": "Rolling",
        "crawling_or_cruising": "Crawling or cruising",
        "walking": "Walking",
    },
    "Relation": {
        "mother": "Mother",
        "father": "Father",
        "stepmother": "Stepmother",
        "stepfather": "Stepfather",
        "mothers_partner": "Mother’s partner",
        "fathers_partner": "Father’s partner",
        "grandmother": "Grandmother",
        "grandfather": "Grandfather",
        "other_relative": "Other relative",
        "carer": "Carer",
        "significant_man": "Significant man",
    },
    "ComesFrom": {
        "assessment": "Social care assessment",
        "child_in_need": "Child in need plan",
        "child_protection": "Child protection plan",
        "care_proceedings": "Care proceedings",
        "looked_after": "Looked after by the authority",
        "family_help": "Family Help",
    },
    "Recommendation": {
        "caf": "A {caf}",
        "single_agency": "Support from one agency",
        "none": "No further support",
    },
    "ClosingReason": {
        "needs_met": "The family’s needs are met",
        "needs_reduced": "The family’s needs are reduced",
        "family_refused": "The family refused to work with social care",
        "proceedings_withdrawn": "Care proceedings were withdrawn",
        "threshold_not_met": "Social care’s threshold is not met",
    },
    "StepDownOutcome": {
        "caf_confirmed": "{caf} running and handover confirmed",
        "ended_without_caf": "Ended without a {caf}",
        "returned_to_social_care": "Returned to social care",
        "moved_area": "The family moved to another area",
        "error": "Recorded in error",
    },
    "LeadEnding": {
        "declined": "Declined",
        "withdrawn": "Nomination withdrawn",
        "lapsed": "Nomination lapsed without an answer",
        "succeeded": "Handed on to another lead professional",
        "ended": "Ended",
        "account_disabled": "Ended because the account was disabled",
        "case_closed": "Ended because the case closed",
    },
    "TriggerKind": {
        "step_down": "Social care decided to step down",
        "lead_changed": "The lead professional changed",
        "injury": "An injury or bruise was recorded",
        "two_disengaged": "Two agencies say that the family no longer uses their support",
        "child_returned_from_care": "A child came home from care",
        "proceedings_withdrawn": "Care proceedings were withdrawn",
        "new_pregnancy_or_baby": "A new pregnancy or baby",
        "domestic_abuse_incident": "A domestic abuse incident",
        "other": "Something else",
    },
    "ApprovalKind": {
        "recommend_none": "Close with no further support",
        "end_without_caf": "End without a {caf}",
        "moved_area": "Record that the family moved to another area",
        "error": "Mark the step-down as recorded in error",
        "close_caf": "Close the {caf}",
    },
    "CafOutcome": {
        "needs_met": "The family’s needs are met",
        "single_agency": "One agency carries on alone",
        "stepped_up": "Social care has decided to take the family on",
        "moved_area": "The family has moved to another area",
        "declined_or_disengaged": "The family declined, or no longer takes part",
        "died": "The child has died",
        "error": "The {caf} was started in error",
    },
    "EngagementStatus": {
        "engaged": "Uses the support",
        "partial": "Uses some of it",
        "waiting_to_start": "Waiting to start",
        "declined": "Declined it",
        "not_brought": "Child not brought",
        "no_access": "No answer at the door",
        "ended_by_agency": "The agency has ended its support",
        "not_offered": "Not offered",
        "unknown": "Not known",
    },
    "Evidence": {
        "direct": "The agency saw the family itself",
        "record": "It is in the agency’s own records",
        "other_agency": "Another agency said so",
        "parent_report": "A parent said so",
    },
    "SharingBasis": {
        "consent": "The family agrees",
        "public_task": "Public task",
        "legal_obligation": "Legal obligation",
        "vital_interests": "To protect somebody’s life",
    },
    "MeetingKind": {
        "taf": "Team around the family meeting",
        "review": "Review meeting",
        "professionals": "Meeting of professionals",
    },
    "OutcomeProgress": {
        "worse": "Worse",
        "no_change": "No change",
        "better": "Better",
        "achieved": "Achieved",
    },
    "Answer": {
        "approved": "Approved",
        "refused": "Refused",
        "withdrawn": "Withdrawn",
    },
    "MailMode": {
        "now": "By e-mail, at once",
        "digest": "In the day’s e-mail",
        "no": "On the page only",
        "folded": "Passed over for a later reminder",
    },
    "MailKind": {
        "telling": "Urgent reminder",
        "digest": "The day’s reminders",
        "summary": "Monday summary",
        "invitation": "Invitation",
        "code": "Code for an agency’s answer",
    },
    "AssessmentTopic": {
        "childs_development": "The child’s development",
        "parenting": "Parenting",
        "family_and_environment": "Family and environment",
        "childs_voice": "The child’s voice and lived experience",
        "strengths": "Strengths",
        "contribution": "What each agency knows",
        "analysis": "Analysis",
    },
    "Resolution": {
        "same_child": "The same child",
        "different_child": "Different children",
    },
}


def label(word: StrEnum, *, caf: str = "CAF") -> str:
    """The plain English for a word, `caf` being what this authority calls a CAF; KeyError for a word without one."""
    return _LABELS[type(word).__name__][word.value].replace("{caf}", caf)


# What a duty is called where its case is not named: in a list, a mail's subject, a replay.
_DUTIES = {
    "lead_not_answered": "The nomination is not answered",
    "no_lead": "Nobody is lead professional",
    "agreement_not_recorded": "The family’s agreement is not recorded",
    "step_down_unfinished": "The step-down is not finished",
    "caf_not_started": "Closed to social care and no {caf} started",
    "handover_not_confirmed": "The handover is not confirmed",
    "refusal_undecided": "The family refused and nobody has decided what happens now",
    "meeting_undecided": "Whether to meet is not decided",
    "handover_stalled": "Closed for twenty working days and no {caf} started",
    "approval_waiting": "A second person has not answered",
    "assessment_not_complete": "The assessment is not complete",
    "plan_not_shared": "The plan is not shared with the family",
    "review_not_held": "The next review is not held",
    "action_not_done": "Something agreed is not done",
    "engagement_unknown": "Whether the family uses an agency’s support is not known",
}

_REPLAY_ACTS = {
    "decide_step_down": "decides to step down",
    "close_to_social_care": "closes the case to social care",
    "nominate_lead": "names a lead professional",
    "accept_lead": "accepts to be lead professional",
    "decline_lead": "declines to be lead professional, or records that they declined",
    "end_lead": "ends the lead professional",
    "record_agreement": "records what the family said about the {caf}",
    "start_caf": "starts the {caf}",
    "confirm_handover": "confirms the handover",
    "end_without_caf": "ends the step-down without a {caf}",
    "return_to_social_care": "records that social care took the family back",
    "record_trigger": "records something that calls for a decision whether to meet",
    "decide_meeting": "decides whether to meet",
    "deactivate_staff": "disables an account",
    "complete_assessment": "completes the assessment",
    "share_plan": "shares the plan with the family",
    "add_agency": "adds an agency to the team around the family",
    "remove_agency": "takes an agency out of the team around the family",
    "record_engagement": "records whether the family uses an agency’s support",
    "arrange_meeting": "arranges a meeting",
    "hold_meeting": "records that a meeting was held",
    "cancel_meeting": "cancels a meeting",
    "record_meeting": "records attendance and outcome of a meeting",
    "add_action": "agrees something that is to be done",
    "complete_action": "records that something agreed is done",
    "record_man": "records what is known of a father or significant man",
    "see_child": "records that a child was seen",
    "close_caf": "closes the {caf}, with a second person",
}


def duty_title(duty: str, caf: str = "CAF") -> str:
    """What a duty is called; KeyError for one without a title."""
    return _DUTIES[duty].format(caf=caf)


def replay_act(act: str, caf: str = "CAF") -> str:
    """What somebody does in a replay; KeyError for an act without words."""
    return _REPLAY_ACTS[act].format(caf=caf)
