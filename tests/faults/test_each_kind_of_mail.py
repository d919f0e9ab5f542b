"""A fault in the middle of each kind of mail: at once, digest, summary, to people and to mailboxes, and a code."""

import pytest

from tests.faults.conftest import Stage
from tests.faults.drill import Drill
from tests.faults.faults import KILL, STOP, Fault
from tests.faults.points import Point
from tests.faults.tally import Tally
from tests.faults.verdict import Reminder, verdict_on
from tests.fixtures.proving import Figure

KINDS = (
    "code to a mailbox", "telling to a person", "telling to a mailbox", "digest to a person", "digest to a mailbox",
    "summary to a person",
)  # fmt: skip
# When the server has the text and nobody has written it down, and while that is written.
POINTS = (Point.AFTER_250, Point.BEFORE_MARK_COMMIT)


def kinds_in_order(drill: Drill) -> list[str]:
    """What kind each mail is that the server has taken so far; a mailbox is an agency's."""
    kinds = []
    for mail in drill.mail.taken:
        kind = str(mail["Message-ID"]).strip("<").partition("-")[0]
        kinds.append(f"{kind} to a {'mailbox' if str(mail['To']).startswith('agency') else 'person'}")
    return kinds


@pytest.fixture(scope="module")
def place(stage: Stage) -> dict[str, int]:
    """Which place the first mail of each kind has in a morning without a fault."""
    with stage.drill() as drill:
        drill.work("leader")
        taken = kinds_in_order(drill)
    return {kind: taken.index(kind) + 1 for kind in KINDS}


@pytest.mark.proof(only=True)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.replace(" ", "-"))
@pytest.mark.parametrize("fault", (KILL, STOP), ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_fault_in_the_middle_of_each_kind(
    stage: Stage, expected: dict[Reminder, int], place: dict[str, int], kind: str, fault: Fault, figure: Figure
) -> None:
    tally = Tally()
    for point in POINTS:
        with stage.drill() as drill:
            assert drill.strike(fault, "leader", point, place[kind])
            drill.work("other")
            drill.pass_time(drill.now + fault.lasts)
            drill.mend()
            drill.recover()
            tally.add(f"{fault.name} {point} of a {kind}", drill.struck, verdict_on(drill), expected)
    figure(str(tally))
    assert tally.broken == []
