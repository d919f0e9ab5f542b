"""What the fields of an act take: a type, the words allowed there, or names of the scenario's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from caf_tracker.models import User
from caf_tracker.replay.family import Family


class Names(StrEnum):
    """Which of the scenario's own names a field takes; actions are named by the events that agree them."""

    STAFF = "staff"
    AGENCIES = "agencies"
    ADULTS = "adults"
    CHILDREN = "children"
    ACTIONS = "actions"


@dataclass(frozen=True)
class Field:
    """What a field takes: a type, the words allowed, or a name of one of these kinds.

    `many`: a list of such names. `names_new`: whatever stands here is from now on a name of that kind.
    """

    takes: type | tuple[str, ...] = str
    optional: bool = False
    names: tuple[Names, ...] = ()
    many: bool = False
    names_new: Names | None = None


Perform = Callable[[Family, User, datetime, dict[str, Any]], object]
# What is wrong with fields that do not go together: the field, and what is allowed; None for nothing.
Check = Callable[[dict[str, Any]], tuple[str, str] | None]


@dataclass(frozen=True)
class Act:
    fields: dict[str, Field]
    perform: Perform
    check: Check | None = None


def words(found: Any) -> tuple[str, ...]:
    """The words of an enumeration, as a scenario writes them."""
    return tuple(word.value for word in found)


TEXT, DAY, YES_NO, NUMBER = Field(str), Field(date), Field(bool), Field(int)
TEXT_OR_NOT, DAY_OR_NOT = Field(str, optional=True), Field(date, optional=True)
STAFF, STAFF_OR_NOT = Field(names=(Names.STAFF,)), Field(names=(Names.STAFF,), optional=True)
AGENCY, AGENCY_OR_NOT = Field(names=(Names.AGENCIES,)), Field(names=(Names.AGENCIES,), optional=True)
ADULT, CHILD = Field(names=(Names.ADULTS,)), Field(names=(Names.CHILDREN,))
