"""An address that a server refuses for good: the stand-in is told in the same tick, whatever else goes wrong."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caf_tracker import database
from caf_tracker.models import Telling, User
from tests.faults.conftest import Stage
from tests.faults.drill import Drill
from tests.faults.families import MORNING
from tests.faults.faults import KILL, STOP, Fault
from tests.faults.points import EVERY_MORNING, Point
from tests.faults.verdict import Reminder, verdict_on
from tests.fixtures.proving import Figure


@pytest.fixture(scope="session")
def gone(stage: Stage) -> str:
    """The address of the health visitor, who leads one family and is asked to lead another."""
    stage.store.renew()
    engine = database.make_engine(stage.store.url)
    with engine.connect() as connection:
        address = connection.scalar(sa.select(User.email).where(User.name == "Hana Visram"))
    engine.dispose()
    assert address is not None
    return address


@pytest.fixture(scope="session")
def expected_of_stand_ins(stage: Stage, gone: str) -> dict[Reminder, int]:
    """Who is told what when everybody knows from the start that the address is no good: the control run."""
    with stage.drill() as drill:
        engine = database.make_engine(stage.store.url)
        with engine.begin() as connection:
            connection.execute(sa.update(User).where(User.email == gone).values(bounced_at=MORNING - timedelta(days=1)))
        engine.dispose()
        drill.work("leader")
        verdict = verdict_on(drill)
    return {reminder: rung for reminder, rung in verdict.told.items() if reminder[-1] != gone}


def told_at(drill: Drill, address: str) -> set[object]:
    """When anything was told to this address in the drill."""
    engine = database.make_engine(drill.store.url)
    try:
        with engine.connect() as connection:
            moments = sa.select(Telling.told_at).join(Telling.user).where(User.email == address)
            return {moment for moment in connection.scalars(moments) if moment >= drill.began}
    finally:
        engine.dispose()


def test_the_stand_in_is_told_in_the_same_tick(
    stage: Stage, gone: str, expected_of_stand_ins: dict[Reminder, int], expected: dict[Reminder, int]
) -> None:
    with stage.drill() as drill:
        drill.mail.knows_nobody_at(gone)
        drill.work("leader")
        verdict = verdict_on(drill)
        news = {reminder: rung for reminder, rung in expected_of_stand_ins.items() if reminder not in expected}
        assert news, "somebody stands in"
        assert verdict.untold(expected_of_stand_ins) == []
        assert verdict.pending == []
        assert {moment for reminder in news for moment in told_at(drill, reminder[-1])} == {MORNING}
        assert not [mail for mail in drill.mail.taken if mail["To"] == gone]


@pytest.mark.proof(only=True)
def test_of_a_refused_mailbox_the_coordinator_is_told_in_the_same_tick(
    stage: Stage, expected: dict[Reminder, int]
) -> None:
    """The first mail that is refused is a code; what else waited for the mailbox is told to somebody all the same."""
    asked = {reminder for reminder in expected if reminder[-1].startswith("agency")}
    assert len(asked) == 3
    [mailbox] = {reminder[-1] for reminder in asked}
    with stage.drill() as drill:
        drill.mail.knows_nobody_at(mailbox)
        drill.work("leader")
        verdict = verdict_on(drill)
        [address] = {reminder[-1] for reminder in verdict.told if reminder not in expected}
        assert address.startswith("cora.whitfield")
        stand_in = {(*reminder[:-1], address): expected[reminder] for reminder in asked}
        assert verdict.untold(stand_in) == []
        assert verdict.pending == []
        assert told_at(drill, address) == {MORNING}


@pytest.mark.proof(only=True)
@pytest.mark.parametrize("fault", [KILL, STOP], ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_refused_address_and_a_fault(
    stage: Stage, gone: str, expected_of_stand_ins: dict[Reminder, int], fault: Fault, figure: Figure
) -> None:
    struck = 0
    for point in (*EVERY_MORNING, Point.AFTER_BOUNCE):
        with stage.drill() as drill:
            drill.mail.knows_nobody_at(gone)
            assert drill.strike(fault, "leader", point)
            drill.work("other")
            drill.pass_time(drill.now + fault.lasts)
            drill.mend()
            drill.recover()
            verdict = verdict_on(drill)
            assert verdict.untold(expected_of_stand_ins) == [], point
            assert (verdict.told_twice, verdict.pending, verdict.unexplained) == (0, [], []), point
            # What a stand-in is told for the digest, after the day's has gone, waits for the next.
            drill.leap(MORNING + timedelta(days=1))
            drill.work("leader")
            later = verdict_on(drill)
            assert later.for_tomorrow == 0, point
            assert later.untold(expected_of_stand_ins) == [], point
            struck += 2
    figure(f"{struck} faults (SMTP 550 and {fault.name}), 0 people untold, 0 rows told twice, 0 pending")
