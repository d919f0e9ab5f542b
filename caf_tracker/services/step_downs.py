"""Deciding a step-down: drafted by a social worker, decided by a manager, with a second person where it must be."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import EditConflict, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.labels import label
from caf_tracker.models import Agency, ApprovalRequest, Case, OutstandingAction, StepDown, User
from caf_tracker.models.base import SHORT_TEXT
from caf_tracker.models.words import (
    NEEDS_SECOND_PERSON,
    ApprovalKind,
    ClosingReason,
    ComesFrom,
    Recommendation,
    TriggerKind,
)
from caf_tracker.services import approval_requests, leads, meeting_decisions, standing, team, triggers
from caf_tracker.services.texts import not_future, optional

# A step-down decided longer ago than this is a slip of the pen (our own default).
OLDEST_DECISION_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class StepDownFacts:
    """What a step-down says; `actions` are (what, owner or None)."""

    comes_from: ComesFrom
    recommendation: Recommendation
    main_reason: ClosingReason
    other_reasons: tuple[ClosingReason, ...] = ()
    receiving_agency: Agency | None = None
    social_care_reference: str | None = None
    remaining_risk: str | None = None
    information_shared_with: str | None = None
    actions: tuple[tuple[str, str | None], ...] = ()

    @property
    def needs_second_person(self) -> bool:
        """Whether recommending nothing after a refusal or withdrawn proceedings needs another's approval."""
        reasons = (self.main_reason, *self.other_reasons)
        return self.recommendation == Recommendation.NONE and any(reason in NEEDS_SECOND_PERSON for reason in reasons)


def oldest_decision(today: date) -> date:
    """The earliest day on which a step-down that is recorded today can have been decided."""
    return today - timedelta(days=366 * OLDEST_DECISION_YEARS)


@dataclass(frozen=True)
class MeetingAnswer:
    """Whether to meet, answered on the way."""

    hold: bool
    reason: str


def draft_step_down(*, actor: User, at: datetime, case: Case, facts: StepDownFacts) -> StepDown:
    """Keep a step-down for a manager to decide."""
    require(actor, Permission.DRAFT_STEP_DOWN, case)
    standing.lock(case)
    _require_room_for_another(case)
    if _draft_of(case) is not None:
        raise TransitionNotAllowed("This case already has a draft step-down. Nothing was changed.")
    draft = StepDown(case_id=case.id, drafted_by_id=actor.id, drafted_at=at)
    write(draft, facts)
    db.session.add(draft)
    db.session.flush()
    audit.record(actor=actor, at=at, act="draft_step_down", case=case, step_down=draft.id)
    return draft


def revise_draft(*, actor: User, at: datetime, draft: StepDown, version: int, facts: StepDownFacts) -> None:
    """Change a draft; EditConflict if somebody changed it since the form was shown."""
    require(actor, Permission.DRAFT_STEP_DOWN, draft.case)
    standing.lock(draft.case)
    db.session.refresh(draft)
    if not draft.is_draft:
        raise TransitionNotAllowed("This step-down has been decided in the meantime. Nothing was changed.")
    approval_requests.require_none_waiting(draft)
    _require_version(draft, version, facts)
    write(draft, facts)
    # Actions stand in rows of their own: the version must move even when only they changed.
    flag_modified(draft, "main_reason")
    audit.record(actor=actor, at=at, act="revise_draft", case=draft.case, step_down=draft.id)
    db.session.flush()


def decide_step_down(
    *,
    actor: User,
    at: datetime,
    case: Case,
    facts: StepDownFacts,
    decided_on: date,
    draft: StepDown | None = None,
    draft_version: int | None = None,
    nominee: User | None = None,
    note: str | None = None,
    meeting: MeetingAnswer | None = None,
    asked: User | None = None,
    approved_by: User | None = None,
) -> StepDown | ApprovalRequest:
    """Decide to pass the family to Early Help, naming a lead, a receiving agency or nobody yet.

    `none` for a family that refused, or after proceedings were withdrawn, needs a second person (DOMAIN.md): with
    `asked` the decision waits as that person's request; with `approved_by` they approve in the same moment.
    With `draft_version` (0 for none) EditConflict if the draft is not the one that whoever decides has read.
    """
    require(actor, Permission.DECIDE_STEP_DOWN, case)
    standing.lock(case)
    _require_room_for_another(case)
    not_future("decided_on", decided_on, clock.london_date(at), "The decision date must be today or in the past")
    if decided_on < oldest_decision(clock.london_date(at)):
        raise RuleBroken("decided_on", f"The decision date must be in the last {OLDEST_DECISION_YEARS} years")
    draft = draft or _draft_of(case)
    if draft is not None:
        approval_requests.require_none_waiting(draft)
        if draft_version is not None:
            _require_version(draft, draft_version, facts)
    else:
        draft = StepDown(case_id=case.id)
    write(draft, facts)
    db.session.add(draft)
    draft.recorded_by_id = actor.id
    if facts.needs_second_person:
        request = _ask_second_person(actor, at, draft, facts, asked=approved_by or asked, act_on=decided_on)
        if approved_by is None:
            return request
        approval_requests.answer_yes(actor=approved_by, at=at, request=request)
        draft.approved_by_id = approved_by.id
    put_in_force(actor=actor, at=at, step_down=draft, decided_on=decided_on, manager=actor)
    if nominee is not None:
        leads.nominate(actor=actor, at=at, case=case, nominee=nominee, note=note)
    if meeting is not None:
        meeting_decisions.decide(actor=actor, at=at, case=case, hold=meeting.hold, reason=meeting.reason)
    start_search(step_down=draft)
    return draft


def _ask_second_person(
    actor: User, at: datetime, draft: StepDown, facts: StepDownFacts, *, asked: User | None, act_on: date
) -> ApprovalRequest:
    if asked is None:
        raise RuleBroken("asked", "Choose a second person: closing with no further help after a refusal needs one")
    draft.drafted_by_id = draft.drafted_by_id or actor.id
    db.session.flush()
    return approval_requests.ask(
        actor=actor,
        at=at,
        step_down=draft,
        kind=ApprovalKind.RECOMMEND_NONE,
        asked=asked,
        reason=facts.remaining_risk or facts.main_reason.value,
        act_on=act_on,
    )


def put_in_force(
    *,
    actor: User | None,
    at: datetime,
    step_down: StepDown,
    decided_on: date,
    manager: User | None,
    job: str | None = None,
) -> None:
    """Make a written step-down the case's decision, and raise the question whether to meet."""
    case = step_down.case or db.session.get_one(Case, step_down.case_id)
    if not case.is_open:
        case.closed_at = None
        case.involved_since = at
        team.form_anew(at=at, case=case)
    leads.settle_lapse(at=at, case=case)
    previous = standing.current_step_down(case)
    if previous is not None:
        previous.current = False
        # The one current step-down of the index must be gone before the next one stands.
        db.session.flush()
    step_down.current = True
    step_down.decided_on = decided_on
    step_down.decided_at = at
    step_down.manager_id = manager.id if manager else None
    caf = standing.open_caf(case)
    step_down.caf_started_on = caf.started_on if caf else None
    db.session.flush()
    triggers.raise_trigger(at=at, case=case, kind=TriggerKind.STEP_DOWN, actor=actor, on=decided_on)
    audit.record(actor=actor, job=job, at=at, act="decide_step_down", case=case, step_down=step_down.id)


def start_search(*, step_down: StepDown) -> None:
    """A decision that recommends a CAF with nobody asked to lead starts the search, unless it already runs."""
    case = step_down.case
    if step_down.recommendation == Recommendation.CAF and not leads.is_led(case) and not leads.is_sought(case):
        step_down.vacant_on = step_down.decided_on
    db.session.flush()


def _require_room_for_another(case: Case) -> None:
    """One step-down at a time: the last one has an outcome, or recommended no CAF and has ended."""
    step_down = standing.undecided_step_down(case)
    if step_down is None:
        return
    ended = (
        step_down.recommendation != Recommendation.CAF
        and step_down.closed_on is not None
        and not triggers.any_undecided(case)
    )
    if not ended:
        raise TransitionNotAllowed("A step-down is already open on this case. Nothing was changed.")


def _draft_of(case: Case) -> StepDown | None:
    return db.session.scalar(sa.select(StepDown).where(StepDown.case_id == case.id, StepDown.decided_on.is_(None)))


def write(step_down: StepDown, facts: StepDownFacts) -> StepDown:
    if facts.recommendation == Recommendation.SINGLE_AGENCY and facts.receiving_agency is None:
        raise RuleBroken("receiving_agency", "Choose the agency that carries on alone")
    if facts.main_reason == ClosingReason.NEEDS_MET and ClosingReason.FAMILY_REFUSED in facts.other_reasons:
        raise RuleBroken("main_reason", "A family's refusal cannot be recorded as needs met")
    step_down.comes_from = facts.comes_from
    step_down.recommendation = facts.recommendation
    step_down.main_reason = facts.main_reason
    step_down.other_reasons = [reason.value for reason in facts.other_reasons if reason != facts.main_reason]
    step_down.receiving_agency_id = facts.receiving_agency.id if facts.receiving_agency else None
    step_down.social_care_reference = _own_reference(step_down, facts.social_care_reference)
    step_down.remaining_risk = optional("remaining_risk", facts.remaining_risk)
    step_down.information_shared_with = optional("information_shared_with", facts.information_shared_with)
    step_down.actions = [
        OutstandingAction(action=action, owner=optional("actions", owner, SHORT_TEXT))
        for what, owner in facts.actions
        if (action := optional("actions", what))
    ]
    return step_down


def _own_reference(step_down: StepDown, reference: str | None) -> str | None:
    found = optional("social_care_reference", reference, 60)
    if found is None or found == step_down.social_care_reference:
        return found
    with db.session.no_autoflush:
        taken = db.session.scalar(sa.select(StepDown.id).where(StepDown.social_care_reference == found))
    if taken is not None and taken != step_down.id:
        raise RuleBroken("social_care_reference", "This reference is already used for another step-down")
    return found


def _require_version(draft: StepDown, version: int, facts: StepDownFacts) -> None:
    if draft.version != version:
        # What breaks a rule is said before what differs. The draft's own reference is not "used already" by another.
        write(StepDown(social_care_reference=draft.social_care_reference), facts)
        raise EditConflict(_as_text(facts_of(draft)), _as_text(facts), draft.version)


def facts_of(step_down: StepDown) -> StepDownFacts:
    """What a step-down that is written down says."""
    return StepDownFacts(
        comes_from=step_down.comes_from,
        recommendation=step_down.recommendation,
        main_reason=step_down.main_reason,
        other_reasons=tuple(ClosingReason(reason) for reason in step_down.other_reasons),
        receiving_agency=step_down.receiving_agency,
        social_care_reference=step_down.social_care_reference,
        remaining_risk=step_down.remaining_risk,
        information_shared_with=step_down.information_shared_with,
        actions=tuple((action.action, action.owner) for action in step_down.actions),
    )


def _as_text(facts: StepDownFacts) -> dict[str, str]:
    others = [label(reason) for reason in facts.other_reasons if reason != facts.main_reason]
    return {
        "comes_from": label(facts.comes_from),
        "recommendation": label(facts.recommendation),
        "main_reason": label(facts.main_reason),
        "other_reasons": ", ".join(others),
        "receiving_agency": facts.receiving_agency.name if facts.receiving_agency else "",
        "social_care_reference": facts.social_care_reference or "",
        "remaining_risk": facts.remaining_risk or "",
        "information_shared_with": facts.information_shared_with or "",
        "actions": "\n".join(f"{action} ({owner or 'no owner'})" for action, owner in facts.actions),
    }
