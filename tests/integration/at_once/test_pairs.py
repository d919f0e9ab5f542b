"""Two people act on one family at the same moment: one outcome, and a page that says what happened to the other."""

import html
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case
from tests import factories
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.often import mostly_proof
from tests.integration.at_once.pairs import PAIRS, Act, Pair
from tests.integration.at_once.racing import Sending, at_once, browser, reads, sound
from tests.integration.at_once.standing_sound import broken

pytestmark = pytest.mark.proof

DAILY = {
    "two managers confirm the handover", "a nominee accepts, a manager asks another", "approve and withdraw",
    "confirm and end without a CAF", "decide and revise the draft",
}  # fmt: skip
# Fewer rounds of what another pair tries in the same way.
LIKE_ANOTHER = {
    "a nominee declines, a manager asks another", "a nominee accepts, a manager records their decline",
    "a nominee declines, a manager records it too", "refuse and withdraw", "two close", "two return",
    "return and accept", "return and confirm", "return and approve an end", "two record what calls for a meeting",
    "a lead ends, the CAF starts", "confirm and ask to end", "two ask to end",
}  # fmt: skip


@pytest.mark.parametrize("what", mostly_proof(PAIRS, daily=DAILY))
def test_there_is_one_outcome_and_the_other_is_told(app: Flask, what: str, length: Length, figure: Figure) -> None:
    pair, authority, tally = PAIRS[what], factories.make_authority(), Counter[str]()
    acts = (pair.first, pair.second)
    browsers = [browser(app, act.by(authority)) for act in acts]
    for number in range(length(2, 25 if what in LIKE_ANOTHER else 200)):
        stage = pair.stage(authority)
        paths = [act.path(stage) for act in acts]
        filled = [act.filled(stage) for act in acts]
        before = written(stage.case, pair)
        # Whoever begins first is one time this, one time that: the engine's own order is not always the same.
        order = (0, 1) if number % 2 else (1, 0)
        sent = at_once([Sending(browsers[place], paths[place], filled[place]) for place in order])
        answers = [sent[order.index(place)] for place in (0, 1)]
        won = [place for place in (0, 1) if answers[place].status_code == 302]
        assert len(won) in pair.wins, [f"{answer.status}: {reads(answer.text)}" for answer in answers]
        assert broken(stage.case) == []
        assert written(stage.case, pair) - before == len(won)
        for place in (0, 1):
            if place not in won:
                told(answers[place], acts[place], pair)
                tally.update([f"{acts[place].written} refused"])
                if number < 2:
                    sound(answers[place])
        tally.update(rounds=1, done=len(won))
    figure(", ".join(f"{count} {name}" for name, count in tally.items()))


def written(case: Case, pair: Pair) -> int:
    """How often either act has been written down for this family."""
    names = {pair.first.written, pair.second.written}
    found = sa.select(sa.func.count()).where(AuditEvent.case_id == case.id, AuditEvent.act.in_(names))
    return db.session.scalar(found) or 0


def told(answer: TestResponse, act: Act, pair: Pair) -> None:
    """Fail unless the page is a refusal that says who did what and when, and gives back what was typed."""
    seen = reads(answer.text)
    assert answer.status_code in (200, 404, 409), f"{answer.status}: {seen}"
    assert any(words in seen for words in ("at 10:00am today", *pair.says)), seen
    assert "went wrong" not in seen
    assert "Somebody else was quicker" not in seen
    if "You have done this already" in seen or "are kept for a day" in seen or "Not saved (yours)" in seen:
        return
    for text in act.typed.values():
        if len(text) > 5:
            assert text in html.unescape(answer.text), f"{text!r} is lost: {seen}"
