"""Stages: one SQL expression over the facts, on both sides of every step of the path."""

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.access.scope import visible_cases
from caf_tracker.duties.moments import cut_offs
from caf_tracker.duties.stages import UNDER_WAY, WORDS, Stage, stage, stages_of
from caf_tracker.extensions import db
from caf_tracker.models import Case, StepDown, User
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation
from caf_tracker.services import closing, step_downs
from caf_tracker.services.handovers import Check, confirm_handover
from tests import stories
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt


def stage_of(case: Case) -> Stage:
    """The stage of the case's step-down now."""
    db.session.flush()
    step_down = stories.step_down_of(case)
    return stages_of([step_down.id], clock.now())[step_down.id]


def test_every_stage_has_its_words() -> None:
    assert set(WORDS) == set(Stage)


def test_the_stages_of_a_smooth_handover(authority: Authority, clock_at: ClockAt) -> None:
    clock_at("2026-02-06 12:00")
    case = stories.decide(authority, "2026-02-02 10:00")
    assert stage_of(case) is Stage.NOBODY_ASKED
    stories.nominate(authority, case, "2026-02-03 10:00")
    assert stage_of(case) is Stage.NOT_ANSWERED
    stories.accept(case, "2026-02-04 10:00")
    assert stage_of(case) is Stage.AGREEMENT_AWAITED
    stories.agree(case, "2026-02-05 10:00", agreed=False)
    assert stage_of(case) is Stage.REFUSED
    stories.agree(case, "2026-02-05 11:00")
    assert stage_of(case) is Stage.READY_TO_START
    stories.start(case, "2026-02-06 10:00")
    assert stage_of(case) is Stage.CAF_STARTED
    stories.close(authority, case, "2026-02-06 10:30")
    assert stage_of(case) is Stage.CAF_STARTED
    yes = Check(True)
    confirm_handover(
        actor=authority.manager, at=clock.now(), step_down=stories.step_down_of(case),
        papers=yes, joint_visit=yes, actions=yes, family=yes,
    )  # fmt: skip
    assert stage_of(case) is Stage.HANDED_OVER
    assert Stage.HANDED_OVER not in UNDER_WAY


def test_a_nomination_lapses_at_eight_in_the_morning_of_its_tenth_working_day(
    authority: Authority, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    clock_at("2026-02-16 07:59:59")
    assert stage_of(case) is Stage.NOT_ANSWERED
    clock_at("2026-02-16 08:00")
    assert stage_of(case) is Stage.NOBODY_ASKED


def test_without_a_caf_it_ends_once_closed_and_decided_on(authority: Authority, clock_at: ClockAt) -> None:
    clock_at("2026-03-02 12:00")
    case = stories.decide(authority, "2026-03-02 10:00", recommendation=Recommendation.NONE, meeting=False)
    assert stage_of(case) is Stage.NO_CAF_RECOMMENDED
    stories.close(authority, case, "2026-03-02 11:00")
    assert stage_of(case) is Stage.NO_CAF_RECOMMENDED
    stories.hold_meeting(authority, case, "2026-03-02 11:30")
    assert stage_of(case) is Stage.CLOSED_WITHOUT_CAF


def test_a_return_to_social_care_and_a_draft(authority: Authority, clock_at: ClockAt) -> None:
    at = clock_at("2026-03-02 12:00")
    case = stories.decide(authority, "2026-03-02 10:00")
    facts = step_downs.StepDownFacts(
        comes_from=ComesFrom.ASSESSMENT,
        recommendation=Recommendation.CAF,
        main_reason=ClosingReason.NEEDS_REDUCED,
    )
    closing.return_to_social_care(
        actor=authority.manager, at=at, step_down=stories.step_down_of(case), reason="New worry", accepted_on=at.date()
    )
    assert stage_of(case) is Stage.RETURNED
    other = stories.open_family(authority, "2026-03-02 10:00")
    draft = step_downs.draft_step_down(actor=authority.manager, at=at, case=other, facts=facts)
    assert stages_of([draft.id], at) == {draft.id: Stage.DRAFTED}


def test_the_expression_filters_a_list_of_what_one_may_see(authority: Authority, clock_at: ClockAt) -> None:
    clock_at("2026-03-02 12:00")
    waiting = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    stories.decide(authority, "2026-03-02 10:00")

    def found(user: User) -> list[int]:
        visible = visible_cases(user).with_only_columns(Case.id).subquery()
        statement = (
            sa.select(Case.id)
            .join(visible, visible.c.id == Case.id)
            .join(StepDown, StepDown.case_id == Case.id)
            .where(stage() == Stage.NOT_ANSWERED.value)
        )
        return list(db.session.scalars(statement, cut_offs(clock.now())))

    assert found(authority.coordinator) == [waiting.id]
    assert found(authority.teacher) == []
