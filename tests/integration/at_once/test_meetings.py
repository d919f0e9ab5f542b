"""Two people act at once on accounts, agencies, possible matches and new cases: one outcome, words for both."""

from collections import Counter

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import factories
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.meetings import MEETINGS
from tests.integration.at_once.often import mostly_proof
from tests.integration.at_once.racing import Sending, at_once, browser, reads, sound

pytestmark = pytest.mark.proof

DAILY = {"disabled while they accept", "one person invited by two", "one child's case opened by two"}


@pytest.mark.parametrize("what", mostly_proof(MEETINGS, daily=DAILY))
def test_there_is_one_outcome_and_words_for_the_other(app: Flask, what: str, length: Length, figure: Figure) -> None:
    authority, tally = factories.make_authority(), Counter[str]()
    for number in range(length(2, 200 if what in DAILY else 25)):
        meeting = MEETINGS[what](authority, f"R{number}")
        order = meeting.parts if number % 2 else meeting.parts[::-1]
        browsers = [browser(app, part.by) for part in order]
        answers = at_once(
            [Sending(who, part.page, part.data, part.to) for who, part in zip(browsers, order, strict=True)]
        )
        refused = [place for place in (0, 1) if not done(answers[place])]
        pages = [f"{answer.status}: {reads(answer.text)}" for answer in answers]
        assert len(answers) - len(refused) in meeting.wins, pages
        assert meeting.unsound() == [], pages
        for place in refused:
            answer = answers[place]
            if answer.status_code == 302:
                answer = browsers[place].get(answer.location)
            seen = reads(answer.text)
            assert answer.status_code in (200, 401, 404, 409), f"{answer.status}: {seen}"
            assert any(words in seen for words in meeting.says), seen
            if number < 2:
                sound(answer)
        tally.update(rounds=1, done=len(answers) - len(refused), refused=len(refused))
    figure(", ".join(f"{count} {name}" for name, count in tally.items()))


def done(answer: TestResponse) -> bool:
    """Whether the act was done: sent on to what it made, or shown the link that it made; not sent on to a question."""
    if answer.status_code == 302:
        return not answer.location.endswith("/duplicates")
    return answer.status_code == 200 and "/invitation/" in answer.text
