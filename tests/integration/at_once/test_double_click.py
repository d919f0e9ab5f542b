"""The button pressed twice: one page's form sent twice at the same moment is one act, and frightens nobody."""

from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent
from tests import factories
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.often import mostly_proof
from tests.integration.at_once.pairs import PAIRS, Act, Pair, opened
from tests.integration.at_once.racing import Sending, at_once, browser, reads, sound, twin
from tests.integration.at_once.standing_sound import broken

pytestmark = pytest.mark.proof

# Each act of the path once, at a stage at which it can be done; and what only one person does.
ADDING = {
    act.form: Pair(opened, act, act)
    for act in (
        Act("add a child", lambda who: who.coordinator, "add_child"),
        Act("add an adult", lambda who: who.coordinator, "add_adult"),
    )
}
ONCE = {act.form or act.written: (pair, act) for pair in (*PAIRS.values(), *ADDING.values())
        for act in (pair.first, pair.second)}  # fmt: skip

# What is read after the second click, where the act itself says who did what.
CALM = ("You have done this already", "was added to this family", "Page not found")


@pytest.mark.parametrize("what", mostly_proof(ONCE, daily={"accept", "decide_step_down", "close"}))
def test_it_is_done_once_and_said_calmly(app: Flask, what: str, length: Length, figure: Figure) -> None:
    (pair, act), authority, tally = ONCE[what], factories.make_authority(), Counter[str]()
    clicking = browser(app, act.by(authority))
    for number in range(length(1, 20)):
        stage = pair.stage(authority)
        path = act.path(stage)
        same = [Sending(one, path, act.filled(stage)) for one in (clicking, twin(app, clicking))]
        answers = at_once(same)
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses in ([302, 409], [302, 404]), [f"{answer.status}: {reads(answer.text)}" for answer in answers]
        events = sa.select(sa.func.count()).where(AuditEvent.case_id == stage.case.id, AuditEvent.act == act.written)
        assert db.session.scalar(events) == 1
        assert broken(stage.case) == []
        second = next(answer for answer in answers if answer.status_code != 302)
        assert any(words in reads(second.text) for words in CALM), reads(second.text)
        tally.update(rounds=1, done=1, calmed=1)
        if number == 0:
            sound(second)
    figure(", ".join(f"{count} {name}" for name, count in tally.items()))
