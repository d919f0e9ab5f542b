"""What a duty is, and the columns that each one's select has.

case_id; subject_id, what the duty is about; cause and cause_id, the row that started it; ladder, which variant applies;
anchor_on, the day it counts from; by_act, whether an act started it (else a date did), and actor_id, whose; person_id,
the duty's own person; agency_id, the agency whose contact is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from caf_tracker.models import Case, StepDown

# A select with the common columns.
Open = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Duty:
    """Something a named person owes by a date; `safety` duties are mailed at once, always."""

    number: int
    key: str
    select: Callable[[], list[Open]]
    safety: bool = False
    # In these a pending nominee stands for a lead who has not been found yet.
    nominee_stands_in: bool = True

    @property
    def may_be_snoozed(self) -> bool:
        """Whether somebody may put off being told of it for a few days."""
        return not self.safety and self.number not in _NEVER_SNOOZED


# The handover's own (DOMAIN.md, "Snooze").
_NEVER_SNOOZED = (1, 2, 3, 4, 5, 6, 7, 9)


def duty(
    number: int, *, safety: bool = False, nominee_stands_in: bool = True
) -> Callable[[Callable[[], list[Open]]], Duty]:
    """The duty of this number, whose key is its function's name."""
    return lambda select: Duty(number, select.__name__, select, safety, nominee_stands_in)


def columns(
    row: Any,
    anchor_on: Any,
    ladder: Any,
    *,
    subject: Any = None,
    cause: tuple[str, Any] | None = None,
    actor: Any = None,
    by_act: Any = None,
    person: Any = None,
    agency: Any = None,
) -> Open:
    """The common columns of a duty that rows of one model start, or the rows of another table that they point at."""
    table, cause_id = cause or (row.__tablename__, row.id)
    return sa.select(
        row.case_id.label("case_id"),
        (row.id if subject is None else subject).label("subject_id"),
        sa.literal(table, sa.String).label("cause"),
        cause_id.label("cause_id"),
        (sa.literal(ladder, sa.String) if isinstance(ladder, str) else ladder).label("ladder"),
        anchor_on.label("anchor_on"),
        (sa.true() if by_act is None else by_act).label("by_act"),
        sa.cast(sa.null() if actor is None else actor, sa.Integer).label("actor_id"),
        sa.cast(sa.null() if person is None else person, sa.Integer).label("person_id"),
        sa.cast(sa.null() if agency is None else agency, sa.Integer).label("agency_id"),
    )


def variant(key: str, *whens: tuple[Any, str], otherwise: str) -> sa.ColumnElement[str]:
    """Which variant of the duty's ladder applies: that of the first condition that holds."""
    chosen = [(condition, sa.literal(f"{key}.{name}", sa.String)) for condition, name in whens]
    return sa.case(*chosen, else_=sa.literal(f"{key}.{otherwise}", sa.String))


def with_step_down(select: Open, case_id: InstrumentedAttribute[int]) -> Open:
    """The select, with the row's case and its current step-down, if any."""
    return select.join(Case, Case.id == case_id).outerjoin(
        StepDown, sa.and_(StepDown.case_id == Case.id, StepDown.current)
    )
