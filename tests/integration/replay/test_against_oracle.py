"""The replay held against a second reading of the contract, over invented families.

Every day half of the usual ones; `make prove` plays them all, ORACLE_FAMILIES=400 more of them, ORACLE_FIRST=1000
others.
"""

import os
from collections.abc import Iterator

import pytest
from flask import Flask

import caf_tracker
import config
from caf_tracker.duties import timescales
from caf_tracker.duties.timescales import Timescales
from caf_tracker.extensions import db
from tests.oracle import telling
from tests.oracle.catalogue import CATALOGUE, REPEATS
from tests.oracle.comparing import compare
from tests.oracle.families import tables_of

USUAL = 25
FIRST = int(os.environ.get("ORACLE_FIRST", "0"))
ASKED_FOR = os.environ.get("ORACLE_FAMILIES")
SEEDS = range(FIRST, FIRST + int(ASKED_FOR or USUAL))
SELDOM = () if ASKED_FOR else SEEDS[1::2]


@pytest.fixture(scope="module")
def replaying() -> Iterator[Flask]:
    """One app as `flask replay` has it, for all families: an empty database in memory."""
    app = caf_tracker.create_app(config.for_replay())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.proof(only=seed in SELDOM)) for seed in SEEDS])
def test_the_replay_says_what_the_contract_says(replaying: Flask, seed: int) -> None:
    with replaying.app_context(), timescales.set_to(Timescales()):
        found = compare(tables_of(seed))
    assert found.refused is None
    assert found.missing == [], "the contract says this too"
    assert found.surplus == [], "the contract does not say this"
    assert found.lines > 0


def test_the_usual_families_come_to_every_rung_and_repeat() -> None:
    reached = {
        (line.duty, int(line.what))
        for seed in range(USUAL)
        for line in telling.play(tables_of(seed))
        if line.kind == "told"
    }
    for duty in CATALOGUE:
        last = duty.rungs[-1][0]
        # A nomination lapses before its first repeat.
        repeats = [] if duty.key == "lead_not_answered" else [last + REPEATS]
        missing = [
            rung for rung in [*(number for number, _ in duty.rungs), *repeats] if (duty.key, rung) not in reached
        ]
        assert missing == [], duty.key
