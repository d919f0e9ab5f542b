"""Faults that last: a mail server or a host that is away for three days, a server too busy for hours, a wrong clock."""

from datetime import timedelta

import pytest

from tests.faults import faults
from tests.faults.conftest import Stage
from tests.faults.drill import HOUR, minutes
from tests.faults.families import MORNING
from tests.faults.faults import KILL, Fault
from tests.faults.points import EVERY_MORNING, Point
from tests.faults.tally import Tally
from tests.faults.verdict import Reminder, verdict_on
from tests.fixtures.proving import Figure
from tests.integration.reminders.sink import Answer

DAYS = timedelta(days=1)
AWAY = [fault for fault in faults.OF_THE_MAIL_SERVER if fault.name in ("SMTP refused", "SMTP hanging before the text")]


@pytest.mark.proof(only=True)
@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name.replace(" ", "-"))
@pytest.mark.parametrize("busy", [timedelta(), minutes(30)], ids=["then well", "then busy for half an hour"])
def test_a_mail_server_that_is_away_for_72_hours(
    stage: Stage, expected_by_thursday: dict[Reminder, int], fault: Fault, busy: timedelta, figure: Figure
) -> None:
    """Mail written just before it went away is no older than it: it must not be given up on the last metres."""
    tally = Tally()
    with stage.drill() as drill:
        assert drill.strike(fault, "leader", Point.AFTER_TELLING_COMMIT)
        drill.pass_time(MORNING + 3 * DAYS + minutes(5), every=HOUR * 4)
        drill.mail.mend()
        if busy:
            drill.mail.answers(Answer.BUSY)
            drill.pass_time(drill.now + busy)
        drill.mend()
        drill.recover()
        verdict = verdict_on(drill)
        tally.add(f"{fault.name} for 72 hours", drill.struck, verdict, expected_by_thursday)
    figure(f"{tally}, at most {max(verdict.digests.values())} digest a person")
    assert tally.broken == []
    assert set(verdict.digests.values()) == {1}, "one digest, however many days it waited"


@pytest.mark.proof(only=True)
@pytest.mark.parametrize("point", [None, *EVERY_MORNING], ids=lambda point: (point or "before all").replace(" ", "-"))
def test_a_host_that_is_off_for_three_days(
    stage: Stage, expected_by_thursday: dict[Reminder, int], point: Point | None, figure: Figure
) -> None:
    """Everybody hears of everything when it is back, in one digest, not a flood."""
    tally = Tally()
    with stage.drill() as drill:
        if point is not None:
            assert drill.strike(KILL, "leader", point)
        drill.process("leader").kill()
        drill.process("other").kill()
        drill.leap(MORNING + 3 * DAYS + minutes(77))
        drill.mend()
        drill.work("leader")
        drill.work("other")
        drill.recover()
        verdict = verdict_on(drill)
        tally.add(f"host off {point}", ["host off for three days"], verdict, expected_by_thursday)
    figure(f"{tally}, at most {max(verdict.digests.values())} digest a person")
    assert tally.broken == []
    assert set(verdict.digests.values()) == {1}


@pytest.mark.proof(only=True)
def test_a_server_that_is_too_busy_for_two_hours(stage: Stage, expected: dict[Reminder, int], figure: Figure) -> None:
    """However often it was put off: within ten minutes of the repair it is sent."""
    tally = Tally()
    for length in (20, 40, 60, 120):
        with stage.drill() as drill:
            drill.mail.answers(Answer.BUSY)
            drill.struck.append("SMTP 451 for long")
            drill.work("leader")
            drill.pass_time(drill.now + minutes(length))
            drill.mend()
            drill.recover()
            tally.add(f"451 for {length} minutes", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []


@pytest.mark.proof(only=True)
def test_a_scheduler_an_hour_ahead_that_dies(stage: Stage, expected: dict[Reminder, int], figure: Figure) -> None:
    """What it has claimed, queued or put off by its own clock does not wait for that hour to come."""
    tally = Tally()
    for point in EVERY_MORNING:
        with stage.drill(begins=MORNING - minutes(55)) as drill:
            drill.set_off("leader", HOUR)
            assert drill.strike(KILL, "leader", point)
            drill.struck.append("clock an hour fast")
            drill.mend()
            drill.recover()
            assert verdict_on(drill).pending == [], f"{point}: waiting at five past seven, ten minutes after the repair"
            drill.pass_time(MORNING)
            drill.recover()
            tally.add(f"ahead, killed {point}", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []
