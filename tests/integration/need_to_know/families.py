"""A family at a stage, with everybody who has a part in it, and the numbers that stand in its addresses."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import (
    Agreement,
    ApprovalRequest,
    Case,
    Lead,
    Meeting,
    PlanAction,
    PlanOutcome,
    TeamAgency,
    Telling,
    Tick,
    User,
)
from caf_tracker.models.words import ApprovalKind, LeadEnding, MailMode, Relation, StepDownOutcome
from tests import factories
from tests.integration.need_to_know.world import Family


def family_at(area: Any, mine: dict[str, User], team: tuple[Any, ...], asker: User, stage: str) -> Case:
    """A family with two step-downs or one, its team, and somebody in each part: what a stage says has happened."""
    at = clock.now()
    case = Case(area=area, opened_at=at, opened_by_id=mine["decider"].id, involved_since=at)
    case.children = [factories.make_child("Kit Rowan", born=date(2023, 9, 3))]
    db.session.add(case)
    db.session.flush()
    factories.add_adult(case, "Megan Rowan", Relation.MOTHER)
    case.turns_one_on = date(2024, 9, 3)
    # A request about a step-down that is long over lets the approver see the case, and stands in no act's way.
    earlier = factories.make_step_down(case, mine["decider"])
    earlier.outcome, earlier.outcome_reason, earlier.outcome_at = StepDownOutcome.RETURNED_TO_SOCIAL_CARE, "x", at
    earlier.outcome_on, earlier.outcome_by_id, earlier.vacant_on = clock.today(), mine["decider"].id, None
    db.session.flush()
    asked_of = earlier
    if stage != "between":
        earlier.current = False
        db.session.flush()
        asked_of = current = factories.make_step_down(case, mine["decider"])
        asked_of = current if stage == "waiting" else earlier
    lead = _lead(case, mine)
    for agency, worker in zip(team, (mine["lead"], mine["worker"], None), strict=False):
        factories.add_to_team(case, agency, worker)
    request = ApprovalRequest(
        case=case, step_down=asked_of, kind=ApprovalKind.END_WITHOUT_CAF, asked=mine["approver"],
        requested_by=asker, requested_at=at, requested_on=clock.today(), reason="Their grandmother cares for them.",
    )  # fmt: skip
    db.session.add(request)
    if stage != "between":
        agreement = factories.make_agreement(case, mine["lead"])
        if stage == "closed":
            factories.close_caf(factories.make_caf(case, lead, agreement), mine["lead"], mine["approver"])
        if stage == "started":
            caf = factories.make_caf(case, lead, agreement)
            factories.make_assessment(caf, mine["lead"])
            factories.make_outcome(caf, mine["lead"])
            factories.make_action(case, mine["lead"], clock.today())
            factories.make_meeting(case, mine["lead"], clock.today())
            case.adults[0].may_receive = True
    db.session.flush()
    return case


def _lead(case: Case, mine: dict[str, User]) -> Lead:
    former = factories.make_lead(case, mine["former"], mine["decider"])
    former.ended_at, former.ended_as = clock.now(), LeadEnding.ENDED
    former.end_reason, former.agreement_awaited = "Moved to another team", False
    db.session.flush()
    lead = factories.make_lead(case, mine["lead"], mine["decider"])
    factories.make_lead(case, mine["nominee"], mine["decider"], accepted=False)
    return lead


def asked_to_wait(case: Case, mine: dict[str, User]) -> int:
    """The lead asks their manager that reminders may wait, not for the first time."""
    duty = next(one for one in open_duties(clock.now(), case_ids=[case.id]) if one.key == "approval_waiting")
    return factories.make_snooze(mine["lead"], duty, date(2026, 3, 6), asked=mine["leads_manager"]).id


def numbers_of(case: Case, told: User, tick: Tick) -> Family:
    """Its numbers, and a telling of what it owes."""
    telling = Telling(
        case_id=case.id, rung=0, user_id=told.id, parts=1, mail=MailMode.NOW, told_at=clock.now(), tick_id=tick.id,
        **_owed(case),
    )  # fmt: skip
    db.session.add(telling)
    db.session.flush()
    request = db.session.scalars(sa.select(sa.func.min(ApprovalRequest.id)).filter_by(case_id=case.id)).one()
    agreement, nomination = (
        db.session.scalar(sa.select(sa.func.max(row.id)).where(row.case_id == case.id)) for row in (Agreement, Lead)
    )
    # The last but one of the team: the school, or whoever is there alone.
    team = db.session.scalars(sa.select(TeamAgency.id).filter_by(case_id=case.id).order_by(TeamAgency.id)).all()
    plan = (
        db.session.scalar(sa.select(sa.func.max(row.id)).where(row.case_id == case.id)) or 0
        for row in (PlanOutcome, PlanAction, Meeting)
    )
    return Family(
        case.id, case.reference, case.children[0].id, case.adults[0].id, telling.id, request, agreement,
        nomination or 0, team[len(team) // 2], *plan,
    )  # fmt: skip


def _owed(case: Case) -> dict[str, Any]:
    """What the case owes first, as a telling of it says; of a closed case, its nomination, long over."""
    for duty in open_duties(clock.now(), case_ids=[case.id]):
        return {
            "duty": duty.key, "subject_id": duty.subject_id, "cause": duty.cause, "cause_id": duty.cause_id,
            "ladder": duty.ladder.key, "anchor_on": duty.anchor_on,
        }  # fmt: skip
    lead = db.session.scalars(sa.select(sa.func.max(Lead.id)).filter_by(case_id=case.id)).one()
    nomination = {"duty": "lead_not_answered", "subject_id": lead, "cause": "leads", "cause_id": lead}
    return {**nomination, "ladder": "lead_not_answered", "anchor_on": clock.today()}
