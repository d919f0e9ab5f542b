"""The team around a family, what its agencies know, and what they are asked."""

from datetime import timedelta

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Case, Child, EngagementObservation, TeamAgency, Telling, Tick, User
from caf_tracker.models.words import AgencyKind, EngagementStatus, Evidence, MailMode
from tests.factories.authority import make_agency


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
