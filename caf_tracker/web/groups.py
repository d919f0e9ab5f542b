"""Choices that belong together under headings, as components/grouped_select.html shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from wtforms.fields.choices import SelectChoice

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Choice(Generic[Thing]):
    """One choice: what the form sends for it, what it says, and what it stands for."""

    key: str
    words: str
    thing: Thing


@dataclass(frozen=True)
class Group(Generic[Thing]):
    """Choices under a heading."""

    heading: str
    choices: list[Choice[Thing]]


def every_choice(groups: Iterable[Group[Thing]]) -> list[SelectChoice]:
    """All of them, for the field that checks what was sent."""
    return [SelectChoice(one.key, one.words) for group in groups for one in group.choices]


def chosen(groups: Iterable[Group[Thing]], key: str | None) -> Thing | None:
    """What the one with this key stands for, if it is among these."""
    return next((one.thing for group in groups for one in group.choices if one.key == key), None)
