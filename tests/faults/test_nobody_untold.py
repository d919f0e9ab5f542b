"""Every fault at every point, with two schedulers, on both engines: nobody untold, nothing told twice, none pending."""

import random

import pytest

from tests.faults import faults
from tests.faults.conftest import Stage
from tests.faults.drill import Drill
from tests.faults.faults import BEYOND_EVERY_LEASE, KILL, MAY_HAVE_ARRIVED, STOP, Fault
from tests.faults.points import EVERY_MORNING, Point
from tests.faults.tally import Tally
from tests.faults.verdict import Reminder, verdict_on
from tests.fixtures.proving import Figure


def play(drill: Drill, fault: Fault, point: Point, nth: int = 1) -> None:
    """The leader is struck at the point, the other works as well as it can, everything is mended, ten minutes pass."""
    assert drill.strike(fault, "leader", point, nth), f"the leader did not come to the point {point}"
    drill.work("other")
    drill.pass_time(drill.now + fault.lasts)
    drill.mend()
    drill.recover()


@pytest.mark.proof(only=True)
@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_at_every_point(stage: Stage, expected: dict[Reminder, int], fault: Fault, figure: Figure) -> None:
    tally = Tally()
    for point in fault.points:
        with stage.drill() as drill:
            play(drill, fault, point)
            tally.add(f"{fault.name} {point}", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []


DAILY = {
    KILL: Point.AFTER_250,
    STOP: Point.BEFORE_TELLING_COMMIT,
    faults.named("SMTP dropped after accept"): Point.BEFORE_CONNECTING,
    faults.named("PostgreSQL restarted immediately"): Point.AFTER_TELLING_COMMIT,
    faults.named("the writer's lock held"): Point.AFTER_DIGEST_COMMIT,
}


def test_the_faults_of_every_day(stage: Stage, expected: dict[Reminder, int], figure: Figure) -> None:
    """A few of them, in every run of the tests; `make prove` plays all of them at every point."""
    tally = Tally()
    for fault, point in DAILY.items():
        if stage.store.engine in fault.engines:
            with stage.drill() as drill:
                play(drill, fault, point)
                tally.add(f"{fault.name} {point}", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []


@pytest.mark.proof(only=True)
def test_the_other_goes_on_while_one_hangs(stage: Stage, expected: dict[Reminder, int], figure: Figure) -> None:
    """Everybody is told although a stopped process holds the lock, a mail, or a transaction (but see ADR 2: SQLite)."""
    tally = Tally()
    points = faults.OUTSIDE_TRANSACTIONS if stage.store.engine == "sqlite" else EVERY_MORNING
    for point in points:
        with stage.drill() as drill:
            assert drill.strike(STOP, "leader", point)
            drill.work("other")
            drill.pass_time(drill.now + BEYOND_EVERY_LEASE)
            tally.add(f"{point}, still stopped", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []


@pytest.mark.proof(only=True)
@pytest.mark.parametrize("part", range(8))
def test_faults_upon_faults(stage: Stage, expected: dict[Reminder, int], part: int, figure: Figure) -> None:
    """Any three faults at any points, one after the other, mended in between or not, the order drawn by lot."""
    tally = Tally()
    for number in range(14):
        seed = f"{stage.store.engine} {part} {number}"
        with stage.drill() as drill:
            strike_by_lot(drill, random.Random(seed))  # noqa: S311 - nobody is to be kept from guessing it
            tally.add(f"{seed}: {drill.struck}", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []


def strike_by_lot(drill: Drill, lot: random.Random) -> None:
    left = faults.on(drill.store.engine)
    for _ in range(3):
        fault = lot.choice(left)
        if fault in MAY_HAVE_ARRIVED:
            # Twice the same would be more tries than the rule for such mail makes in ten minutes.
            left = [other for other in left if other not in MAY_HAVE_ARRIVED]
        victim = lot.choice(("leader", "other"))
        if drill.process(victim).is_free:
            drill.strike(fault, victim, lot.choice(fault.points), lot.choice((1, 1, 1, 2, 5)))
        for process in ("leader", "other"):
            if drill.process(process).is_free and lot.random() < 0.5:
                drill.work(process)
        if lot.random() < 0.7:
            drill.pass_time(drill.now + fault.lasts * lot.random())
        if lot.random() < 0.5:
            drill.mend()
    drill.mend()
    drill.recover()
