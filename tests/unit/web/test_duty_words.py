"""Every duty has its words and its page; no page says the words that belong to the code."""

import re

import pytest

from caf_tracker.duties import DUTIES
from caf_tracker.web.areas.case_page.track import STEP_OF_DUTY
from caf_tracker.web.duty_words import WORDS, say
from tests.fixtures.plugin import make_app


def test_every_duty_of_the_catalogue_has_its_words() -> None:
    assert set(WORDS) == set(DUTIES)


@pytest.mark.parametrize("duty", WORDS)
def test_the_words_of_a_duty_are_all_there_and_plain(duty: str) -> None:
    words = WORDS[duty]
    for sentence in (words.yours, words.waiting, words.button, words.ends, words.why):
        assert sentence.strip() == sentence != ""
        assert not re.search(r"baton|ladder|rung|gap list", sentence, re.IGNORECASE)
    assert words.yours.endswith(".") and "{who}" not in words.yours
    assert words.waiting.startswith("Waiting for {who} to ")


def test_every_button_leads_to_a_page_of_the_product() -> None:
    app = make_app("sqlite://")
    assert {words.endpoint for words in WORDS.values()} <= set(app.view_functions)


def test_every_duty_waits_on_a_step_of_the_track_or_is_known_to_have_none() -> None:
    none = {"meeting_undecided", "approval_waiting", "action_not_done", "engagement_unknown"}
    none |= {"assessment_not_complete", "plan_not_shared", "review_not_held"}
    assert set(DUTIES) - set(STEP_OF_DUTY) == none


def test_the_authoritys_own_word_for_a_caf_is_used() -> None:
    assert say(WORDS["caf_not_started"].waiting, caf="EHA", who="Hana") == "Waiting for Hana to start the EHA"
