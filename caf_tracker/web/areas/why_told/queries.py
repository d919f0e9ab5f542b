"""One telling, the duty behind it as it stands now, and who is told next."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker.access.scope import visible_cases
from caf_tracker.duties import Ladder, OpenDuty, open_duties
from caf_tracker.duties.ladders import Band
from caf_tracker.duties.moments import cut_offs, day_reached
from caf_tracker.duties.parts import Part
from caf_tracker.duties.recipients import bands_parameter, open_rows, people
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Snooze, Telling, User


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Who is told on one day of the timescale, by their part in the case."""

    on: date
    parts: Part


@dataclass(frozen=True, kw_only=True)
class Next:
    """Who is told next, by name, unless the facts change before."""

    on: date
    names: list[str]


def find_telling(user: User, telling_id: int) -> Telling:
    """The telling, if this person was told, or is the contact of the agency whose mailbox was; else NotVisible."""
    contact_of = sa.select(Agency.id).where(Agency.contact_id == user.id)
    telling = db.session.scalar(
        sa.select(Telling)
        .where(Telling.id == telling_id, sa.or_(Telling.user_id == user.id, Telling.agency_id.in_(contact_of)))
        .options(joinedload(Telling.case), joinedload(Telling.sent), joinedload(Telling.deputy_of))
    )
    if telling is None:
        raise NotVisible
    return telling


def still_open(telling: Telling, at: datetime) -> OpenDuty | None:
    """The duty that this telling was about, while it is open."""
    identity = (telling.duty, telling.subject_id, telling.cause, telling.cause_id)
    return next(
        (
            duty
            for duty in open_duties(at, case_ids=[telling.case_id])
            if (duty.key, duty.subject_id, duty.cause, duty.cause_id) == identity
        ),
        None,
    )


def snoozes_of(user: User, telling: Telling) -> list[Snooze]:
    """Every time that this person has put off reminders on that case, or asked to."""
    mine = sa.select(Snooze).where(Snooze.case_id == telling.case_id, Snooze.user_id == user.id).order_by(Snooze.id)
    return list(db.session.scalars(mine.options(joinedload(Snooze.user), joinedload(Snooze.asked))))


def may_read_case(user: User, telling: Telling) -> bool:
    """Whether the case stands open to this person now."""
    mine = visible_cases(user).where(Case.id == telling.case_id).with_only_columns(Case.id)
    return db.session.scalar(mine) is not None


def timescale(ladder: Ladder, anchor_on: date) -> list[Rung]:
    """Every day of the local default on which somebody is told; after the last it goes on every fifth working day."""
    told = islice(ladder.numbers(), len(ladder.rungs))
    last = ladder.rungs[-1].number
    return [Rung(on=ladder.rung_on(anchor_on, number), parts=parts) for number, parts in told if number <= last]


def _coming(duty: OpenDuty, at: datetime) -> Rung | None:
    """The next day on which this reminder tells somebody; None once another reminder speaks for it."""
    reached = day_reached(at)
    days = ((duty.ladder.rung_on(duty.anchor_on, number), parts) for number, parts in duty.ladder.numbers())
    return next((Rung(on=on, parts=parts) for on, parts in days if on > reached), None)


def told_next(duty: OpenDuty, at: datetime) -> Next | None:
    """Who will be told next, as the facts stand now, stand-ins included."""
    coming = _coming(duty, at)
    if coming is None:
        return None
    dialect = db.session.get_bind().dialect.name
    opened = open_rows([duty.key]).subquery("every")
    chosen = (
        sa.select(opened)
        .where(opened.c.subject_id == duty.subject_id, opened.c.cause == duty.cause, opened.c.cause_id == duty.cause_id)
        .subquery("opened")
    )
    concerned = people(dialect, chosen, on_anchor=False, deputies=True)
    bands = bands_parameter(
        Band(duty.ladder.key, part, 0, coming.on, coming.on) for part in Part if part in coming.parts
    )
    name = sa.func.coalesce(User.name, Agency.name)
    names = db.session.scalars(
        sa.select(name)
        .select_from(concerned)
        .outerjoin(User, User.id == concerned.c.user_id)
        .outerjoin(Agency, Agency.id == concerned.c.agency_id)
        .distinct()
        .order_by(name),
        {**cut_offs(at), "today": coming.on, "bands": bands},
    )
    return Next(on=coming.on, names=list(names))
