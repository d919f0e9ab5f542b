"""The team around the family: an agency joins, is described, and leaves; who was in it when is never lost."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import EditConflict, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.labels import label
from caf_tracker.models import Agency, Case, Lead, TeamAgency, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import SharingBasis
from caf_tracker.services import disengagement, standing
from caf_tracker.services.texts import day_in_words, not_future, optional, required


@dataclass(frozen=True, kw_only=True)
class Member:
    """What the team records of one agency: its worker (an account, or a name), its own reference, and the sharing."""

    worker: User | None = None
    worker_name: str | None = None
    own_reference: str | None = None
    involved_since: date | None = None
    sharing_basis: SharingBasis | None = None
    sharing_scope: str | None = None
    family_told: bool | None = None
    sharing_reason: str | None = None


def add_agency(*, actor: User, at: datetime, case: Case, agency: Agency, member: Member | None = None) -> TeamAgency:
    """Add an agency to the team; from then on it owes an answer whether the family engages."""
    require(actor, Permission.CHANGE_TEAM, case)
    standing.lock(case)
    standing.require_open(case)
    if member_of(case, agency) is not None:
        raise RuleBroken("agency", f"{agency.name} is already in the team")
    added = _join(at=at, case=case, agency=agency, actor=actor)
    if member is not None:
        _write(added, member, clock.london_date(at))
    db.session.flush()
    audit.record(actor=actor, at=at, act="add_agency", case=case, agency=agency.id)
    return added


def change_member(*, actor: User, at: datetime, team_agency: TeamAgency, version: int, member: Member) -> None:
    """Change what is recorded of an agency; EditConflict if somebody else did so since the form was shown."""
    case = team_agency.case
    require(actor, Permission.CHANGE_TEAM, case)
    standing.lock(case)
    standing.require_open(case)
    db.session.refresh(team_agency)
    _require_present(team_agency)
    if team_agency.version != version:
        raise EditConflict(_as_text(described(team_agency)), _as_text(member), team_agency.version)
    _write(team_agency, member, clock.london_date(at))
    db.session.flush()
    audit.record(actor=actor, at=at, act="change_agency_in_team", case=case, agency=team_agency.agency_id)


def remove_agency(*, actor: User, at: datetime, team_agency: TeamAgency, reason: str) -> None:
    """Take an agency out of the team, with the reason; what it said stays."""
    case = team_agency.case
    require(actor, Permission.CHANGE_TEAM, case)
    standing.lock(case)
    standing.require_open(case)
    db.session.refresh(team_agency)
    _require_present(team_agency)
    lead = standing.accepted_lead(case)
    if lead is not None and lead.user.agency_id == team_agency.agency_id:
        raise RuleBroken("reason", "This is the lead professional's own agency: change the lead professional first")
    leave(team_agency, at=at, actor=actor, reason=required("reason", reason, "Enter why the agency leaves the team"))
    audit.record(actor=actor, at=at, act="remove_agency", case=case, agency=team_agency.agency_id)


def leave(team_agency: TeamAgency, *, at: datetime, actor: User | None, reason: str) -> None:
    """The agency leaves, for acts that take it out on their way; they have checked the right to."""
    team_agency.left_at = at
    team_agency.left_reason = reason
    team_agency.removed_by_id = actor.id if actor else None
    db.session.flush()


def member_of(case: Case, agency: Agency) -> TeamAgency | None:
    """The agency's place in the team now."""
    return db.session.scalar(
        sa.select(TeamAgency).where(
            TeamAgency.case_id == case.id, TeamAgency.agency_id == agency.id, TeamAgency.left_at.is_(None)
        )
    )


def join_with_lead(*, at: datetime, lead: Lead) -> None:
    """The accepted lead's agency joins the team on acceptance, with the lead as its worker."""
    agency = lead.user.agency
    member = member_of(lead.case, agency) or _join(at=at, case=lead.case, agency=agency, actor=lead.user)
    member.worker_id, member.worker_name = lead.user_id, None
    db.session.flush()


def end_with_case(*, at: datetime, case: Case) -> None:
    """The case closed: its agencies stay on record as they were, and are asked nothing more."""
    for member in _present(case):
        member.ended_with_case_at = at
    db.session.flush()


def together_again(case: Case) -> None:
    """The case is open again as it was closed, and so is its team."""
    for member in _present(case):
        member.ended_with_case_at = None
    db.session.flush()


def form_anew(*, at: datetime, case: Case) -> None:
    """A new step-down on a closed case: its old team is history, and a new one forms."""
    for member in _present(case):
        leave(member, at=at, actor=None, reason="The case was closed, and a new step-down began")


def described(team_agency: TeamAgency) -> Member:
    """What is recorded of an agency."""
    return Member(
        worker=team_agency.worker,
        worker_name=team_agency.worker_name,
        own_reference=team_agency.own_reference,
        involved_since=team_agency.involved_since,
        sharing_basis=team_agency.sharing_basis,
        sharing_scope=team_agency.sharing_scope,
        family_told=team_agency.family_told,
        sharing_reason=team_agency.sharing_reason,
    )


def _join(*, at: datetime, case: Case, agency: Agency, actor: User) -> TeamAgency:
    with disengagement.watched(at=at, case=case, actor=actor):
        member = TeamAgency(
            case_id=case.id,
            agency_id=agency.id,
            joined_at=at,
            joined_on=clock.london_date(at),
            added_by_id=actor.id,
        )
        db.session.add(member)
        db.session.flush()
    return member


def _write(team_agency: TeamAgency, member: Member, today: date) -> None:
    if member.worker is not None and (member.worker.agency_id != team_agency.agency_id or not member.worker.is_active):
        raise RuleBroken("worker", "Choose somebody of this agency with an active account, or enter a name")
    if member.involved_since is not None:
        not_future("involved_since", member.involved_since, today, "The date must be today or in the past")
    reason = optional("sharing_reason", member.sharing_reason)
    if member.sharing_basis not in (None, SharingBasis.CONSENT) and reason is None:
        raise RuleBroken("sharing_reason", "Enter why information is shared without the family's agreement")
    team_agency.worker_id = member.worker.id if member.worker else None
    team_agency.worker_name = None if member.worker else optional("worker_name", member.worker_name, SHORT_TEXT)
    team_agency.own_reference = optional("own_reference", member.own_reference, 60)
    team_agency.involved_since = member.involved_since
    team_agency.sharing_basis = member.sharing_basis
    team_agency.sharing_scope = optional("sharing_scope", member.sharing_scope)
    team_agency.family_told = member.family_told
    team_agency.sharing_reason = None if member.sharing_basis == SharingBasis.CONSENT else reason


def _require_present(team_agency: TeamAgency) -> None:
    if team_agency.left_at is not None:
        raise TransitionNotAllowed("This agency has already left the team. Nothing was changed.")


def _present(case: Case) -> list[TeamAgency]:
    return list(
        db.session.scalars(sa.select(TeamAgency).where(TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None)))
    )


def _as_text(member: Member) -> dict[str, str]:
    told = {True: "Yes", False: "No", None: ""}
    return {
        "worker": member.worker.name if member.worker else member.worker_name or "",
        "own_reference": member.own_reference or "",
        "involved_since": day_in_words(member.involved_since),
        "sharing_basis": label(member.sharing_basis) if member.sharing_basis else "",
        "sharing_scope": member.sharing_scope or "",
        "family_told": told[member.family_told],
        "sharing_reason": member.sharing_reason or "",
    }
