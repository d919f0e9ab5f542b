"""Acts of a CAF that runs: the assessment, the plan and its actions, the meetings, its closing and opening again."""

from datetime import date, timedelta

import sqlalchemy as sa

from caf_tracker.checker.history import History
from caf_tracker.checker.rows import Row
from caf_tracker.extensions import db
from caf_tracker.models import Adult, ApprovalRequest, Caf, Meeting, PlanAction, User
from caf_tracker.models.words import ASSESSMENT_DOMAINS, COUNTING_MEETINGS, CafOutcome, MeetingKind, OutcomeProgress
from caf_tracker.services import actions, approvals, assessments, caf_closing, meetings, plans, reviews, standing
from caf_tracker.services.actions import NewAction, Owner
from caf_tracker.services.assessments import UNWRITTEN, Place
from caf_tracker.services.caf_closing import Closing
from caf_tracker.services.reviews import Progress
from tests.integration.silence.scene import Scene, act


def _runs(history: History) -> bool:
    return history.is_open and history.caf is not None


def _unassessed(history: History) -> bool:
    return history.caf is not None and history.caf.assessed_on is None


def _is_open(history: History) -> bool:
    return history.is_open


def _has_action(history: History) -> bool:
    return history.is_open and any(row.done_at is None and row.dropped_at is None for row in history.rows.actions)


def _everybody_concerned(scene: Scene) -> list[User]:
    return scene.office + scene.lead


def _caf(scene: Scene) -> Caf:
    return standing.require_caf(scene.case)


# The assessment and the plan


@act(lambda scene: scene.watchers + scene.lead, _unassessed)
def complete_assessment(scene: Scene, actor: User) -> object:
    """Whatever is missing is written first: each domain for each child, their voice, the strengths, the analysis."""
    case, caf = scene.case, _caf(scene)
    written = assessments.texts(caf)
    for missing in assessments.missing(case, caf):
        whole = missing.child_id is None and missing.topic in ASSESSMENT_DOMAINS
        places = [Place(missing.topic, child.id) for child in case.children] if whole else [missing]
        for place in places:
            if place not in written:
                assessments.write_assessment(
                    actor=actor, at=scene.at, case=case, place=place, text="As the team saw it", version=UNWRITTEN
                )
    return assessments.complete_assessment(actor=actor, at=scene.at, case=case)


@act(lambda scene: scene.watchers + scene.lead, _runs)
def share_plan(scene: Scene, actor: User) -> object:
    if not plans.outcomes(_caf(scene)):
        plans.add_outcome(actor=actor, at=scene.at, case=scene.case, wanted="We sleep through the night")
    return plans.share_plan(actor=actor, at=scene.at, case=scene.case)


@act(_everybody_concerned, _is_open)
def add_action(scene: Scene, actor: User) -> object:
    agencies = [agency for agency in scene.agencies if agency.id in {row.agency_id for row in scene.of.rows.team}]
    adults = db.session.scalars(sa.select(Adult).where(Adult.case_id == scene.of.case.id).order_by(Adult.id)).all()
    owners: list[Owner] = [*scene.practitioners, *agencies, *agencies, *adults, *scene.case.children]
    due_on = scene.today + timedelta(days=scene.one_of((0, 1, 2, 3, 4, 5, 6, 7, 14, 30)))
    new = NewAction(action="Ask for a cot", owner=scene.one_of(owners), due_on=due_on)
    return actions.add_action(actor=actor, at=scene.at, case=scene.case, new=new)


def _action(scene: Scene) -> PlanAction:
    rows = [row for row in scene.of.rows.actions if row.done_at is None and row.dropped_at is None]
    return db.session.get_one(PlanAction, scene.one_of(rows or scene.of.rows.actions).id)


@act(_everybody_concerned, _has_action)
def agree_new_day(scene: Scene, actor: User) -> object:
    due_on = scene.today + timedelta(days=scene.one_of((0, 1, 4, 6, 20)))
    return actions.agree_new_day(actor=actor, at=scene.at, action=_action(scene), due_on=due_on, reason="They moved")


@act(lambda scene: scene.watchers + scene.lead, _has_action)
def complete_action(scene: Scene, actor: User) -> None:
    actions.complete_action(actor=actor, at=scene.at, action=_action(scene))


@act(_everybody_concerned, _has_action)
def drop_action(scene: Scene, actor: User) -> None:
    actions.drop_action(actor=actor, at=scene.at, action=_action(scene), reason="They have a cot")


# Meetings


@act(_everybody_concerned, _is_open)
def arrange_meeting(scene: Scene, actor: User) -> object:
    return meetings.arrange_meeting(
        actor=actor,
        at=scene.at,
        case=scene.case,
        kind=scene.one_of((*COUNTING_MEETINGS, *COUNTING_MEETINGS, MeetingKind.PROFESSIONALS)),
        planned_for=_day_to_meet(scene),
        chair=actor,
    )


def _day_to_meet(scene: Scene) -> date:
    """Soon, or more often in the weeks in which the next review is sought: nobody is told while one is arranged."""
    caf = scene.of.caf
    last = (caf.reviewed_on or caf.assessed_on) if caf else None
    sought = [last + timedelta(days=days) for days in (15, 18, 21, 24, 27, 31, 36, 40)] if last else []
    soon = [scene.today + timedelta(days=days) for days in (0, 2, 8)]
    return scene.one_of([day for day in sought * 2 if day > scene.today] + soon)


def _arranged(scene: Scene) -> Meeting:
    return scene.one_of(meetings.arranged(scene.case))


@act(_everybody_concerned, _is_open)
def cancel_meeting(scene: Scene, actor: User) -> None:
    meetings.cancel_meeting(actor=actor, at=scene.at, meeting=_arranged(scene), reason="The chair is ill")


@act(_everybody_concerned, _is_open)
def hold_meeting(scene: Scene, actor: User) -> object:
    """The one that was arranged, or one without that; typed in late, now and then."""
    arranged = meetings.arranged(scene.case)
    return meetings.hold_meeting(
        actor=actor,
        at=scene.at,
        case=scene.case,
        held_on=scene.earlier(scene.today - timedelta(days=40)),
        kind=scene.one_of(list(MeetingKind)),
        meeting=scene.one_of(arranged) if arranged and scene.maybe(0.5) else None,
    )


@act(_everybody_concerned, lambda history: _runs(history) and bool(history.rows.plan_shares))
def record_review(scene: Scene, actor: User) -> object:
    outcomes = plans.outcomes(_caf(scene))
    return reviews.record_review(
        actor=actor,
        at=scene.at,
        case=scene.case,
        held_on=scene.earlier(scene.today - timedelta(days=10)),
        next_on=scene.today + timedelta(weeks=6),
        what_changed="They sleep better",
        answers={outcome.id: Progress(scene.one_of(list(OutcomeProgress))) for outcome in outcomes},
    )


# Closing and opening again


def _waiting(history: History) -> list[Row]:
    return [row for row in history.rows.requests if row.closing_id is not None and row.answer is None]


def _waits_to_close(history: History) -> bool:
    return bool(_waiting(history))


@act(lambda scene: scene.watchers + scene.lead, lambda history: _runs(history) and not _waits_to_close(history))
def propose_closing(scene: Scene, actor: User) -> object:
    others = [user for user in scene.anywhere_watching if user != actor]
    closing = Closing(
        outcome=scene.one_of(list(CafOutcome)),
        carries_on="The health visitor sees the baby each month",
        agency=scene.one_of(scene.agencies),
        act_on=scene.today,
        receiving_person="A colleague there",
        managers_review="They would not open the door",
    )
    return caf_closing.propose_closing(
        actor=actor, at=scene.at, case=scene.case, closing=closing, asked=scene.one_of(others)
    )


def _request(scene: Scene) -> ApprovalRequest:
    return db.session.get_one(ApprovalRequest, scene.one_of(_waiting(scene.of)).id)


def _who_may_approve(scene: Scene) -> list[User]:
    asked_by = [_request(scene).requested_by_id] if _waiting(scene.of) else []
    return [user for user in scene.anywhere_watching if user.id not in asked_by]


@act(_who_may_approve, _waits_to_close)
def approve_closing(scene: Scene, actor: User) -> None:
    approvals.approve(actor=actor, at=scene.at, request=_request(scene))


def _may_be_reopened(history: History) -> bool:
    return not history.is_open and any(row.closed_at == history.closed_at for row in history.rows.cafs)


@act(lambda scene: scene.watchers, _may_be_reopened)
def reopen(scene: Scene, actor: User) -> object:
    return caf_closing.reopen(actor=actor, at=scene.at, case=scene.case, reason="It was too soon")
