"""The people of a large authority: areas, agencies, line managers, and some whom no mail reaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from caf_tracker.models import Agency, Area, User
from caf_tracker.models.words import AgencyKind, Role
from tests.factories import PASSWORD_HASH

AREAS = ("North", "South", "East", "West", "Coast", "Moor", "Valley", "Town")
_TEAM = 10  # practitioners with the same line manager
_AGENCIES = {
    AgencyKind.CHILDRENS_SOCIAL_CARE: 1,
    AgencyKind.EARLY_HELP: 1,
    AgencyKind.HEALTH_VISITING: 8,
    AgencyKind.SCHOOL_NURSING: 4,
    AgencyKind.SCHOOL: 30,
    AgencyKind.NURSERY: 10,
    AgencyKind.VOLUNTARY: 6,
}
# Everyone of this many cannot be reached: their line stands in for them.
_BOUNCED_EVERY = 41

FORENAMES = (
    "Amelia Arthur Aisha Ben Chloe Callum Daisy Dylan Ella Ethan Fatima Finley Grace George Hannah Harry Isla Ibrahim "
    "Jessica Jack Keira Kai Layla Leo Mia Mohammed Niamh Noah Olivia Oscar Poppy Reuben Ruby Samuel Sofia Theo Uma "
    "Victor Willow Yusuf Zara"
).split()
SURNAMES = (
    "Adeyemi Archer Bailey Begum Brandt Carter Chen Clarke Davies Dixon Evans Ferreira Fisher Green Hughes Hussain "
    "Ivanova Jackson Kaur Kowalska Lewis Lindqvist Marsh Mensah Nkemelu Okafor Oliver Patel Petrov Price Quinn Rowan "
    "Saleh Shah Stone Turner Underwood Visram Walker Whitfield Young Zielinska"
).split()


@dataclass(frozen=True)
class Group:
    """So many people of one role in each area; their ids run on from `first`, area after area in turn."""

    role: Role
    first: int
    each: int

    @property
    def ids(self) -> range:
        """Everyone of the group."""
        return range(self.first, self.first + self.each * len(AREAS))


HEADS = Group(Role.HEAD_OF_SERVICE, 2, 2)
COORDINATORS = Group(Role.EARLY_HELP_COORDINATOR, HEADS.ids.stop, 6)
MANAGERS = Group(Role.SOCIAL_CARE_MANAGER, COORDINATORS.ids.stop, 25)
PRACTITIONERS = Group(Role.PRACTITIONER, MANAGERS.ids.stop, 200)


def chosen(group: Group, number: str) -> str:
    """In SQL, one of the group in the area (a column that counts from 0), chosen by a number."""
    return f"({group.first} + area + {len(AREAS)} * ({number} % {group.each}))"


def make_people(connection: sa.Connection, at: datetime) -> None:
    """Write areas, agencies and people."""
    connection.execute(sa.insert(Area), [{"id": number, "name": name} for number, name in enumerate(AREAS, 1)])
    kinds = [kind for kind, count in _AGENCIES.items() for _ in range(count)]
    connection.execute(
        sa.insert(Agency),
        [
            {
                "id": number,
                "version": 1,
                "kind": kind,
                "name": f"{kind.value.replace('_', ' ').capitalize()} {number}",
                "mailbox": f"agency{number}@example.org",
            }
            for number, kind in enumerate(kinds, 1)
        ],
    )
    connection.execute(sa.insert(User), list(_users(at)))
    # A third of the agencies have no contact person: they are told through their mailbox.
    contacts = {_agency_of(person): person for person in reversed(PRACTITIONERS.ids)}
    for agency, contact in contacts.items():
        if agency % 3:
            connection.execute(sa.update(Agency).where(Agency.id == agency).values(contact_id=contact))


def _users(at: datetime) -> Iterator[dict[str, Any]]:
    yield _user(1, Role.SYSTEM_ADMIN, agency=1, area=None, line_manager=None, bounced_at=None)
    for group in (HEADS, COORDINATORS, MANAGERS, PRACTITIONERS):
        for person in group.ids:
            place, area = divmod(person - group.first, len(AREAS))
            yield _user(
                person,
                group.role,
                agency=_agency_of(person) if group is PRACTITIONERS else 2 if group is COORDINATORS else 1,
                area=1 + area,
                line_manager=_manager_of(person, group, place, area),
                bounced_at=at if person % _BOUNCED_EVERY == 5 and group is not HEADS else None,
            )


def _manager_of(person: int, group: Group, place: int, area: int) -> int | None:
    if group is HEADS:
        return None
    if group is PRACTITIONERS:
        # The first of each team leads it.
        return person - place % _TEAM * len(AREAS) if place % _TEAM else None
    return HEADS.first + area


def _agency_of(person: int) -> int:
    """The agency of a practitioner: whole teams are of one agency."""
    place, area = divmod(person - PRACTITIONERS.first, len(AREAS))
    return 3 + (place // _TEAM * len(AREAS) + area) % (sum(_AGENCIES.values()) - 2)


def _user(
    number: int, role: Role, *, agency: int, area: int | None, line_manager: int | None, bounced_at: datetime | None
) -> dict[str, Any]:
    name = f"{FORENAMES[number * 7 % len(FORENAMES)]} {SURNAMES[number * 11 % len(SURNAMES)]}"
    return {
        "id": number,
        "version": 1,
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}.{number}@example.org",
        "telephone": f"01632 960{number % 1000:03d}",
        "role": role,
        "agency_id": agency,
        "area_id": area,
        "line_manager_id": line_manager,
        "password_hash": PASSWORD_HASH,
        "bounced_at": bounced_at,
    }
