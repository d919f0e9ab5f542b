"""The invented authority: its areas, agencies and people, and when they are away."""

from dataclasses import dataclass
from datetime import date

from caf_tracker import clock
from caf_tracker.duties import OpenDuty
from caf_tracker.extensions import db
from caf_tracker.models import Absence, Agency, Area, ClosedPeriod, Snooze, User
from caf_tracker.models.words import AgencyKind, Role
from tests.factories.numbers import NUMBERS

# The password of everybody made here, and its hash at the least cost that argon2 allows.
PASSWORD = "correct horse battery staple"  # noqa: S105 - invented, of accounts that exist in tests alone
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$6VHp1QCT/BvZlqiADB7p1A$KtA3pL+1dwxLQ+41vWgmSw89lYyjVPLnL/UnmDt3LVY"  # noqa: S105 - as above


@dataclass(frozen=True)
class Authority:
    """One authority with everybody whom a handover needs, and a second area beside it."""

    area: Area
    other_area: Area
    social_care: Agency
    health_visiting: Agency
    school: Agency
    early_help: Agency
    head: User
    coordinator: User
    manager: User
    locum: User
    social_worker: User
    team_leader: User
    health_visitor: User
    other_health_visitor: User
    teacher: User
    agency_admin: User
    system_admin: User
    auditor: User
    other_head: User
    other_coordinator: User
    other_manager: User

    @property
    def everyone(self) -> list[User]:
        """All of its people."""
        return [value for value in vars(self).values() if isinstance(value, User)]


def make_authority() -> Authority:
    """The authority: in health visiting, the team leader manages the visitors and is the agency's contact.

    Nearly every test begins with it, so people are written together who need not wait for one another's numbers.
    """
    area, other_area = Area(name="North"), Area(name="South")
    social_care = _agency(AgencyKind.CHILDRENS_SOCIAL_CARE, "Children's social care")
    health_visiting = _agency(AgencyKind.HEALTH_VISITING, "Health visiting")
    school = _agency(AgencyKind.SCHOOL, "Mill Lane Primary School")
    early_help = _agency(AgencyKind.EARLY_HELP, "Early Help")
    _write(area, other_area, social_care, health_visiting, school, early_help)
    head = _user("Harriet Okafor", Role.HEAD_OF_SERVICE, social_care, area)
    other_head = _user("Hugh Lindqvist", Role.HEAD_OF_SERVICE, social_care, other_area)
    _write(head, other_head)
    coordinator = _user("Cora Whitfield", Role.EARLY_HELP_COORDINATOR, early_help, area, head)
    manager = _user("Marcus Adeyemi", Role.SOCIAL_CARE_MANAGER, social_care, area, head)
    team_leader = _user("Tessa Brandt", Role.PRACTITIONER, health_visiting, area)
    _write(coordinator, manager, team_leader)
    authority = Authority(
        area=area,
        other_area=other_area,
        social_care=social_care,
        health_visiting=health_visiting,
        school=school,
        early_help=early_help,
        head=head,
        coordinator=coordinator,
        manager=manager,
        locum=_user("Lou Ferreira", Role.SOCIAL_CARE_MANAGER, social_care, area, head),
        social_worker=_user("Sam Petrov", Role.PRACTITIONER, social_care, area, manager),
        team_leader=team_leader,
        health_visitor=_user("Hana Visram", Role.PRACTITIONER, health_visiting, area, team_leader),
        other_health_visitor=_user("Olive Nkemelu", Role.PRACTITIONER, health_visiting, area, team_leader),
        teacher=_user("Theo Marsh", Role.PRACTITIONER, school, area),
        agency_admin=_user("Ada Kowalska", Role.AGENCY_ADMIN, health_visiting),
        system_admin=_user("Sylvie Hart", Role.SYSTEM_ADMIN, social_care),
        auditor=_user("Aubrey Stone", Role.AUDITOR, social_care),
        other_head=other_head,
        other_coordinator=_user("Olwen Price", Role.EARLY_HELP_COORDINATOR, early_help, other_area, other_head),
        other_manager=_user("Omar Saleh", Role.SOCIAL_CARE_MANAGER, social_care, other_area, other_head),
    )
    health_visiting.contact_id = team_leader.id
    _write(*authority.everyone)
    return authority


def make_area(name: str) -> Area:
    """An area."""
    area = Area(name=name)
    _write(area)
    return area


def make_agency(kind: AgencyKind, name: str | None = None, *, contact: User | None = None) -> Agency:
    """An agency, reached by its mailbox, and by its contact person where it has one."""
    agency = _agency(kind, name)
    agency.contact = contact
    _write(agency)
    return agency


def make_user(
    name: str, role: Role, agency: Agency, area: Area | None = None, line_manager: User | None = None
) -> User:
    """A person with an account and the password above."""
    user = _user(name, role, agency, area, line_manager)
    _write(user)
    return user


def _agency(kind: AgencyKind, name: str | None) -> Agency:
    number = next(NUMBERS)
    return Agency(kind=kind, name=name or f"{kind.value} {number}", mailbox=f"agency{number}@example.org")


def _user(name: str, role: Role, agency: Agency, area: Area | None = None, line_manager: User | None = None) -> User:
    number = next(NUMBERS)
    return User(
        name=name,
        email=f"{name.lower().replace(' ', '.')}.{number}@example.org",
        telephone=f"01632 960{number % 1000:03d}",
        role=role,
        agency_id=agency.id,
        area_id=area.id if area else None,
        line_manager_id=line_manager.id if line_manager else None,
        password_hash=PASSWORD_HASH,
    )


def _write(*rows: Area | Agency | User) -> None:
    db.session.add_all(rows)
    db.session.flush()


def make_absence(user: User, deputy: User, from_on: date, to_on: date) -> Absence:
    """Days on which somebody is away."""
    absence = Absence(
        user=user, deputy=deputy, from_on=from_on, to_on=to_on, recorded_at=clock.now(), recorded_by_id=user.id
    )
    db.session.add(absence)
    db.session.flush()
    return absence


def make_closed_period(
    agency: Agency, from_on: date, to_on: date, *, contact: User | None = None, mailbox: str | None = None
) -> ClosedPeriod:
    """Days on which an agency is closed, and its out-of-term contact, if any."""
    period = ClosedPeriod(
        agency=agency, from_on=from_on, to_on=to_on, contact=contact, mailbox=mailbox, recorded_at=clock.now(),
        recorded_by_id=db.session.query(User.id).order_by(User.id).limit(1).scalar(),
    )  # fmt: skip
    db.session.add(period)
    db.session.flush()
    return period


def make_snooze(user: User, duty: OpenDuty, until_on: date, *, asked: User | None = None) -> Snooze:
    """A reminder that somebody has put off, or has asked to put off again."""
    snooze = Snooze(
        case_id=duty.case_id, duty=duty.key, subject_id=duty.subject_id, cause=duty.cause, cause_id=duty.cause_id,
        user=user, until_on=until_on, reason="The family are at the seaside until then", recorded_at=clock.now(),
        asked=asked,
    )  # fmt: skip
    db.session.add(snooze)
    db.session.flush()
    return snooze
