"""The demonstration's areas, agencies and people, all invented."""

from dataclasses import dataclass, field

from caf_tracker.demonstration import PASSWORD
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, User
from caf_tracker.models.words import AgencyKind, Role
from caf_tracker.services import sign_in

_AGENCIES = {
    "social_care": ("Westmoor Children’s Social Care", AgencyKind.CHILDRENS_SOCIAL_CARE),
    "early_help": ("Westmoor Early Help", AgencyKind.EARLY_HELP),
    "health_visiting": ("Westmoor Health Visiting", AgencyKind.HEALTH_VISITING),
    "midwifery": ("Westmoor Midwifery", AgencyKind.MIDWIFERY),
    "school": ("Millbrook Primary School", AgencyKind.SCHOOL),
    "nursery": ("Little Oaks Nursery", AgencyKind.NURSERY),
    "domestic_abuse": ("Haven Domestic Abuse Service", AgencyKind.DOMESTIC_ABUSE),
    "gp": ("Riverside Surgery", AgencyKind.GENERAL_PRACTICE),
    "hospital": ("Westmoor General Hospital", AgencyKind.HOSPITAL),
    "mental_health": ("Westmoor Talking Therapies", AgencyKind.ADULT_MENTAL_HEALTH),
    "housing": ("Westmoor Homes", AgencyKind.HOUSING),
    "police": ("Westmoor Police", AgencyKind.POLICE),
    "family_centre": ("Hillside Family Centre", AgencyKind.VOLUNTARY),
}

# Key: name, role, agency, area, line manager.
_PEOPLE: dict[str, tuple[str, Role, str, str | None, str | None]] = {
    "head": ("Ruth Ademola", Role.HEAD_OF_SERVICE, "social_care", "north", None),
    "head_south": ("Owen Partridge", Role.HEAD_OF_SERVICE, "social_care", "south", None),
    "coordinator": ("Priya Nair", Role.EARLY_HELP_COORDINATOR, "early_help", "north", "head"),
    "coordinator_south": ("Tom Ellery", Role.EARLY_HELP_COORDINATOR, "early_help", "south", "head_south"),
    "manager": ("Daniel Reeve", Role.SOCIAL_CARE_MANAGER, "social_care", "north", "head"),
    "manager_two": ("Esther Quaye", Role.SOCIAL_CARE_MANAGER, "social_care", "north", "head"),
    "manager_south": ("Moira Fenn", Role.SOCIAL_CARE_MANAGER, "social_care", "south", "head_south"),
    "health_visitor": ("Sally Brook", Role.PRACTITIONER, "health_visiting", "north", "team_leader"),
    "team_leader": ("Joan Whitcombe", Role.PRACTITIONER, "health_visiting", "north", None),
    "health_visitor_two": ("Amina Yusuf", Role.PRACTITIONER, "health_visiting", "north", "team_leader"),
    "social_worker": ("Leah Morris", Role.PRACTITIONER, "social_care", "north", "manager"),
    "teacher": ("Callum Rhodes", Role.PRACTITIONER, "school", "north", None),
    "midwife": ("Grace Odum", Role.PRACTITIONER, "midwifery", "north", None),
    "nursery_manager": ("Helen Stubbs", Role.PRACTITIONER, "nursery", "north", None),
    "leaver": ("Peter Lang", Role.PRACTITIONER, "health_visiting", "north", "team_leader"),
    "agency_admin": ("Nina Costa", Role.AGENCY_ADMIN, "health_visiting", None, None),
    "administrator": ("Alex Winter", Role.SYSTEM_ADMIN, "early_help", None, None),
    "auditor": ("Morgan Hale", Role.AUDITOR, "early_help", None, None),
}

_CONTACTS = {
    "health_visiting": "team_leader",
    "school": "teacher",
    "midwifery": "midwife",
    "nursery": "nursery_manager",
}


@dataclass
class Authority:
    """The rows, by their keys above."""

    areas: dict[str, Area] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


def make_authority() -> Authority:
    """Write the areas, agencies and people."""
    authority = Authority({"north": Area(name="Westmoor North"), "south": Area(name="Westmoor South")})
    for key, (name, kind) in _AGENCIES.items():
        mailbox = f"{key.replace('_', '-')}@westmoor.example"
        authority.agencies[key] = Agency(name=name, kind=kind, mailbox=mailbox)
    db.session.add_all([*authority.areas.values(), *authority.agencies.values()])
    db.session.flush()
    password_hash = sign_in.hash_password(PASSWORD)
    for number, (key, (name, role, agency, area, _)) in enumerate(_PEOPLE.items()):
        authority.people[key] = User(
            name=name,
            email=f"{name.lower().replace(' ', '.')}@westmoor.example",
            # Telephones from the range that Ofcom keeps for drama.
            telephone=f"01632 960{number:03d}",
            role=role,
            agency_id=authority.agencies[agency].id,
            area_id=authority.areas[area].id if area else None,
            password_hash=password_hash,
        )
    db.session.add_all(authority.people.values())
    db.session.flush()
    for key, (*_, line_manager) in _PEOPLE.items():
        if line_manager:
            authority.people[key].line_manager_id = authority.people[line_manager].id
    for agency, contact in _CONTACTS.items():
        authority.agencies[agency].contact_id = authority.people[contact].id
    db.session.flush()
    return authority
