"""It cannot fall silent: walks of acts and passing time, the checker after every step."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from caf_tracker.extensions import db
from tests.fixtures.proving import Figure, Length
from tests.integration.silence.machine import Silence
from tests.integration.silence.scene import ACTS, make_people
from tests.integration.silence.walk import Tally

# An act that succeeds more seldom than this in a full run is one that the walks do not really try.
SELDOM = 20


@pytest.mark.proof
def test_no_walk_falls_silent(app: Flask, length: Length, figure: Figure) -> None:
    make_people()
    db.session.commit()
    tally = Tally()
    machine = type("Walking", (Silence,), {"tally": tally})
    walks, steps = length(6, 500), length(25, 50)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            # A walk that fails tells its own story; making it shorter would take many times as long.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=steps,
    )
    figure(
        f"{tally.walks} walks, {tally.steps} steps, {tally.checks} checks, {tally.told} tellings, 0 violations; done: "
        + ", ".join(f"{name} {tally.done[name]}/{tally.tried[name]}" for name in (*ACTS, "overreach"))
    )
    assert tally.walks >= walks
    seldom = {name: tally.done[name] for name in ACTS if tally.done[name] < length(0, SELDOM)}
    assert seldom == {}
