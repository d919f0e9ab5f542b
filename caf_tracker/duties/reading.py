"""Reading what is open, for pages, replay and the holder of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.duties import timescales
from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.ladders import Band, Ladder
from caf_tracker.duties.moments import cut_offs
from caf_tracker.duties.recipients import bands_parameter, open_rows, people
from caf_tracker.extensions import db
from caf_tracker.models import Agency, User

_IDENTITY = ("duty", "case_id", "subject_id", "cause", "cause_id")


@dataclass(frozen=True)
class Person:
    """Who owes or is told: a user, or an agency through its mailbox."""

    name: str
    user_id: int | None = None
    agency_id: int | None = None


@dataclass(frozen=True)
class OpenDuty:
    """A duty that has started and not ended, with who owes it now, stand-ins included (several: by name)."""

    key: str
    case_id: int
    subject_id: int
    cause: str
    cause_id: int
    ladder: Ladder
    anchor_on: date
    owed_by: tuple[Person, ...]

    @property
    def number(self) -> int:
        """Its number in the catalogue."""
        return DUTIES[self.key].number

    @property
    def starts_on(self) -> date:
        """The day it started."""
        return self.ladder.starts_on(self.anchor_on)

    @property
    def due_on(self) -> date:
        """The day by which it is owed."""
        return self.ladder.due_on(self.anchor_on)

    def late(self, today: date) -> int:
        """How many working days late it is; 0 while it is not."""
        return max(0, working_days.between(self.due_on, today))


def open_duties(at: datetime, *, case_ids: Iterable[int] | None = None, owed_by: User | None = None) -> list[OpenDuty]:
    """What is owed now, due earliest first (ties: the order of the catalogue); of these cases, or by this person."""
    narrowed = None if case_ids is None else list(case_ids)
    if narrowed == []:
        return []
    statement = _statement(db.session.get_bind().dialect.name, narrowed is not None, owed_by is not None, False)
    found = _read(statement, at, {"case_ids": narrowed} if narrowed is not None else {}, owed_by)
    return sorted(found, key=lambda duty: (duty.due_on, duty.number, duty.case_id, duty.cause_id))


def holders(at: datetime, case_ids: Iterable[int]) -> dict[int, Person]:
    """Who acts next on each of these open cases: whoever owes what is due first, else the manager, later the lead."""
    narrowed = list(case_ids)
    if not narrowed:
        return {}
    statement = _statement(db.session.get_bind().dialect.name, True, False, True)
    found = _read(statement, at, {"case_ids": narrowed}, None)
    first: dict[int, Person] = {}
    last = date.max
    # The order of open_duties(): of two alike that are due on one day, the one recorded first.
    for duty in sorted(found, key=lambda d: (d.due_on, d.number, d.cause_id) if d.key in DUTIES else (last, 0, 0)):
        if duty.owed_by:
            first.setdefault(duty.case_id, duty.owed_by[0])
    return first


@cache
def _statement(dialect: str, of_cases: bool, of_person: bool, with_nothing_owed: bool) -> sa.Select[Any]:
    opened = open_rows(with_nothing_owed=with_nothing_owed).subquery("every")
    chosen = sa.select(opened)
    if of_cases:
        chosen = chosen.where(opened.c.case_id.in_(sa.bindparam("case_ids", expanding=True)))
    started = chosen.cte("opened")
    concerned = people(dialect, started, on_anchor=False, deputies=False)
    # A duty that nobody is left to owe is owed all the same.
    same = sa.and_(*[concerned.c[name] == started.c[name] for name in _IDENTITY])
    statement = (
        sa.select(
            *[started.c[name] for name in (*_IDENTITY, "ladder", "anchor_on")],
            concerned.c.user_id,
            concerned.c.agency_id,
            User.name.label("user_name"),
            Agency.name.label("agency_name"),
        )
        .outerjoin(concerned, same)
        .outerjoin(User, User.id == concerned.c.user_id)
        .outerjoin(Agency, Agency.id == concerned.c.agency_id)
        .order_by(User.name, User.id)
    )
    if of_person:
        mine = sa.select(*[concerned.c[name] for name in _IDENTITY]).where(
            concerned.c.user_id == sa.bindparam("owed_by")
        )
        statement = statement.where(sa.tuple_(*[started.c[name] for name in _IDENTITY]).in_(mine))
    return statement


def _read(statement: sa.Select[Any], at: datetime, narrowed: dict[str, Any], owed_by: User | None) -> list[OpenDuty]:
    ladders = timescales.in_force().ladders
    day = clock.london_date(at)
    owing = bands_parameter(Band(ladder.key, ladder.owed_by, 0, day, day) for ladder in ladders.values())
    parameters = {**cut_offs(at), **narrowed, "bands": owing}
    if owed_by is not None:
        parameters["owed_by"] = owed_by.id
    rows: dict[tuple[Any, ...], tuple[Any, list[Person]]] = {}
    for row in db.session.execute(statement, parameters):
        identity = tuple(getattr(row, name) for name in _IDENTITY)
        _, people_found = rows.setdefault(identity, (row, []))
        if name := row.user_name or row.agency_name:
            people_found.append(Person(name, row.user_id, row.agency_id))
    return [
        OpenDuty(
            row.duty,
            row.case_id,
            row.subject_id,
            row.cause,
            row.cause_id,
            ladders[row.ladder],
            row.anchor_on or day,
            tuple(people_found),
        )
        for row, people_found in rows.values()
    ]
