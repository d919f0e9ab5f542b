"""An invented authority and its families: plain builders that write the rows straight to the database.

Every value is made up: addresses at example.org, telephones from the drama ranges, NHS numbers from the synthetic 999s.
The builders flush; `tests.fixtures.clients` commits before a page is asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from caf_tracker import clock
from caf_tracker.duties import OpenDuty
from caf_tracker.extensions import db
from caf_tracker.models import (
    Absence,
    Adult,
    AdultRelation,
    Agency,
    Agreement,
    ApprovalRequest,
    Area,
    AssessmentText,
    Caf,
    CafClosing,
    Case,
    Child,
    ClosedPeriod,
    EngagementObservation,
    Lead,
    Meeting,
    PlanAction,
    PlanOutcome,
    Snooze,
    StepDown,
    TeamAgency,
    Telling,
    Tick,
    User,
)
from caf_tracker.models.words import (
    AgencyKind,
    Answer,
    ApprovalKind,
    AssessmentTopic,
    CafOutcome,
    ClosingReason,
    ComesFrom,
    EngagementStatus,
    Evidence,
    MailMode,
    MeetingKind,
    Recommendation,
    Relation,
    Role,
)
from caf_tracker.services import outcomes

# The password of everybody made here, and its hash at the least cost that argon2 allows.
PASSWORD = "correct horse battery staple"  # noqa: S105 - invented, of accounts that exist in tests alone
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$6VHp1QCT/BvZlqiADB7p1A$KtA3pL+1dwxLQ+41vWgmSw89lYyjVPLnL/UnmDt3LVY"  # noqa: S105 - as above

_numbers = count(1)


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
    number = next(_numbers)
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
    number = next(_numbers)
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


def make_case(
    authority: Authority,
    *,
    children: list[Child] | None = None,
    coordinator: User | None = None,
    area: Area | None = None,
) -> Case:
    """An open case: by default a baby, a toddler, and both parents with parental responsibility."""
    at = clock.now()
    case = Case(
        area=area or authority.area,
        coordinator=coordinator,
        opened_at=at,
        opened_by_id=authority.manager.id,
        involved_since=at,
    )
    case.children = (
        children if children is not None else [make_child("Kit Rowan", months=8), make_child("Jo Rowan", months=30)]
    )
    db.session.add(case)
    db.session.flush()
    add_adult(case, "Megan Rowan", Relation.MOTHER)
    add_adult(case, "Dale Archer", Relation.FATHER)
    case.turns_one_on = max((_first_birthday(child) for child in case.children), default=None)
    db.session.flush()
    return case


def make_child(name: str, *, months: int | None = None, born: date | None = None, due: date | None = None) -> Child:
    """A child some months old today, or born or due on a day; not yet of any case."""
    if months is not None:
        today = clock.today()
        total = today.year * 12 + today.month - 1 - months
        born = date(total // 12, total % 12 + 1, min(today.day, 28))
    return Child(name=name, name_key=name.casefold(), born=born, due=due, nhs_number=nhs_number() if born else None)


def add_adult(
    case: Case, name: str | None, relation: Relation, *, parental_responsibility: bool | None = True
) -> Adult:
    """An adult of the case with the same relation to every child."""
    adult = Adult(name=name, case=case)
    db.session.add(adult)
    db.session.flush()
    adult.relations = [
        AdultRelation(child_id=child.id, relation=relation, parental_responsibility=parental_responsibility)
        for child in case.children
    ]
    db.session.flush()
    return adult


def add_to_team(case: Case, agency: Agency, worker: User | None = None) -> TeamAgency:
    """An agency in the case's team."""
    member = TeamAgency(
        case_id=case.id,
        agency_id=agency.id,
        worker_id=worker.id if worker else None,
        joined_at=clock.now(),
        joined_on=clock.today(),
    )
    db.session.add(member)
    db.session.flush()
    return member


def observe(
    case: Case,
    agency: Agency,
    recorded_by: User,
    status: EngagementStatus,
    *,
    days_ago: int = 0,
    evidence: Evidence = Evidence.DIRECT,
    who: Child | Adult | None = None,
    note: str | None = None,
) -> EngagementObservation:
    """What an agency of the team knew some days ago, recorded now; the team's row keeps the latest known."""
    said = EngagementObservation(
        case_id=case.id,
        agency_id=agency.id,
        child_id=who.id if isinstance(who, Child) else None,
        adult_id=who.id if isinstance(who, Adult) else None,
        status=status,
        as_of=clock.today() - timedelta(days=days_ago),
        evidence=evidence,
        note=note,
        recorded_at=clock.now(),
        recorded_by=recorded_by,
    )
    db.session.add(said)
    db.session.flush()
    member = db.session.query(TeamAgency).filter_by(case_id=case.id, agency_id=agency.id, left_at=None).one_or_none()
    if said.makes_known and member is not None and (member.known_on is None or member.known_on <= said.as_of):
        member.known_id, member.known_on = said.id, said.as_of
        db.session.flush()
    return said


def ask_mailbox(case: Case) -> Telling:
    """A nursery in the team that has a mailbox only, and was asked there whether the family uses its support."""
    nursery = make_agency(AgencyKind.NURSERY)
    member = add_to_team(case, nursery)
    member.own_reference, member.worker_name = "LO/17", "Priya Shah"
    tick = Tick(job="sweep", started_at=clock.now(), finished_at=clock.now(), made=1)
    db.session.add(tick)
    db.session.flush()
    telling = Telling(
        case_id=case.id, duty="engagement_unknown", subject_id=member.id, cause="team_agencies", cause_id=member.id,
        ladder="engagement_unknown.of_contact", anchor_on=clock.today(), rung=0, agency_id=nursery.id, parts=256,
        mail=MailMode.NOW, told_at=clock.now(), tick_id=tick.id,
    )  # fmt: skip
    db.session.add(telling)
    db.session.flush()
    return telling


def make_step_down(
    case: Case,
    manager: User,
    *,
    decided_on: date | None = None,
    closed_on: date | None = None,
    comes_from: ComesFrom = ComesFrom.CHILD_IN_NEED,
    recommendation: Recommendation = Recommendation.CAF,
    reason: ClosingReason = ClosingReason.NEEDS_REDUCED,
    receiving_agency: Agency | None = None,
) -> StepDown:
    """A decided step-down with nothing done about it since."""
    at = clock.now()
    decided_on = decided_on or clock.today()
    step_down = StepDown(
        case=case,
        comes_from=comes_from,
        recommendation=recommendation,
        main_reason=reason,
        receiving_agency=receiving_agency,
        decided_on=decided_on,
        decided_at=at,
        manager=manager,
        recorded_by_id=manager.id,
        closed_on=closed_on,
        close_recorded_at=at if closed_on else None,
        close_recorded_by_id=manager.id if closed_on else None,
        current=True,
        vacant_on=decided_on,
    )
    db.session.add(step_down)
    db.session.flush()
    return step_down


def make_lead(
    case: Case, user: User, nominated_by: User, *, accepted: bool = True, at: datetime | None = None,
    note: str | None = None,
) -> Lead:  # fmt: skip
    """A lead professional of the case, accepted unless said otherwise."""
    at = at or clock.now()
    day = clock.london_date(at)
    lead = Lead(
        case=case,
        user=user,
        nominated_by=nominated_by,
        nominated_at=at,
        nominated_on=day,
        note=note,
        accepted_at=at if accepted else None,
        accepted_on=day if accepted else None,
        agreement_awaited=accepted,
    )
    db.session.add(lead)
    for step_down in db.session.query(StepDown).filter_by(case_id=case.id, current=True):
        step_down.vacant_on = None
    db.session.flush()
    return lead


def make_agreement(case: Case, recorded_by: User, *, adult: Adult | None = None, agreed: bool = True) -> Agreement:
    """What an adult of the case (the first, unless named) said of the service."""
    agreement = Agreement(
        case=case,
        adult=adult or case.adults[0],
        agreed=agreed,
        recorded_at=clock.now(),
        recorded_on=clock.today(),
        recorded_by=recorded_by,
        undecided=not agreed,
        reason=None if agreed else "Does not want help now",
    )
    db.session.add(agreement)
    db.session.query(Lead).filter_by(case_id=case.id).update({"agreement_awaited": False})
    db.session.flush()
    return agreement


def make_caf(case: Case, lead: Lead, agreement: Agreement) -> Caf:
    """A CAF that the lead started today."""
    caf = Caf(
        case=case,
        started_at=clock.now(),
        started_on=clock.today(),
        started_by_id=lead.user_id,
        lead_id=lead.id,
        lead_accepted_at=lead.accepted_at,
        agreement_id=agreement.id,
    )
    db.session.add(caf)
    db.session.query(StepDown).filter_by(case_id=case.id, current=True).update({"caf_started_on": caf.started_on})
    db.session.flush()
    return caf


def close_caf(caf: Caf, proposed_by: User, approved_by: User) -> CafClosing:
    """The CAF, and its case, closed today because the family's needs are met."""
    at = clock.now()
    closing = CafClosing(
        case_id=caf.case.id,
        caf=caf,
        outcome=CafOutcome.NEEDS_MET,
        carries_on="The nursery goes on.",
        proposed_at=at,
        proposed_by=proposed_by,
    )
    request = ApprovalRequest(
        case=caf.case,
        closing=closing,
        kind=ApprovalKind.CLOSE_CAF,
        asked=approved_by,
        requested_by=proposed_by,
        requested_at=at,
        requested_on=clock.today(),
        reason=closing.carries_on,
        answer=Answer.APPROVED,
        answered_at=at,
        answered_by_id=approved_by.id,
    )
    db.session.add_all([closing, request])
    db.session.flush()
    outcomes.close_case(actor=proposed_by, at=at, case=caf.case, caf_outcome=closing.outcome)
    return closing


def make_assessment(caf: Caf, written_by: User, *left_out: AssessmentTopic) -> list[AssessmentText]:
    """Everything that an assessment must hold, not yet completed; of the family wherever that is enough."""
    at, case = clock.now(), caf.case
    places: list[tuple[AssessmentTopic, int | None]] = [
        (topic, None)
        for topic in AssessmentTopic
        if topic not in (AssessmentTopic.CHILDS_VOICE, AssessmentTopic.CONTRIBUTION)
    ]
    places += [(AssessmentTopic.CHILDS_VOICE, child.id) for child in case.children]
    texts = [
        AssessmentText(
            case_id=case.id, caf=caf, topic=topic, child_id=child_id, text=f"Written of {topic.value}.",
            written_at=at, written_by=written_by,
        )
        for topic, child_id in places
        if topic not in left_out
    ]  # fmt: skip
    db.session.add_all(texts)
    db.session.flush()
    return texts


def make_outcome(caf: Caf, written_by: User, wanted: str = "I want to sleep through the night again") -> PlanOutcome:
    """Something that shall be different."""
    outcome = PlanOutcome(
        case_id=caf.case_id, caf=caf, wanted=wanted, written_at=clock.now(), written_by_id=written_by.id
    )
    db.session.add(outcome)
    db.session.flush()
    return outcome


def make_action(
    case: Case, owner: User | Agency | Adult | Child, due_on: date, *, outcome: PlanOutcome | None = None,
    action: str = "Ask for a bigger flat",
) -> PlanAction:  # fmt: skip
    """Something that somebody agreed today to do."""
    owners = {User: "owner", Agency: "owner_agency", Adult: "owner_adult", Child: "owner_child"}
    made = PlanAction(
        case=case, caf_id=outcome.caf_id if outcome else None, outcome_id=outcome.id if outcome else None,
        action=action, due_on=due_on, agreed_at=clock.now(), agreed_on=clock.today(),
        agreed_by_id=case.opened_by_id, reminded_before=True, **{owners[type(owner)]: owner},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def make_meeting(case: Case, chair: User, planned_for: date, kind: MeetingKind = MeetingKind.TAF) -> Meeting:
    """A meeting that is arranged."""
    meeting = Meeting(
        case=case, kind=kind, chair=chair, planned_for=planned_for, arranged_at=clock.now(), arranged_by_id=chair.id
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting


def nhs_number(serial: int | None = None) -> str:
    """A synthetic NHS number, from 999 000 0000 up, with its check digit."""
    serial = next(_numbers) if serial is None else serial
    while True:
        digits = f"999{serial % 1_000_000:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return digits + str(check % 11)
        # Ten is no digit: that number is never given out.
        serial += 1_000


def _first_birthday(child: Child) -> date:
    day = child.born or child.due
    assert day is not None
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)
