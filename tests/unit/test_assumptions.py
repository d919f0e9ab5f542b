"""Reasons that foretell a meeting are noticed; what somebody saw is not."""

import pytest

from caf_tracker.web.assumptions import reads_like_an_assumption


@pytest.mark.parametrize(
    "reason",
    [
        "They would not have come",
        "They wouldn't have come anyway.",
        "Mother will not attend",
        "Mum won’t engage with us",
        "There is no point in meeting",
        "It would be a waste of time",
        "The family is unlikely to come",
        "She would refuse",
        "He would only have said no",
    ],
)
def test_a_guess_is_noticed(reason: str) -> None:
    assert reads_like_an_assumption(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "The mother did not come to three appointments in January",
        "Both agencies visit weekly and spoke on Monday",
        "The father has refused two visits since May",
        "The plan works and the nursery agrees",
        "Professionals met on 2 March; nothing has changed since",
        "",
    ],
)
def test_what_somebody_saw_is_left_alone(reason: str) -> None:
    assert not reads_like_an_assumption(reason)
