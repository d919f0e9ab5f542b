"""The demonstration: families at every point of the handover, whatever day it is loaded on."""

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.checker import check
from caf_tracker.demonstration.loading import NotEmpty, load_demonstration
from caf_tracker.duties import holders, open_duties
from caf_tracker.extensions import db
from caf_tracker.models import Case, Mail, StepDown, Telling, User
from caf_tracker.models.words import Role
from caf_tracker.reminders.sweep import sweep
from tests.fixtures.plugin import ClockAt

pytestmark = pytest.mark.usefixtures("app")


# A Tuesday in term; a Sunday, and the day after Easter Monday, every day on one engine and when proving on both.
_seldom = pytest.mark.proof(only="postgresql")


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-03 10:00",
        pytest.param("2026-11-22 16:00", marks=_seldom),
        pytest.param("2026-04-07 07:00", marks=_seldom),
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
