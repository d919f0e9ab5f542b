"""Every word of the domain has its plain English."""

import inspect
from enum import StrEnum

import pytest

from caf_tracker import labels
from caf_tracker.models import words

LISTS = [
    kind for _, kind in inspect.getmembers(words, inspect.isclass) if issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize(
    "word", [word for kind in LISTS for word in kind], ids=lambda word: f"{type(word).__name__}.{word}"
)
def test_every_word_has_a_label(word: StrEnum) -> None:
    text = labels.label(word)
    assert text
    assert "_" not in text
    assert "{" not in text


def test_no_label_stands_without_a_word() -> None:
    assert {name: set(texts) for name, texts in labels._LABELS.items()} == {
        kind.__name__: {word.value for word in kind} for kind in LISTS
    }


def test_the_authority_says_what_a_caf_is_called() -> None:
    assert (
        labels.label(words.StepDownOutcome.ENDED_WITHOUT_CAF, caf="Family Help plan")
        == "Ended without a Family Help plan"
    )


@pytest.mark.parametrize("forbidden", ["baton", "ladder", "rung", "gap list"])
def test_no_label_uses_our_own_jargon(forbidden: str) -> None:
    assert all(forbidden not in text.lower() for texts in labels._LABELS.values() for text in texts.values())
