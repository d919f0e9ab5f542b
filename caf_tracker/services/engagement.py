"""Recording whether the family engages with an agency, as that agency itself knows it."""

from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.duties.moments import day_reached, goes_stale_on
from caf_tracker.errors import NotVisible, RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Case, Child, EngagementObservation, TeamAgency, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import MAKES_KNOWN, EngagementStatus, Evidence
from caf_tracker.services import disengagement, standing, team
from caf_tracker.services.texts import not_future, optional


def record_engagement(
    *,
    actor: User,
    at: datetime,
    case: Case,
    agency: Agency,
    status: EngagementStatus,
    evidence: Evidence,
    as_of: date,
    who: Child | Adult | None = None,
    note: str | None = None,
    said_by: str | None = None,
) -> EngagementObservation:
    """Add what an agency of the team knows of one of the family (None: the whole family), as of a day.

    Only `direct` or `record` makes engagement known; the rest is kept and shown, and clears nothing (DOMAIN.md).
    """
    require(actor, Permission.RECORD_ENGAGEMENT, case)
    standing.lock(case)
    standing.require_open(case)
    member = team.member_of(case, agency)
    if member is None:
        raise RuleBroken("agency", f"{agency.name} is not in the team around the family: add it to the team first")
    observation = _observed(
        at=at, member=member, actor=actor, status=status, evidence=evidence, as_of=as_of, who=who, note=note
    )
    observation.said_by = optional("said_by", said_by, SHORT_TEXT)
    db.session.flush()
    audit.record(actor=actor, at=at, act="record_engagement", case=case, observation=observation.id)
    return observation


def record_answer(
    *,
    at: datetime,
    member: TeamAgency,
    status: EngagementStatus,
    evidence: Evidence,
    as_of: date,
    said_by: str,
    note: str | None = None,
) -> EngagementObservation:
    """Add what an agency answered from its mailbox, of the whole family; who may has been checked by a code."""
    observation = _observed(
        at=at, member=member, actor=None, status=status, evidence=evidence, as_of=as_of, who=None, note=note
    )
    observation.said_by = said_by
    db.session.flush()
    return observation


def _observed(
    *,
    at: datetime,
    member: TeamAgency,
    actor: User | None,
    status: EngagementStatus,
    evidence: Evidence,
    as_of: date,
    who: Child | Adult | None,
    note: str | None,
) -> EngagementObservation:
    not_future("as_of", as_of, clock.london_date(at), "The date must be today or in the past")
    if member.involved_since is not None and as_of < member.involved_since:
        raise RuleBroken("as_of", "The date must be on or after the day since which the agency has known the family")
    if who is not None and who.case_id != member.case_id:
        raise NotVisible
    observation = EngagementObservation(
        case_id=member.case_id,
        agency_id=member.agency_id,
        child_id=who.id if isinstance(who, Child) else None,
        adult_id=who.id if isinstance(who, Adult) else None,
        status=status,
        as_of=as_of,
        evidence=evidence,
        note=optional("note", note),
        recorded_at=at,
        recorded_by_id=actor.id if actor else None,
    )
    with disengagement.watched(at=at, case=member.case, actor=actor):
        db.session.add(observation)
        db.session.flush()
        if observation.makes_known:
            _now_known(member, at, observation)
        elif status == EngagementStatus.UNKNOWN:
            _unknown_again(member, at, observation)
    return observation


def _now_known(member: TeamAgency, at: datetime, observation: EngagementObservation) -> None:
    """It is known now, and answers whatever was asked; what speaks of an earlier day than is known changes nothing."""
    if latest_known(member.case, member.agency) is not observation:
        return
    member.known_id, member.known_on = observation.id, observation.as_of
    member.unknown_id = member.unknown_on = None
    if observation.status == EngagementStatus.ENDED_BY_AGENCY:
        team.leave(member, at=at, actor=observation.recorded_by, reason="The agency has ended its support")


def _unknown_again(member: TeamAgency, at: datetime, observation: EngagementObservation) -> None:
    """An explicit "unknown" asks the agency anew, if it is later than what is known and nothing is asked already."""
    if member.known_on is None or member.unknown_id is not None:
        return
    has_gone_stale = goes_stale_on(member.case, member.known_on) <= day_reached(at)
    if not has_gone_stale and observation.as_of >= member.known_on:
        member.unknown_id, member.unknown_on = observation.id, observation.as_of


def latest_known(case: Case, agency: Agency) -> EngagementObservation | None:
    """What makes known whether the family engages: the latest by its day (ties: the last recorded) at first hand."""
    found = sa.select(EngagementObservation).where(
        EngagementObservation.case_id == case.id,
        EngagementObservation.agency_id == agency.id,
        EngagementObservation.evidence.in_(MAKES_KNOWN),
        EngagementObservation.status != EngagementStatus.UNKNOWN,
    )
    newest = found.order_by(EngagementObservation.as_of.desc(), EngagementObservation.id.desc())
    return db.session.scalar(newest.limit(1))
