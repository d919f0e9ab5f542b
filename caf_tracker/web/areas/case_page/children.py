"""The children as the case page shows them: age, what is known of how they move, and what needs care."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caf_tracker.models import Child
from caf_tracker.models.words import Mobility
from caf_tracker.services.cases import first_birthday
from caf_tracker.web.filters import age, day

# A child of whom nothing is recorded counts as not mobile until this birthday (DOMAIN.md: our own default).
NOT_MOBILE_UNTIL = 2


@dataclass(frozen=True)
class ChildLine:
    """One child in words."""

    child: Child
    age: str
    mobility: str
    not_mobile: bool
    under_one: bool


def child_line(child: Child, *, today: date, label: Callable[[StrEnum | None], str]) -> ChildLine:
    """A child in words on this day."""
    latest = child.mobility_records[-1] if child.mobility_records else None
    if latest:
        seen_by = f", seen by {latest.seen_by}" if latest.seen_by else ""
        words = f"{label(latest.mobility)} on {day(latest.seen_on)}{seen_by}"
    else:
        words = "Nothing recorded" if child.born else ""
    return ChildLine(
        child=child,
        age=age(child.born) if child.born else f"not born yet, due {day(child.due)}",
        mobility=words,
        not_mobile=_not_mobile(child, today),
        under_one=child.born is None or today < _birthday(child.born, 1),
    )


def _not_mobile(child: Child, today: date) -> bool:
    if child.mobility_records:
        return child.mobility_records[-1].mobility in (Mobility.NOT_MOBILE, Mobility.ROLLING)
    return child.born is not None and today < _birthday(child.born, NOT_MOBILE_UNTIL)


def _birthday(born: date, years: int) -> date:
    """Their birthday that many years on; 1 March for whoever was born on 29 February."""
    first = first_birthday(born)
    return first.replace(year=born.year + years)
