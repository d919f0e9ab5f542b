"""Acts of the handover: deciding, closing, leading, the family's word, the CAF, the confirmation, the meeting."""

import sqlalchemy as sa

from caf_tracker.checker.history import History
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Lead, StepDown, User
from caf_tracker.models.words import TRIGGERS_BY_HAND, ClosingReason, ComesFrom, Recommendation, Role
from caf_tracker.services import (
    agreements,
    cafs,
    closing,
    handovers,
    leads,
    meeting_decisions,
    outstanding_actions,
    step_downs,
)
from caf_tracker.services.handovers import Check
from caf_tracker.services.step_downs import MeetingAnswer, StepDownFacts
from tests.integration.silence.scene import Scene, act


def facts(scene: Scene, recommendation: Recommendation | None = None) -> StepDownFacts:
    """What a step-down says: mostly that a CAF is recommended."""
    recommendation = recommendation or scene.dice.choices(list(Recommendation), (8, 1, 1))[0]
    alone = recommendation == Recommendation.SINGLE_AGENCY
    return StepDownFacts(
        comes_from=scene.one_of(list(ComesFrom)),
        recommendation=recommendation,
        main_reason=scene.one_of(list(ClosingReason)),
        receiving_agency=scene.one_of(scene.agencies) if alone or scene.maybe(0.5) else None,
        remaining_risk="The flat is still cold",
        social_care_reference=f"SC-{scene.of.case.id}" if not scene.of.rows.step_downs else None,
        actions=(("Ask the housing officer", None),) if scene.maybe(0.3) else (),
    )


def undecided_triggers(history: History) -> bool:
    """Whether a decision to meet is waited for."""
    return any(row.decision_id is None and row.dropped_at is None for row in history.rows.triggers)


def room_for_another(history: History) -> bool:
    """Whether a step-down can be decided: none yet, or the last has ended; and nobody is asked about a draft."""
    last = history.current
    waiting = any(row.answer is None for row in history.rows.requests)
    ended = last is None or last.outcome is not None
    without_caf = last is not None and last.recommendation != Recommendation.CAF and last.closed_on is not None
    return not waiting and (ended or (without_caf and not undecided_triggers(history)))


def has_draft(history: History) -> bool:
    """Whether a step-down is drafted."""
    return any(row.decided_on is None for row in history.rows.step_downs)


def standing(history: History) -> bool:
    """Whether a step-down that recommends a CAF has no outcome."""
    return bool(history.without_outcome)


def under_way(history: History) -> bool:
    """Whether the case is open and anything has been decided, or a CAF runs."""
    return history.is_open and (history.current is not None or history.caf is not None)


def agreed(history: History) -> bool:
    """Whether the last word in this involvement was yes."""
    said = [row.agreed for row in history.rows.agreements if row.recorded_at >= history.involved_since]
    return bool(said) and said[-1]


def _not_closed(history: History) -> bool:
    return history.undecided and history.current is not None and history.current.closed_on is None


# The step-down


@act(lambda scene: scene.deciders, lambda history: room_for_another(history) and not has_draft(history))
def draft_step_down(scene: Scene, actor: User) -> object:
    return step_downs.draft_step_down(actor=actor, at=scene.at, case=scene.case, facts=facts(scene))


@act(lambda scene: scene.deciders, lambda history: has_draft(history) and room_for_another(history))
def revise_draft(scene: Scene, actor: User) -> None:
    drafts = sa.select(StepDown).where(StepDown.case_id == scene.of.case.id, StepDown.decided_on.is_(None))
    draft = scene.one_of(db.session.scalars(drafts).all())
    step_downs.revise_draft(actor=actor, at=scene.at, draft=draft, version=draft.version, facts=facts(scene))


@act(lambda scene: scene.office, room_for_another)
def decide_step_down(scene: Scene, actor: User) -> object:
    found = facts(scene)
    second = scene.other_than(actor) if found.needs_second_person else None
    asks = scene.maybe(0.7)
    return step_downs.decide_step_down(
        actor=actor,
        at=scene.at,
        case=scene.case,
        facts=found,
        decided_on=scene.earlier(scene.today.replace(year=scene.today.year - 1)),
        nominee=scene.one_of(scene.practitioners) if scene.maybe(0.4) else None,
        meeting=MeetingAnswer(scene.maybe(0.5), "The flat is far away") if scene.maybe(0.3) else None,
        asked=second if asks else None,
        approved_by=None if asks else second,
    )


@act(lambda scene: scene.closers, _not_closed)
def close_to_social_care(scene: Scene, actor: User) -> None:
    step_down = scene.step_down
    assert step_down.decided_on
    closing.close_to_social_care(
        actor=actor,
        at=scene.at,
        step_down=step_down,
        closed_on=scene.earlier(step_down.decided_on),
        reason="Closed at the panel",
    )


@act(lambda scene: scene.closers, lambda history: history.undecided)
def return_to_social_care(scene: Scene, actor: User) -> None:
    step_down = scene.step_down
    assert step_down.decided_on
    closing.return_to_social_care(
        actor=actor,
        at=scene.at,
        step_down=step_down,
        reason="A new worry",
        accepted_on=scene.earlier(step_down.decided_on),
    )


@act(lambda scene: scene.closers, lambda history: standing(history) and history.caf is not None)
def confirm_handover(scene: Scene, actor: User) -> object:
    yes, no = Check(done=True), Check(done=False, reason="Not yet")
    return handovers.confirm_handover(
        actor=actor, at=scene.at, step_down=scene.step_down, papers=yes, joint_visit=no, actions=yes, family=yes
    )


@act(lambda scene: scene.closers, lambda history: history.undecided)
def name_action_owners(scene: Scene, actor: User) -> None:
    step_down = scene.step_down
    owners = {action.id: "The health visitor" for action in step_down.actions}
    outstanding_actions.name_owners(actor=actor, at=scene.at, step_down=step_down, owners=owners, all_owned=True)


# The lead professional


def _nominators(scene: Scene) -> list[User]:
    return scene.office + scene.lead


@act(_nominators, lambda history: history.is_open)
def nominate_lead(scene: Scene, actor: User) -> object:
    free = [user for user in scene.practitioners if user not in scene.lead]
    return leads.nominate_lead(actor=actor, at=scene.at, case=scene.case, nominee=scene.one_of(free or scene.users))


def _nominee(scene: Scene) -> list[User]:
    return scene.user(scene.of.nomination.user_id) if scene.of.nomination else []


def _asked(history: History) -> bool:
    return history.nomination is not None


def _pending(scene: Scene) -> Lead:
    waiting = [row for row in scene.of.rows.leads if not row.accepted_at and not row.ended_at]
    return db.session.get_one(Lead, scene.one_of(waiting or scene.of.rows.leads).id)


@act(_nominee, _asked)
def accept_lead(scene: Scene, actor: User) -> None:
    leads.accept_lead(actor=actor, at=scene.at, lead=_pending(scene))


@act(lambda scene: _nominee(scene) + scene.office, _asked)
def decline_lead(scene: Scene, actor: User) -> None:
    leads.decline_lead(actor=actor, at=scene.at, lead=_pending(scene), reason="Too many families already")


@act(_nominators, lambda history: history.lead is not None)
def end_lead(scene: Scene, actor: User) -> None:
    held = scene.of.lead or scene.one_of(scene.of.rows.leads)
    lead = db.session.get_one(Lead, held.id)
    free = [user for user in scene.practitioners if user.id != lead.user_id]
    successor = scene.one_of(free) if free and scene.maybe(0.4) else None
    leads.end_lead(actor=actor, at=scene.at, lead=lead, reason="Leaves the team", successor=successor)


# The family's word, the CAF, the meeting


@act(_nominators, lambda history: history.is_open)
def record_agreement(scene: Scene, actor: User) -> object:
    adults = db.session.scalars(sa.select(Adult).where(Adult.case_id == scene.of.case.id).order_by(Adult.id)).all()
    return agreements.record_agreement(
        actor=actor,
        at=scene.at,
        case=scene.case,
        adult=scene.one_of(adults),
        agreed=scene.maybe(0.6),
        reason="They were asked at home",
    )


@act(
    lambda scene: scene.lead + scene.with_role(Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE, here=True),
    lambda history: history.lead is not None and agreed(history) and history.caf is None,
)
def start_caf(scene: Scene, actor: User) -> object:
    return cafs.start_caf(actor=actor, at=scene.at, case=scene.case)


@act(_nominators, under_way)
def record_trigger(scene: Scene, actor: User) -> object:
    return meeting_decisions.record_trigger(
        actor=actor, at=scene.at, case=scene.case, kind=scene.one_of(TRIGGERS_BY_HAND), note="Told by the school"
    )


@act(_nominators, lambda history: history.is_open and undecided_triggers(history))
def decide_meeting(scene: Scene, actor: User) -> object:
    return meeting_decisions.decide_meeting(
        actor=actor, at=scene.at, case=scene.case, hold=scene.maybe(0.5), reason="Four agencies see the family"
    )
