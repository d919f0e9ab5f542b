"""Who may: one table from DOMAIN.md's roles, a role and, where it says so, a relation to the case."""

from enum import StrEnum

from caf_tracker.access.relations import Relation, held
from caf_tracker.errors import NotPermitted
from caf_tracker.models import Case, User
from caf_tracker.models.words import Role


class Permission(StrEnum):
    OPEN_CASE = "open_case"
    CHANGE_CASE = "change_case"
    DRAFT_STEP_DOWN = "draft_step_down"
    DECIDE_STEP_DOWN = "decide_step_down"
    CLOSE_STEP_DOWN = "close_step_down"
    NOMINATE_LEAD = "nominate_lead"
    ACCEPT_LEAD = "accept_lead"
    DECLINE_LEAD = "decline_lead"
    END_LEAD = "end_lead"
    RECORD_FACT = "record_fact"
    START_CAF = "start_caf"
    WRITE_ASSESSMENT = "write_assessment"
    COMPLETE_ASSESSMENT = "complete_assessment"
    WRITE_PLAN = "write_plan"
    SHARE_PLAN = "share_plan"
    CHANGE_TEAM = "change_team"
    HOLD_MEETING = "hold_meeting"
    AGREE_ACTION = "agree_action"
    COMPLETE_ACTION = "complete_action"
    RECORD_ENGAGEMENT = "record_engagement"
    CLOSE_CAF = "close_caf"
    APPROVE_CLOSING = "approve_closing"
    REOPEN_CAF = "reopen_caf"
    CONFIRM_HANDOVER = "confirm_handover"
    END_WITHOUT_CAF = "end_without_caf"
    APPROVE = "approve"
    DECIDE_MEETING = "decide_meeting"
    READ_CASE = "read_case"
    LIST_CASES = "list_cases"
    SEE_CASELOADS = "see_caseloads"
    SEE_STATISTICS = "see_statistics"
    IMPORT_CLOSURES = "import_closures"
    REVIEW_MATCHES = "review_matches"
    MANAGE_USERS = "manage_users"
    MANAGE_AGENCIES = "manage_agencies"
    SEE_OUTBOX = "see_outbox"


PRACTITIONER = Role.PRACTITIONER
MANAGER = Role.SOCIAL_CARE_MANAGER
COORDINATOR = Role.EARLY_HELP_COORDINATOR
HEAD = Role.HEAD_OF_SERVICE
AGENCY_ADMIN = Role.AGENCY_ADMIN
SYSTEM_ADMIN = Role.SYSTEM_ADMIN

# By role alone; on a case, the case must also be one that the person may see.
BY_ROLE = Relation.BY_ROLE
T, S, L = Relation.TEAM, Relation.OWN_TEAMS_STEP_DOWN, Relation.LEAD

_PROFESSIONALS = (PRACTITIONER, MANAGER, COORDINATOR, HEAD)

TABLE: dict[Permission, dict[Role, tuple[Relation, ...]]] = {
    Permission.OPEN_CASE: dict.fromkeys(_PROFESSIONALS, (BY_ROLE,)),
    Permission.CHANGE_CASE: {PRACTITIONER: (T,), MANAGER: (S, T), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.DRAFT_STEP_DOWN: {
        PRACTITIONER: (Relation.SOCIAL_CARE,),
        MANAGER: (BY_ROLE,),
        COORDINATOR: (BY_ROLE,),
        HEAD: (BY_ROLE,),
    },
    Permission.DECIDE_STEP_DOWN: dict.fromkeys((MANAGER, COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.CLOSE_STEP_DOWN: {MANAGER: (S,), HEAD: (BY_ROLE,)},
    Permission.NOMINATE_LEAD: {PRACTITIONER: (L,), MANAGER: (S,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.ACCEPT_LEAD: {PRACTITIONER: (Relation.NOMINEE,)},
    Permission.DECLINE_LEAD: {
        PRACTITIONER: (Relation.NOMINEE,),
        MANAGER: (S,),
        COORDINATOR: (BY_ROLE,),
        HEAD: (BY_ROLE,),
    },
    Permission.END_LEAD: {PRACTITIONER: (L,), MANAGER: (S,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.RECORD_FACT: {PRACTITIONER: (T,), MANAGER: (S, T), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.START_CAF: {PRACTITIONER: (L,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    # The team contributes; the lead completes.
    Permission.WRITE_ASSESSMENT: {PRACTITIONER: (T,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.COMPLETE_ASSESSMENT: {PRACTITIONER: (L,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.WRITE_PLAN: {PRACTITIONER: (T,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.SHARE_PLAN: {PRACTITIONER: (L,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.CHANGE_TEAM: {PRACTITIONER: (L,), MANAGER: (S,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.HOLD_MEETING: {PRACTITIONER: (T,), MANAGER: (S, T), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.AGREE_ACTION: {PRACTITIONER: (T,), MANAGER: (S, T), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    # That it is their own action is the service's check; the lead, coordinators and heads may for anybody.
    Permission.COMPLETE_ACTION: {
        PRACTITIONER: (L, Relation.ACTION_OWNER),
        MANAGER: (Relation.ACTION_OWNER,),
        COORDINATOR: (BY_ROLE,),
        HEAD: (BY_ROLE,),
    },
    Permission.RECORD_ENGAGEMENT: {PRACTITIONER: (T,), MANAGER: (S, T), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    # The lead proposes; who approves is another.
    Permission.CLOSE_CAF: {PRACTITIONER: (L,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    Permission.APPROVE_CLOSING: dict.fromkeys((COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.REOPEN_CAF: dict.fromkeys((COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.CONFIRM_HANDOVER: {MANAGER: (S,), COORDINATOR: (Relation.DECIDED_IT,), HEAD: (BY_ROLE,)},
    Permission.END_WITHOUT_CAF: {MANAGER: (S,), COORDINATOR: (BY_ROLE,), HEAD: (BY_ROLE,)},
    # The second person needs the right by role, not the relation; that they are another is the service's check.
    Permission.APPROVE: dict.fromkeys((MANAGER, COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.DECIDE_MEETING: {
        PRACTITIONER: (L, Relation.DECIDER),
        MANAGER: (S,),
        COORDINATOR: (BY_ROLE,),
        HEAD: (BY_ROLE,),
    },
    # Which cases: scope.visible_cases. Whoever was told of an open duty may read, whatever their role.
    Permission.READ_CASE: dict.fromkeys((*_PROFESSIONALS, AGENCY_ADMIN, SYSTEM_ADMIN), (BY_ROLE,)),
    Permission.LIST_CASES: dict.fromkeys(_PROFESSIONALS, (BY_ROLE,)),
    # Of those who lead: a practitioner sees the caseloads of people they manage on the page of their own.
    Permission.SEE_CASELOADS: dict.fromkeys((MANAGER, COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.SEE_STATISTICS: dict.fromkeys((COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.IMPORT_CLOSURES: dict.fromkeys((MANAGER, COORDINATOR, HEAD, SYSTEM_ADMIN), (BY_ROLE,)),
    Permission.REVIEW_MATCHES: dict.fromkeys((COORDINATOR, HEAD), (BY_ROLE,)),
    Permission.MANAGE_USERS: dict.fromkeys((AGENCY_ADMIN, SYSTEM_ADMIN), (BY_ROLE,)),
    Permission.MANAGE_AGENCIES: {SYSTEM_ADMIN: (BY_ROLE,)},
    Permission.SEE_OUTBOX: {SYSTEM_ADMIN: (BY_ROLE,)},
}


def may(user: User, permission: Permission, case: Case | None = None) -> bool:
    """Whether this person may, by role; with a case, by role and relation to it. KeyError for an unknown permission."""
    relations = TABLE[permission].get(user.role, ())
    if case is None or not user.is_active:
        return bool(relations) and user.is_active
    return bool(held(user, relations, case))


def granted(user: User, case: Case) -> frozenset[Permission]:
    """Everything that this person may do on the case now, asked at once."""
    if not user.is_active:
        return frozenset()
    mine = {permission: rights[user.role] for permission, rights in TABLE.items() if user.role in rights}
    relations = held(user, {relation for rights in mine.values() for relation in rights}, case)
    return frozenset(permission for permission, rights in mine.items() if relations.intersection(rights))


def require(user: User, permission: Permission, case: Case | None = None) -> None:
    """Raise NotPermitted unless this person may."""
    if not may(user, permission, case):
        raise NotPermitted(permission)
