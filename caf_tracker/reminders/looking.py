"""What a sweep must look at: the rungs that have come since the last one, and the cases that have changed.

Whoever was told of a rung stays told; nothing new is due on a case until a day passes or somebody writes. The days
are worked out from the last finished sweep; what was written, the database notes itself (models.UnsweptChange). A
sweep that failed, or never ran, leaves both as they were, so that the next one looks at all that it missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock, working_days
from caf_tracker.duties import timescales
from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.json_rows import as_json, json_rows
from caf_tracker.duties.ladders import Ladder
from caf_tracker.duties.moments import TODAY, cut_offs
from caf_tracker.duties.recipients import anchors_of, bands_parameter, oldest_anchors
from caf_tracker.duties.timescales import LAPSE, LAPSE_FAST
from caf_tracker.extensions import db
from caf_tracker.models import Absence, ClosedPeriod, Lead, Meeting, Snooze, Tick, UnsweptChange

# With more cases changed than this, as after an import, or more days, as when something was closed decades ago, looking
# at everything is quicker than naming them; and a statement of SQLite can name 32,766 things at most.
_MANY_CASES, _MANY_DAYS = 1_000, 10_000


@dataclass(frozen=True)
class Today:
    """What there is on this day besides the usual: a sweep on a day without it asks nothing about it."""

    anybody_away: bool
    any_closed: bool
    anything_snoozed: bool


@dataclass(frozen=True)
class Look:
    """Everything open, or what is on these cases and what counts from these days (by duty)."""

    at: datetime
    rules: str
    oldest: dict[str, date]
    changes: tuple[int, ...]
    today: Today
    cases: frozenset[int] = frozenset()
    anchors: dict[str, frozenset[date]] | None = None
    # The last day on which a sweep looked at everything, if that was the last day on which any sweep looked.
    everything_on: date | None = None

    @property
    def at_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.anchors is None

    @property
    def day(self) -> date:
        """The London day up to which everyone will have been told."""
        return clock.london_date(self.at)

    def ladders(self) -> Iterator[tuple[Ladder, date]]:
        """The ladders on which anything may be open, each with the oldest day that it counts from."""
        in_force = timescales.in_force()
        return ((ladder, oldest) for duty, oldest in self.oldest.items() for ladder in in_force.of_duty(duty))

    def parameters(self) -> dict[str, Any]:
        """What the sweep's statement is bound to."""
        bands = [band for ladder, oldest in self.ladders() for band in ladder.bands(self.day, oldest)]
        found: dict[str, Any] = {**cut_offs(self.at), "bands": bands_parameter(bands)}
        if self.anchors is not None:
            # Never an empty list: it would be written as a query that no index serves.
            found["case_ids"] = sorted(self.cases) or [0]
            found |= {anchors_of(duty): sorted(self.anchors.get(duty, ())) or [date.min] for duty in DUTIES}
        return found


def what_to_look_at(at: datetime) -> Look:
    """What may have fallen due by this moment and was not looked at since."""
    changes = db.session.execute(sa.select(UnsweptChange.id, UnsweptChange.case_id)).all()
    cases = {change.case_id for change in changes}
    oldest: dict[str, date] = {}
    for duty, day in db.session.execute(oldest_anchors()):
        if day is not None:
            oldest[duty] = min(day, oldest.get(duty, day))
    last = db.session.execute(
        sa.select(Tick.looked_on, Tick.looked_at_everything, Tick.rules)
        .where(Tick.looked_on.is_not(None))
        .order_by(Tick.id.desc())
        .limit(1)
    ).one_or_none()
    today, others_are_told = _by_the_clock(clock.london_date(at), last.looked_on if last else date.min)
    look = Look(at, _rules(), oldest, tuple(change.id for change in changes), today)
    if last is None or last.rules != look.rules or None in cases or len(cases) > _MANY_CASES or others_are_told:
        return look
    # The morning's first sweep is quick and tells most; the one after it makes sure, once a day, that it missed nobody.
    if last.looked_on == look.day and not last.looked_at_everything:
        return look
    return replace(
        _narrowed(look, cases, last.looked_on), everything_on=last.looked_on if last.looked_at_everything else None
    )


def _by_the_clock(day: date, since: date) -> tuple[Today, bool]:
    """What there is today, and whether since that day others have come to be told by date alone.

    Deputies come with the first day of an absence, and out-of-term contacts likewise; with the last day of a closed
    period the usual contacts come back. A snooze that is over is a matter of its case (see `_narrowed`).
    """
    *there_is, others_are_told = db.session.execute(_what_the_day_brings(), {"today": day, "since": since}).one()
    return Today(*there_is), others_are_told


@cache
def _what_the_day_brings() -> sa.Select[bool, bool, bool, bool]:
    since = sa.bindparam("since", type_=sa.Date)
    begun = [
        sa.exists().where(row.from_on > since, row.from_on <= TODAY, row.to_on >= TODAY)
        for row in (Absence, ClosedPeriod)
    ]
    return sa.select(
        sa.exists().where(Absence.covers(TODAY)),
        sa.exists().where(ClosedPeriod.covers(TODAY)),
        sa.exists().where(Snooze.holds(TODAY)),
        sa.or_(*begun, sa.exists().where(ClosedPeriod.to_on >= since, ClosedPeriod.to_on < TODAY)),
    )


def have_looked(look: Look, tick: Tick) -> None:
    """Let the next sweep begin where this one has ended; both take effect only with what was told."""
    tick.looked_on, tick.rules = look.day, look.rules
    tick.looked_at_everything = look.at_everything or look.everything_on == look.day
    if not look.changes:
        return
    mine = json_rows(db.session.get_bind().dialect.name, "changes", id=sa.Integer)
    # What another sweep has in hand is left to it: it is looked at again, and nobody waits.
    free = (
        sa.select(UnsweptChange.id).where(UnsweptChange.id.in_(sa.select(mine.c.id))).with_for_update(skip_locked=True)
    )
    db.session.execute(
        sa.delete(UnsweptChange).where(UnsweptChange.id.in_(free)).execution_options(synchronize_session=False),
        {"changes": as_json((number,) for number in look.changes)},
    )


def _narrowed(look: Look, changed: set[int], since: date) -> Look:
    anchors: dict[str, set[date]] = {}
    for duty, oldest in look.oldest.items():
        reached = (ladder.newly_reached(since, look.day, oldest) for ladder in timescales.in_force().of_duty(duty))
        anchors[duty] = {day for days in reached for day in days}
    if sum(map(len, anchors.values())) > _MANY_DAYS:
        return look
    # Once a nomination has lapsed the nominee stands in for the lead no longer, in whatever is open on the case.
    # Whoever snoozed hears again of what has come meanwhile.
    lapsed = [
        sa.and_(
            Lead.pending_on > working_days.latest_start(since, lapse),
            Lead.pending_on <= working_days.latest_start(look.day, lapse),
        )
        for lapse in (LAPSE, LAPSE_FAST)
    ]
    awake = sa.select(Snooze.case_id).where(Snooze.until_on > since, Snooze.until_on <= look.day)
    # Once the day of a meeting that nobody held has passed, none is arranged any more.
    missed = sa.select(Meeting.case_id).where(
        Meeting.planned_for >= since,
        Meeting.planned_for < look.day,
        Meeting.held_on.is_(None),
        Meeting.cancelled_at.is_(None),
    )
    by_the_clock = sa.union(sa.select(Lead.case_id).where(sa.or_(*lapsed)), awake, missed)
    cases = changed | set(db.session.scalars(by_the_clock))
    found = {duty: frozenset(days) for duty, days in anchors.items()}
    return replace(look, cases=frozenset(cases), anchors=found)


def _rules() -> str:
    """The timescales that are gone by: when they are others, everything is looked at once."""
    return sha256(repr(sorted(timescales.in_force().ladders.items())).encode()).hexdigest()[:16]
