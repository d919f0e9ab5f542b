"""It cannot fall silent: walks of acts and passing time, the checker after every step."""

import pytest
from flask import Flask

from caf_tracker.extensions import db
from tests.fixtures.proving import Figure, Length
from tests.integration.silence.hunt import walk
from tests.integration.silence.scene import ACTS, make_people
from tests.integration.silence.walk import Tally

# An act that succeeds more seldom than this in a full run is one that the walks do not really try.
SELDOM = 20


@pytest.mark.proof
def test_no_walk_falls_silent(app: Flask, length: Length, figure: Figure) -> None:
    make_people()
    db.session.commit()
    tally = Tally()
    walks, steps = length(6, 500), length(25, 50)
    walk(tally, walks, steps)
    figure(
        f"{tally.walks} walks, {tally.steps} steps, {tally.checks} checks, {tally.told} tellings, 0 violations; done: "
        + ", ".join(f"{name} {tally.done[name]}/{tally.tried[name]}" for name in (*ACTS, "overreach"))
    )
    assert tally.walks >= walks
    seldom = {name: tally.done[name] for name in ACTS if tally.done[name] < length(0, SELDOM)}
    assert seldom == {}
