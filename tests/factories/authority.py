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
    """The authority: in health visiting, the team leader manages the visitors and is the agency's contact."""
    area, other_area = make_area("North"), make_area("South")
    social_care = make_agency(AgencyKind.CHILDRENS_SOCIAL_CARE, "Children's social care")
    health_visiting = make_agency(AgencyKind.HEALTH_VISITING, "Health visiting")
    school = make_agency(AgencyKind.SCHOOL, "Mill Lane Primary School")
    early_help = make_agency(AgencyKind.EARLY_HELP, "Early Help")
    head = make_user("Harriet Okafor", Role.HEAD_OF_SERVICE, social_care, area)
    other_head = make_user("Hugh Lindqvist", Role.HEAD_OF_SERVICE, social_care, other_area)
    coordinator = make_user("Cora Whitfield", Role.EARLY_HELP_COORDINATOR, early_help, area, head)
    manager = make_user("Marcus Adeyemi", Role.SOCIAL_CARE_MANAGER, social_care, area, head)
    team_leader = make_user("Tessa Brandt", Role.PRACTITIONER, health_visiting, area)
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
        locum=make_user("Lou Ferreira", Role.SOCIAL_CARE_MANAGER, social_care, area, head),
        social_worker=make_user("Sam Petrov", Role.PRACTITIONER, social_care, area, manager),
        team_leader=team_leader,
        health_visitor=make_user("Hana Visram", Role.PRACTITIONER, health_visiting, area, team_leader),
        other_health_visitor=make_user("Olive Nkemelu", Role.PRACTITIONER, health_visiting, area, team_leader),
        teacher=make_user("Theo Marsh", Role.PRACTITIONER, school, area),
        agency_admin=make_user("Ada Kowalska", Role.AGENCY_ADMIN, health_visiting),
        system_admin=make_user("Sylvie Hart", Role.SYSTEM_ADMIN, social_care),
        auditor=make_user("Aubrey Stone", Role.AUDITOR, social_care),
        other_head=other_head,
        other_coordinator=make_user("Olwen Price", Role.EARLY_HELP_COORDINATOR, early_help, other_area, other_head),
        other_manager=make_user("Omar Saleh", Role.SOCIAL_CARE_MANAGER, social_care, other_area, other_head),
    )
    health_visiting.contact = team_leader
    db.session.flush()
    return authority


def make_area(name: str) -> Area:
    """An area."""
    area = Area(name=name)
    db.session.add(area)
    db.session.flush()
    return area


def make_agency(kind: AgencyKind, name: str | None = None, *, contact: User | None = None) -> Agency:
    """An agency, reached by its mailbox, and by its contact person where it has one."""
    number = next(NUMBERS)
    agency = Agency(
        kind=kind, name=name or f"{kind.value} {number}", mailbox=f"agency{number}@example.org", contact=contact
    )
    db.session.add(agency)
    db.session.flush()
    return agency


def make_user(
    name: str, role: Role, agency: Agency, area: Area | None = None, line_manager: User | None = None
) -> User:
    """A person with an account and the password above."""
    number = next(NUMBERS)
    user = User(
        name=name,
        email=f"{name.lower().replace(' ', '.')}.{number}@example.org",
        telephone=f"01632 960{number % 1000:03d}",
        role=role,
        agency=agency,
        area=area,
        line_manager=line_manager,
        password_hash=PASSWORD_HASH,
    )
    db.session.add(user)
    db.session.flush()
    return user


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
