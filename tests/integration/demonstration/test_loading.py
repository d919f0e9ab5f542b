"""The demonstration: families at every point of the handover, and CAFs that live, whatever day it is loaded on."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.checker import check
from caf_tracker.demonstration.loading import NotEmpty, load_demonstration
from caf_tracker.duties import OpenDuty, holders, open_duties
from caf_tracker.extensions import db
from caf_tracker.models import (
    Absence,
    ApprovalRequest,
    Caf,
    Case,
    ClosedPeriod,
    EngagementObservation,
    Mail,
    Meeting,
    MeetingTrigger,
    Review,
    Snooze,
    StepDown,
    TeamAgency,
    Telling,
    User,
)
from caf_tracker.models.words import ApprovalKind, EngagementStatus, Evidence, Role, TriggerKind
from caf_tracker.reminders.sweep import sweep
from tests.fixtures.plugin import ClockAt

pytestmark = pytest.mark.usefixtures("app")


# A Sunday every day, on the engine that `make run` has; when proving each day on both.
@pytest.mark.parametrize(
    "day",
    [
        # A Tuesday in term.
        pytest.param("2026-03-03 10:00", marks=pytest.mark.proof(only=True)),
        pytest.param("2026-11-22 16:00", marks=pytest.mark.proof(only="postgresql")),
        # The day after Easter Monday.
        pytest.param("2026-04-07 07:00", marks=pytest.mark.proof(only=True)),
    ],
)
def test_something_is_smooth_something_waits_something_is_overdue_something_stalled(
    clock_at: ClockAt, day: str
) -> None:
    now = clock_at(day)
    families = load_demonstration(now)
    today = clock.london_date(now)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == families
    owed = open_duties(now)
    assert {"lead_not_answered", "no_lead", "refusal_undecided", "approval_waiting", "handover_stalled"} <= {
        duty.key for duty in owed
    }
    assert [duty for duty in owed if duty.late(today) > 0]
    assert [duty for duty in owed if duty.due_on >= today]
    confirmed = sa.select(sa.func.count()).select_from(StepDown).where(StepDown.outcome == "caf_confirmed")
    assert db.session.scalar(confirmed)
    # Everybody's role has somebody, and all of them came through the same door.
    assert set(db.session.scalars(sa.select(User.role))) == set(Role)
    _check_that_the_cafs_live(now, owed)
    # What was told before today was told then, and no old mail goes out when the tool starts.
    last_told = db.session.scalar(sa.select(sa.func.max(Telling.told_at)))
    assert last_told is not None and last_told < now
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) == 0
    # The checker finds nothing wrong, once the scheduler's first tick has made up for the morning.
    sweep(now)
    assert check(db.session.connection(), now, holders=holders).findings == []
    # It is never loaded over anybody.
    with pytest.raises(NotEmpty):
        load_demonstration(now)


def _check_that_the_cafs_live(now: datetime, owed: list[OpenDuty]) -> None:
    """Every CAF that runs has a team of three or more that has said something, and every kind of answer is given."""
    running = sa.select(sa.func.count(TeamAgency.id)).join(Caf, Caf.case_id == TeamAgency.case_id).group_by(Caf.id)
    teams = list(db.session.scalars(running.where(Caf.closed_at.is_(None), TeamAgency.left_at.is_(None))))
    assert len(teams) == 5
    assert min(teams) >= 3
    assert max(teams) >= 9
    said = set(db.session.scalars(sa.select(EngagementObservation.status).distinct()))
    assert said == set(EngagementStatus)
    assert set(db.session.scalars(sa.select(EngagementObservation.evidence).distinct())) == set(Evidence)
    today = clock.london_date(now)
    late = {duty.key for duty in owed if duty.late(today) > 0}
    assert {"engagement_unknown", "action_not_done", "meeting_undecided"} <= late
    raised = set(db.session.scalars(sa.select(MeetingTrigger.kind)))
    assert {TriggerKind.TWO_DISENGAGED, TriggerKind.DOMESTIC_ABUSE_INCIDENT} <= raised
    closing = sa.select(ApprovalRequest).where(ApprovalRequest.kind == ApprovalKind.CLOSE_CAF)
    assert [request.answer for request in db.session.scalars(closing)] == [None]
    # A review held, the next one arranged, somebody away, a school closed, and a reminder that waits: all of it today.
    assert db.session.scalars(sa.select(Review.id)).all()
    assert db.session.scalars(sa.select(Meeting.id).where(Meeting.held_on.is_(None), Meeting.planned_for > today)).all()
    for period in (Absence, ClosedPeriod):
        assert db.session.scalars(sa.select(period.id).where(period.from_on <= today, period.to_on >= today)).all()
    assert db.session.scalars(sa.select(Snooze.id).where(Snooze.until_on > today)).all()
