"""The lead professional: nominating, answering, ending. A case that needs a lead never loses one in silence."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.duties.moments import lapses_on
from caf_tracker.errors import NotPermitted, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Case, Lead, StepDown, User
from caf_tracker.models.words import LeadEnding, Role, TriggerKind
from caf_tracker.services import locks, standing, team, triggers
from caf_tracker.services.texts import optional, required


def nominate_lead(*, actor: User, at: datetime, case: Case, nominee: User, note: str | None = None) -> Lead:
    """Name somebody as lead professional; a nomination still waiting is withdrawn, an accepted lead stays meanwhile."""
    require(actor, Permission.NOMINATE_LEAD, case)
    standing.lock(case)
    standing.require_open(case)
    return nominate(actor=actor, at=at, case=case, nominee=nominee, note=note)


def nominate(*, actor: User, at: datetime, case: Case, nominee: User, note: str | None = None) -> Lead:
    """The nomination itself, for acts that nominate on their way; they have checked the right to."""
    # Whoever disables the account at this moment waits, and ends this nomination too.
    locks.take(nominee)
    if nominee.role != Role.PRACTITIONER or not nominee.is_active:
        raise RuleBroken("lead", "Choose a practitioner with an active account: only they can accept as lead")
    accepted = standing.accepted_lead(case)
    if accepted is not None and accepted.user_id == nominee.id:
        raise RuleBroken("lead", f"{nominee.name} is already the lead professional")
    settle_lapse(at=at, case=case)
    pending = standing.pending_row(case)
    if pending is not None:
        _end(pending, at, LeadEnding.WITHDRAWN, actor)
    _fill_vacancy(case)
    step_down, today = standing.current_step_down(case), clock.london_date(at)
    lead = Lead(
        case_id=case.id,
        user_id=nominee.id,
        nominated_at=at,
        nominated_on=today,
        fast_track=step_down.fast_track_on(today) if step_down else case.under_one_on(today),
        nominated_by_id=actor.id,
        note=optional("note", note),
    )
    db.session.add(lead)
    db.session.flush()
    audit.record(actor=actor, at=at, act="nominate_lead", case=case, lead=lead.id, nominee=nominee.id)
    return lead


def accept_lead(*, actor: User, at: datetime, lead: Lead, note_read: bool = False) -> None:
    """The nominee accepts, themself and nobody for them; a lead accepted before ends, and that calls for a decision.

    What the lead before left for them they must have read: whoever takes over a family knows what is going on.
    """
    standing.lock(lead.case)
    _require_unanswered(lead, at)
    if lead.user_id != actor.id:
        raise NotPermitted("Only the person who was nominated can accept.")
    require(actor, Permission.ACCEPT_LEAD, lead.case)
    case, noted = lead.case, predecessors_note(lead) is not None
    if noted and not note_read:
        raise RuleBroken("note_read", "Read the note from the lead professional before you, then tick that you have")
    led_before = _was_led(case)
    predecessor = standing.accepted_lead(case)
    if predecessor is not None:
        _end(predecessor, at, LeadEnding.SUCCEEDED, actor)
        # The one accepted lead of the index must be gone before the next one stands.
        db.session.flush()
    lead.accepted_at = at
    lead.accepted_on = clock.london_date(at)
    if standing.open_caf(case) is None and not standing.agreement_recorded(case) and not _agreement_awaited(case):
        lead.agreement_awaited = True
    team.join_with_lead(at=at, lead=lead)
    if led_before:
        triggers.raise_trigger(at=at, case=case, kind=TriggerKind.LEAD_CHANGED, actor=actor)
    audit.record(actor=actor, at=at, act="accept_lead", case=case, lead=lead.id, predecessors_note_read=noted)
    db.session.flush()


def predecessors_note(lead: Lead) -> str | None:
    """What the lead professional who nominated this one as their successor wrote for them; None without such a note."""
    led_then = sa.exists().where(
        Lead.case_id == lead.case_id,
        Lead.user_id == lead.nominated_by_id,
        Lead.accepted_at <= lead.nominated_at,
        sa.or_(Lead.ended_at.is_(None), Lead.ended_at >= lead.nominated_at),
    )
    return lead.note if lead.note and db.session.scalar(sa.select(led_then)) else None


def decline_lead(*, actor: User, at: datetime, lead: Lead, reason: str) -> None:
    """The nominee declines, or somebody with the right records a decline they gave by telephone."""
    standing.lock(lead.case)
    _require_unanswered(lead, at)
    mine = lead.user_id == actor.id
    require(actor, Permission.DECLINE_LEAD, lead.case)
    _end(lead, at, LeadEnding.DECLINED, actor, required("reason", reason, "Enter the reason for declining"))
    _leave_vacant(lead, at)
    audit.record(actor=actor, at=at, act="decline_lead", case=lead.case, lead=lead.id, by_telephone=not mine)
    db.session.flush()


def end_lead(
    *, actor: User, at: datetime, lead: Lead, reason: str, successor: User | None = None, note: str | None = None
) -> None:
    """End the accepted lead at once; a successor named in the same act is nominated, with a note, and must accept."""
    require(actor, Permission.END_LEAD, lead.case)
    case = lead.case
    standing.lock(case)
    settle_lapse(at=at, case=case)
    db.session.refresh(lead)
    if lead.accepted_at is None or lead.ended_at is not None:
        raise TransitionNotAllowed("This lead professional has already ended. Nothing was changed.")
    if successor is not None:
        require(actor, Permission.NOMINATE_LEAD, case)
    if successor is not None and successor.id == lead.user_id:
        raise RuleBroken("successor", "Choose somebody other than the present lead professional")
    _end(lead, at, LeadEnding.ENDED, actor, required("reason", reason, "Enter the reason for the change"))
    db.session.flush()
    if successor is not None:
        nominate(actor=actor, at=at, case=case, nominee=successor, note=note)
    else:
        _leave_vacant(lead, at)
    audit.record(actor=actor, at=at, act="end_lead", case=case, lead=lead.id)
    db.session.flush()


def take_cases_of(user: User) -> set[int]:
    """Take every case that this person leads or is asked to lead, before the person: the order that everybody keeps."""
    cases = dict.fromkeys(lead.case for lead in held_by(user))
    for case in cases:
        standing.lock(case)
    return {case.id for case in cases}


def held_by(user: User) -> list[Lead]:
    """The pending nominations and accepted leads of this person, as they stand now, by case."""
    return list(
        db.session.scalars(
            sa.select(Lead)
            .options(joinedload(Lead.case))
            .where(Lead.user_id == user.id, Lead.ended_at.is_(None))
            .order_by(Lead.case_id, Lead.id)
            .execution_options(populate_existing=True)
        )
    )


def end_for_disabled_account(*, actor: User, at: datetime, user: User, taken: set[int]) -> None:
    """End every nomination and lead of an account that is being disabled, at once; these cases have been taken."""
    for lead in held_by(user):
        if lead.case_id not in taken:
            raise TransitionNotAllowed(
                f"{user.name} was asked to lead another family at this very moment. Look again at what ends with the "
                "account, then disable it."
            )
        settle_lapse(at=at, case=lead.case)
        if lead.ended_at is not None:
            continue
        _end(lead, at, LeadEnding.ACCOUNT_DISABLED, actor)
        db.session.flush()
        _leave_vacant(lead, at)
        audit.record(actor=actor, at=at, act="end_lead_of_disabled_account", case=lead.case, lead=lead.id)
    db.session.flush()


def end_with_case(*, actor: User, at: datetime, case: Case) -> None:
    """End whoever leads or is nominated because the case closes; nobody is owed a lead any more."""
    for lead in (standing.pending_row(case), standing.accepted_lead(case)):
        if lead is not None:
            _end(lead, at, LeadEnding.CASE_CLOSED, actor, keep_in_team=True)
    _fill_vacancy(case)
    stop_awaiting_agreement(case)
    db.session.flush()


def lead_again(*, actor: User, at: datetime, case: Case, ended_at: datetime | None) -> None:
    """The case is open again as it was closed: whoever led it leads it, unless their account was disabled meanwhile.

    Where nobody does, the search goes on from the last who led or was asked.
    """
    ended = sa.select(Lead).where(
        Lead.case_id == case.id,
        Lead.accepted_at.is_not(None),
        Lead.ended_as == LeadEnding.CASE_CLOSED,
        Lead.ended_at == ended_at,
    )
    lead = db.session.scalar(ended)
    if lead is not None:
        lead.ended_at = lead.ended_as = lead.ended_by_id = None
        db.session.flush()
        if not lead.user.is_active:
            _end(lead, at, LeadEnding.ACCOUNT_DISABLED, actor)
            db.session.flush()
    ended_last = sa.select(Lead).where(Lead.case_id == case.id, Lead.ended_at.is_not(None))
    last = db.session.scalar(ended_last.order_by(Lead.ended_at.desc(), Lead.id.desc()).limit(1))
    if last is not None:
        _leave_vacant(last, at)
    db.session.flush()


def settle_lapse(*, at: datetime, case: Case) -> None:
    """Before the case changes, write down a lapse that only the clock has told: its search goes on from there."""
    pending = standing.pending_row(case)
    if pending is not None and standing.has_lapsed(pending, at):
        _end(pending, at, LeadEnding.LAPSED, None)
        _leave_vacant(pending, at)
        db.session.flush()


def is_sought(case: Case) -> bool:
    """Whether the search for a lead already runs."""
    vacant = sa.exists().where(Lead.case_id == case.id, Lead.vacant_on.is_not(None))
    return bool(db.session.scalar(sa.select(vacant)))


def is_led(case: Case) -> bool:
    """Whether somebody leads, or is asked to."""
    return standing.accepted_lead(case) is not None or standing.pending_row(case) is not None


def stop_awaiting_agreement(case: Case) -> None:
    """The family's agreement is no longer waited for: it was recorded, the CAF runs, or the case closed."""
    for lead in db.session.scalars(sa.select(Lead).where(Lead.case_id == case.id, Lead.agreement_awaited)):
        lead.agreement_awaited = False


def _require_unanswered(lead: Lead, at: datetime) -> None:
    db.session.refresh(lead)
    if lead.accepted_at is not None or lead.ended_at is not None:
        raise TransitionNotAllowed("This nomination has already been answered or replaced. Nothing was changed.")
    if standing.has_lapsed(lead, at):
        raise TransitionNotAllowed(
            "This nomination has lapsed because nobody answered in time. It can be made again, not accepted."
        )


def _end(
    lead: Lead,
    at: datetime,
    ending: LeadEnding,
    actor: User | None,
    reason: str | None = None,
    *,
    keep_in_team: bool = False,
) -> None:
    if ending == LeadEnding.LAPSED:
        # It ended by itself, at 08:00 of that day, whenever somebody next touched the case.
        lead.ended_at = clock.london(lapses_on(lead))
    else:
        lead.ended_at = at
    lead.ended_as = ending
    lead.ended_by_id = actor.id if actor else None
    lead.end_reason = reason
    if lead.accepted_at is not None and not keep_in_team:
        member = team.member_of(lead.case, lead.user.agency)
        if member is not None and member.worker_id == lead.user_id:
            member.worker_id = None


def _leave_vacant(lead: Lead, at: datetime) -> None:
    """Where the case still needs a lead and nobody leads or is asked, this ending starts the search."""
    case = lead.case
    db.session.flush()
    if standing.needs_lead(case) and not is_led(case):
        _fill_vacancy(case)
        lead.vacant_on = clock.london_date(lead.ended_at or at)


def _fill_vacancy(case: Case) -> None:
    for lead in db.session.scalars(sa.select(Lead).where(Lead.case_id == case.id, Lead.vacant_on.is_not(None))):
        lead.vacant_on = None
    for step_down in db.session.scalars(
        sa.select(StepDown).where(StepDown.case_id == case.id, StepDown.vacant_on.is_not(None))
    ):
        step_down.vacant_on = None
    db.session.flush()


def _was_led(case: Case) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Lead.case_id == case.id, Lead.accepted_at.is_not(None)))))


def _agreement_awaited(case: Case) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Lead.case_id == case.id, Lead.agreement_awaited))))
