"""The week's summary to coordinators and heads of service, sent even when nothing is owed.

Its absence is how people notice that the tool itself has fallen silent.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caf_tracker import clock, working_days
from caf_tracker.duties.reading import OpenDuty, open_duties
from caf_tracker.models import Case, ClosureFile, ClosureProblem, Mail, Tick, User
from caf_tracker.models.words import MailKind, Role
from caf_tracker.references import reference_of
from caf_tracker.reminders.outbox import is_waiting
from caf_tracker.reminders.queue import queue_for_each

READERS = (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)
LONGEST = 10


@dataclass(frozen=True)
class Owed:
    """How many of one duty are open, and how many of them late."""

    duty: str
    open: int
    late: int


@dataclass(frozen=True)
class Waiting:
    """A case and the number of working days since the oldest of what is owed on it began."""

    reference: str
    days: int


@dataclass(frozen=True)
class LastFile:
    """The last file of closures: when it was loaded, its rows, and how many could not be used."""

    loaded_at: datetime
    rows: int
    problems: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a summary says."""

    owed: tuple[Owed, ...]
    longest: tuple[Waiting, ...]
    last_tick: datetime | None
    unsent: int
    oldest_unsent: datetime | None
    # In the last seven days.
    given_up: int
    last_file: LastFile | None


def first_working_day(day: date) -> date | None:
    """The first working day of the week (from Monday) that `day` is in; None in a week without one."""
    monday = day - timedelta(days=day.weekday())
    week = (monday + timedelta(days=number) for number in range(7))
    return next((each for each in week if working_days.is_working_day(each)), None)


def is_due(session: Session, at: datetime) -> bool:
    """Whether this week's summary has not been queued although its hour has come; a missed day is caught up."""
    first = first_working_day(clock.london_date(at))
    if first is None or at < clock.london(first):
        return False
    queued = sa.select(Mail.id).where(Mail.kind == MailKind.SUMMARY, Mail.day == first)
    return session.scalar(sa.select(sa.exists(queued))) is False


def queue_summaries(session: Session, at: datetime) -> int:
    """A summary for every active coordinator and head of service; how many are new."""
    first = first_working_day(clock.london_date(at))
    if first is None:
        return 0
    readers = sa.select(User.id.label("user_id"), sa.cast(sa.null(), sa.Integer).label("agency_id")).where(
        User.role.in_(READERS), User.disabled_at.is_(None)
    )
    return queue_for_each(session, readers, kind=MailKind.SUMMARY, day=first, at=at)


def figures_by_area(session: Session, area_ids: set[int | None], at: datetime) -> dict[int | None, Figures]:
    """The figures of each of these areas; None stands for the whole authority."""
    if not area_ids:
        return {}
    duties = open_duties(at)
    area_of = _areas(session, {duty.case_id for duty in duties})
    last_tick = session.scalar(sa.select(sa.func.max(Tick.finished_at)).where(Tick.job == "sweep"))
    unsent, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(Mail.created_at)).where(
        is_waiting, Mail.created_at < at - timedelta(minutes=5)
    )).one()  # fmt: skip
    given_up = session.scalar(sa.select(sa.func.count()).where(Mail.given_up_at > at - timedelta(days=7))) or 0
    last_file = _last_file(session)
    return {
        area_id: Figures(
            owed=_counts(mine, clock.london_date(at)),
            longest=_longest(mine, clock.london_date(at)),
            last_tick=last_tick,
            unsent=unsent,
            oldest_unsent=oldest,
            given_up=given_up,
            last_file=last_file,
        )
        for area_id in area_ids
        for mine in [[duty for duty in duties if area_id is None or area_of[duty.case_id] == area_id]]
    }


def _areas(session: Session, case_ids: Iterable[int]) -> dict[int, int]:
    wanted = sorted(case_ids)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), 1000):
        rows = session.execute(sa.select(Case.id, Case.area_id).where(Case.id.in_(wanted[start : start + 1000])))
        found |= {case_id: area_id for case_id, area_id in rows}
    return found


def _counts(duties: Sequence[OpenDuty], today: date) -> tuple[Owed, ...]:
    numbers = {duty.key: duty.number for duty in duties}
    count = Counter(duty.key for duty in duties)
    late = Counter(duty.key for duty in duties if duty.late(today) > 0)
    return tuple(Owed(key, count[key], late[key]) for key in sorted(count, key=lambda key: numbers[key]))


def _longest(duties: Sequence[OpenDuty], today: date) -> tuple[Waiting, ...]:
    oldest: dict[int, date] = {}
    for duty in duties:
        oldest[duty.case_id] = min(duty.starts_on, oldest.get(duty.case_id, duty.starts_on))
    first = sorted(oldest.items(), key=lambda item: (item[1], item[0]))[:LONGEST]
    return tuple(Waiting(reference_of(case_id), max(working_days.between(day, today), 0)) for case_id, day in first)


def _last_file(session: Session) -> LastFile | None:
    file = session.scalar(sa.select(ClosureFile).order_by(ClosureFile.id.desc()).limit(1))
    if file is None:
        return None
    problems = session.scalar(sa.select(sa.func.count()).where(ClosureProblem.file_id == file.id)) or 0
    return LastFile(file.loaded_at, file.rows, problems)
