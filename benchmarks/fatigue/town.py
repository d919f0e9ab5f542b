"""The authority that is played: leads, coordinators, managers, agencies with their contacts, and everybody's leave."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from caf_tracker import clock, working_days
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Area, User
from caf_tracker.models.words import AgencyKind, Role
from caf_tracker.services import absences

CASES_OF_A_LEAD, CASES_OF_A_COORDINATOR = 12, 400
_LEADS_OF_AN_AGENCY, _LEADS_OF_A_MANAGER, _OTHER_AGENCIES, _ONLY_A_MAILBOX = 4, 8, 16, 4
# Blocks of leave in a year, in weeks: 25 days, most of them one week at a time.
_LEAVE = (1, 1, 1, 2)

_numbers = count(1)


@dataclass
class Town:
    """Everybody by number: the rows are read anew for each act."""

    area: int
    heads: list[int] = field(default_factory=list)
    coordinators: list[int] = field(default_factory=list)
    managers: list[int] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    agencies: list[int] = field(default_factory=list)
    # Somebody else of the agency, who answers while its contact is away.
    colleagues: dict[int, int] = field(default_factory=dict)
    # First and last days of leave, by person.
    leave: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    # The same days, by whoever stands in.
    standing_in: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))

    def stands_in(self, user: int, day: date) -> bool:
        """Whether this person is somebody's deputy."""
        return any(first <= day <= last for first, last in self.standing_in[user])

    def is_away(self, user: int, day: date) -> bool:
        """Whether this person is on leave."""
        return any(first <= day <= last for first, last in self.leave[user])

    def back_on(self, user: int, day: date) -> date:
        """The first working day from this one on which this person is at work."""
        while self.is_away(user, day):
            day = working_days.add(day, 1)
        return day

    def before_leave(self, user: int, day: date) -> date:
        """The last working day up to this one on which this person is at work."""
        while self.is_away(user, day):
            day = working_days.add(day, -1)
        return day


def build(leads: int, first: date, last: date, dice: random.Random) -> Town:
    """The authority with so many leads, and everybody's leave for these days."""
    area = Area(name="The area")
    db.session.add(area)
    db.session.flush()
    town = Town(area.id)
    social_care, early_help = _agency(AgencyKind.CHILDRENS_SOCIAL_CARE), _agency(AgencyKind.EARLY_HELP)
    head = _person(town, Role.HEAD_OF_SERVICE, social_care)
    town.heads.append(head.id)
    for _ in range(-(-leads * CASES_OF_A_LEAD // CASES_OF_A_COORDINATOR)):
        town.coordinators.append(_person(town, Role.EARLY_HELP_COORDINATOR, early_help, head).id)
    for _ in range(-(-leads // _LEADS_OF_A_MANAGER)):
        town.managers.append(_person(town, Role.SOCIAL_CARE_MANAGER, social_care, head).id)
    teams = [_team_of_leads(town, min(_LEADS_OF_AN_AGENCY, leads - n)) for n in range(0, leads, _LEADS_OF_AN_AGENCY)]
    for number in range(_OTHER_AGENCIES):
        agency = _agency(AgencyKind.SCHOOL if number % 2 else AgencyKind.OTHER)
        if number >= _ONLY_A_MAILBOX:
            _staff(town, agency)
        town.agencies.append(agency.id)
    town.agencies += teams
    db.session.commit()
    _plan_leave(town, first, last, dice)
    return town


def _agency(kind: AgencyKind) -> Agency:
    number = next(_numbers)
    agency = Agency(name=f"Agency {number}", kind=kind, mailbox=f"agency-{number}@example.org")
    db.session.add(agency)
    db.session.flush()
    return agency


def _person(town: Town, role: Role, agency: Agency, manager: User | None = None) -> User:
    number = next(_numbers)
    person = User(
        name=f"Person {number}", email=f"person-{number}@example.org", role=role, agency_id=agency.id,
        area_id=town.area, line_manager_id=manager.id if manager else None,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    return person


def _staff(town: Town, agency: Agency) -> User:
    """The agency's contact, and a colleague who stands in for them."""
    contact = _person(town, Role.PRACTITIONER, agency)
    agency.contact_id = contact.id
    town.colleagues[contact.id] = _person(town, Role.PRACTITIONER, agency, contact).id
    return contact


def _team_of_leads(town: Town, leads: int) -> int:
    agency = _agency(AgencyKind.HEALTH_VISITING)
    leader = _staff(town, agency)
    town.leads += [_person(town, Role.PRACTITIONER, agency, leader).id for _ in range(leads)]
    return agency.id


def _plan_leave(town: Town, first: date, last: date, dice: random.Random) -> None:
    """Everybody's leave, with a deputy of the same kind; a deputy may be away too."""
    leads_of = defaultdict(list)
    for lead in town.leads:
        leads_of[db.session.get_one(User, lead).agency_id].append(lead)
    groups = [*leads_of.values(), town.coordinators, town.managers]
    groups += [[contact, colleague] for contact, colleague in town.colleagues.items()]
    for group in groups:
        for place, user in enumerate(group):
            if len(group) > 1:
                _leave_of(town, user, group[place - 1], first, last, dice)
    db.session.commit()


def _leave_of(town: Town, user: int, deputy: int, first: date, last: date, dice: random.Random) -> None:
    weeks = (last - first).days // 7
    blocks = [dice.choice(_LEAVE) for _ in range(round(weeks / 52 * len(_LEAVE)))]
    for number, length in enumerate(blocks):
        # Spread over the time, each somewhere in its own part of it.
        part = weeks / len(blocks)
        week = int(part * number + dice.random() * max(part - length, 0))
        monday = first - timedelta(days=first.weekday()) + timedelta(weeks=week)
        days = monday, monday + timedelta(days=7 * length - 3)
        if days[1] <= last and not any(town.is_away(user, day) for day in days):
            person = db.session.get_one(User, user)
            at = clock.london(first)
            with clock.set_to(at):
                absences.plan_absence(
                    actor=person, at=at, user=person, deputy=db.session.get_one(User, deputy),
                    from_on=max(days[0], first), to_on=days[1],
                )  # fmt: skip
            town.leave[user].append(days)
            town.standing_in[deputy].append(days)
