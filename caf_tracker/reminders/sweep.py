"""The sweep: in a fixed number of statements, everyone who is due to be told is told, once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from caf_tracker import audit, clock, working_days
from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.json_rows import as_json, json_rows
from caf_tracker.duties.moments import TODAY
from caf_tracker.duties.recipients import WHO, open_rows, people
from caf_tracker.extensions import Base, db
from caf_tracker.models import Mail, Snooze, Telling, Tick
from caf_tracker.models.words import MailKind, MailMode
from caf_tracker.reminders.looking import Look, Today, have_looked, what_to_look_at

_TELLINGS, _MAILS, _SNOOZES = (Base.metadata.tables[name] for name in ("tellings", "mails", "snoozes"))

# Lower than any rung: the earliest is the 10th working day before a review is due.
_BELOW_ALL = -1000

_KEY = ("duty", "case_id", "subject_id", "cause", "cause_id")
_TOLD = (*_KEY, "ladder", "anchor_on", "rung", *WHO, "parts", "deputy_parts", "mail")
# Of these one says who was told; of an agency its usual mailbox, or that of a closed period.
_RECIPIENTS = ("user_id", "agency_id", "closed_period_id")


@dataclass(frozen=True)
class SweepResult:
    """One sweep: its tick and how many people were told (0 outside telling time)."""

    tick_id: int
    told: int


def is_telling_time(at: datetime) -> bool:
    """Whether anything may be told: on a working day from 08:00 in London."""
    local = at.astimezone(clock.LONDON)
    return working_days.is_working_day(local.date()) and local.time() >= clock.MORNING


def sweep(at: datetime) -> SweepResult:
    """Tell everyone who is due at this moment and queue the mail that goes at once; the caller commits."""
    tick = Tick(job="sweep", started_at=at)
    db.session.add(tick)
    db.session.flush()
    told = 0
    if is_telling_time(at):
        look = what_to_look_at(at)
        told = _tell(at, tick, look)
        if told:
            _record_folded(tick, look)
            _queue_mail(at, tick)
            audit.record(at=at, act="tell", job="sweep", tick=tick.id, told=told)
        have_looked(look, tick)
    tick.finished_at = at
    tick.made = told
    db.session.flush()
    return SweepResult(tick.id, told)


def due_now(at: datetime) -> list[sa.Row[Any]]:
    """What a sweep at this moment would tell, changing nothing: the columns of a telling."""
    if not is_telling_time(at):
        return []
    look = what_to_look_at(at)
    return list(db.session.execute(_due(_dialect(), look.at_everything, look.today), look.parameters()))


def _dialect() -> str:
    return db.session.get_bind().dialect.name


@cache
def _due(dialect: str, at_everything: bool, today: Today) -> sa.Select[Any]:
    """Everyone with a ladder on which a rung that concerns them has come, higher than any told to them."""
    # Found first, and once: SQLite would look it all up again for every rung.
    opened = open_rows(to_look_at=not at_everything).cte("opened").prefix_with("MATERIALIZED")
    concerned = people(dialect, opened, on_anchor=True, deputies=today.anybody_away, closed=today.any_closed)
    c = concerned.c
    same = [
        *[c[name] for name in _KEY],
        c.ladder,
        c.anchor_on,
        *[c[name] for name in _RECIPIENTS],
        c.by_act,
        c.actor_id,
    ]
    highest = sa.select(*same, sa.func.max(c.rung).label("rung"), *_parts(c, today)).group_by(*same).subquery("highest")
    safety = [duty.key for duty in DUTIES.values() if duty.safety]
    started_now = sa.and_(highest.c.rung == 0, highest.c.by_act)
    mail = sa.case(
        (highest.c.duty.in_(safety), sa.literal(MailMode.NOW.value)),
        (
            sa.and_(started_now, sa.func.coalesce(highest.c.actor_id == highest.c.user_id, sa.false())),
            sa.literal(MailMode.NO.value),
        ),
        (started_now, sa.literal(MailMode.NOW.value)),
        else_=sa.literal(MailMode.DIGEST.value),
    )

    def is_there(rows: sa.Table, recipient: str, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        same = _same_ladder(highest, rows, recipient)
        return sa.select(sa.literal_column("1")).where(*same, condition).exists()

    columns = [highest.c[name] for name in _TOLD if name != "mail"]
    due = sa.select(*columns, mail.label("mail")).where(
        *[
            ~is_there(_TELLINGS, name, Telling.rung >= highest.c.rung)
            for name in _RECIPIENTS
            if today.any_closed or name != "closed_period_id"
        ]
    )
    if not today.anything_snoozed:
        return due
    may_be = Snooze.duty.in_([duty.key for duty in DUTIES.values() if duty.may_be_snoozed])
    return due.where(~is_there(_SNOOZES, "user_id", sa.and_(may_be, Snooze.holds(TODAY))))


def _parts(c: Any, today: Today) -> list[sa.Label[Any]]:
    """The parts in which somebody is told, a bit each: their own, and those of whom they stand in for."""
    nobody = sa.cast(sa.null(), sa.Integer)
    if not today.anybody_away:
        return [sa.func.sum(c.part).label("parts"), nobody.label("deputy_parts"), nobody.label("deputy_of_id")]
    # Two who are away may hold the same part.
    own, theirs = (
        sa.func.sum(sa.distinct(sa.case((whose, c.part), else_=0)))
        for whose in (c.deputy_of_id.is_(None), c.deputy_of_id.is_not(None))
    )
    return [
        own.label("parts"),
        sa.func.nullif(theirs, 0).label("deputy_parts"),
        sa.func.min(c.deputy_of_id).label("deputy_of_id"),
    ]


def _same_ladder(one: Any, other: Any, recipient: str) -> list[sa.ColumnElement[bool]]:
    """That both are of one ladder and of one recipient, told in this way."""
    same = [other.c[name] == one.c[name] for name in (*_KEY[:1], *_KEY[2:], recipient)]
    if recipient == "agency_id":
        # An agency is told through one mailbox or another: of what went to one, the other was not told.
        same += [one.c.closed_period_id.is_(None), other.c.closed_period_id.is_(None)]
    return same


@cache
def _insert(dialect: str, at_everything: bool, today: Today) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    due = _due(dialect, at_everything, today).subquery("due")
    chosen = sa.select(
        *[due.c[name] for name in _TOLD],
        sa.bindparam("told_at", type_=Telling.told_at.type),
        sa.bindparam("tick_id", type_=sa.Integer),
    ).where(sa.true())
    # In one order always: of two sweeps at once, neither holds what the other waits for.
    chosen = chosen.order_by(*[due.c[name] for name in (*_KEY, *_RECIPIENTS)])
    return insert(_TELLINGS).from_select([*_TOLD, "told_at", "tick_id"], chosen).on_conflict_do_nothing()


def _tell(at: datetime, tick: Tick, look: Look) -> int:
    statement = _insert(_dialect(), look.at_everything, look.today)
    db.session.execute(statement, {**look.parameters(), "told_at": at, "tick_id": tick.id})
    # Neither driver counts the rows of an INSERT that begins with WITH.
    mine = sa.select(sa.func.count()).select_from(Telling).where(Telling.tick_id == tick.id)
    return db.session.scalar(mine) or 0


def _record_folded(tick: Tick, look: Look) -> None:
    """Write down, as folded, the rungs that the new tellings passed over."""
    steps = as_json(
        (ladder.key, number, int(parts), until)
        for ladder, oldest in look.ladders()
        for number, parts, until in ladder.steps(look.day, oldest)
    )
    db.session.execute(_insert_folded(_dialect()), {"steps": steps, "tick_id": tick.id})


@cache
def _insert_folded(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    steps = json_rows(dialect, "steps", ladder=sa.String, rung=sa.Integer, parts=sa.Integer, until_on=sa.Date)
    made, before = Telling.__table__.alias("made"), Telling.__table__.alias("before")

    def told_before(recipient: str) -> sa.ScalarSelect[Any]:
        earlier = [*_same_ladder(made, before, recipient), before.c.rung < made.c.rung]
        return sa.select(sa.func.max(before.c.rung)).where(*earlier).scalar_subquery()

    copied = (*_KEY, "ladder", "anchor_on", *_RECIPIENTS, "told_at", "tick_id")
    told = (
        sa.select(
            *[made.c[name] for name in (*copied, "rung", "parts", "deputy_of_id")],
            sa.func.coalesce(made.c.deputy_parts, 0).label("deputy_parts"),
            sa.func.coalesce(*[told_before(name) for name in _RECIPIENTS], _BELOW_ALL).label("last"),
        )
        .where(made.c.tick_id == sa.bindparam("tick_id", type_=sa.Integer))
        .cte("told")
        .prefix_with("MATERIALIZED")
    )
    own, theirs = (steps.c.parts.bitwise_and(told.c[name]) for name in ("parts", "deputy_parts"))
    passed_over = sa.and_(
        steps.c.ladder == told.c.ladder,
        steps.c.rung < told.c.rung,
        steps.c.rung > told.c.last,
        sa.or_(own != 0, theirs != 0),
        told.c.anchor_on <= steps.c.until_on,
    )
    chosen = sa.select(
        *[told.c[name] for name in copied],
        steps.c.rung,
        own.label("parts"),
        sa.case((theirs != 0, told.c.deputy_of_id)).label("deputy_of_id"),
        sa.func.nullif(theirs, 0).label("deputy_parts"),
        sa.literal(MailMode.FOLDED.value).label("mail"),
    ).join(steps, passed_over)
    names = [*copied, "rung", "parts", "deputy_of_id", "deputy_parts", "mail"]
    return insert(_TELLINGS).from_select(names, chosen).on_conflict_do_nothing()


def _queue_mail(at: datetime, tick: Tick) -> None:
    """One mail a recipient with all that goes to them at once, in the tellings' own transaction."""
    mine = sa.and_(Telling.tick_id == tick.id, Telling.mail == MailMode.NOW)
    user, agency = (sa.cast(column, sa.String) for column in (Telling.user_id, Telling.agency_id))
    message_id = sa.literal(f"telling-{tick.id}-") + sa.func.coalesce("user-" + user, "agency-" + agency)
    moment = sa.literal(at, Mail.created_at.type)
    recipients = sa.select(
        sa.literal(MailKind.TELLING.value),
        Telling.user_id,
        Telling.agency_id,
        message_id,
        moment,
        moment,
        sa.literal(0),
    )
    db.session.execute(
        sa.insert(_MAILS).from_select(
            ["kind", "user_id", "agency_id", "message_id", "created_at", "next_try_at", "attempts"],
            recipients.where(mine).distinct(),
            include_defaults=False,
        )
    )
    db.session.execute(
        sa.update(Telling)
        .where(mine)
        .values(mail_id=sa.select(Mail.id).where(Mail.message_id == message_id).scalar_subquery())
        .execution_options(synchronize_session=False)
    )
