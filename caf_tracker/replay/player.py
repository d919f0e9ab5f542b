"""Playing a scenario: its events through the services, the real sweep every morning and after every event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.duties import DUTIES, open_duties
from caf_tracker.errors import NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Telling
from caf_tracker.models.words import MailMode
from caf_tracker.reminders import counting
from caf_tracker.reminders.sweep import sweep
from caf_tracker.reminders.unposted import compose_and_count_as_sent
from caf_tracker.replay.acts import ACTS
from caf_tracker.replay.family import Family, set_up
from caf_tracker.replay.scenario import Event, Scenario

_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Happened:
    """An event of the scenario took place."""

    at: datetime
    by: str
    act: str
    event: Event


@dataclass(frozen=True)
class Told:
    """Somebody was told; `to` is a staff key or agency:KEY, `part` the bits of duties.parts.Part."""

    at: datetime
    duty: str
    about: str
    rung: int
    to: str
    mail: MailMode
    part: int


@dataclass(frozen=True)
class Owed:
    """One duty still open: who owes it and by when."""

    duty: str
    owed_by: str
    due: date


@dataclass(frozen=True)
class StillOpen:
    """Everything started and not ended at a moment."""

    at: datetime
    duties: list[Owed]


@dataclass(frozen=True)
class Mailed:
    """What somebody would have got by mail in the week of a moment: mails, and lines in them."""

    at: datetime
    to: str
    mails: int
    lines: int


Step = Happened | Told | StillOpen | Mailed


class ActRefused(Exception):
    """The rules refuse an event; the message says which and why."""


def play(scenario: Scenario, until: date | None = None, *, with_mail: bool = False) -> Iterator[Step]:
    """What happens, in order of time, in an empty database of the present app context; times are London, naive.

    What is open is told at the end of every Sunday as well as at the very end. `with_mail`: the mails are composed
    too, and who would have got how many in which week comes last.
    """
    last = min(scenario.ends, until) if until else scenario.ends
    db.create_all()
    family = set_up(scenario)
    waiting = [event for event in scenario.events if event.at.date() <= last]
    for day in _days(scenario.starts, last):
        morning = datetime.combine(day, clock.MORNING)
        while waiting and waiting[0].at < morning:
            yield from _perform(family, waiting.pop(0))
        yield from _sweep(family, morning)
        if with_mail:
            compose_and_count_as_sent(db.session(), _moment(morning))
        while waiting and waiting[0].at.date() == day:
            yield from _perform(family, waiting.pop(0))
        if day.weekday() == 6 or day == last:
            yield _still_open(family, datetime.combine(day, _LAST_MINUTE))
        db.session.commit()
    if with_mail:
        yield from _mailed(family, counting.mondays(scenario.starts, last))


def _mailed(family: Family, weeks: list[date]) -> Iterator[Mailed]:
    found = counting.received(db.session(), weeks)
    for (recipient, monday), received in sorted(found.items(), key=lambda item: (item[0][1], str(item[0][0]))):
        to = family.key_of(recipient.user_id, recipient.agency_id)
        yield Mailed(datetime.combine(monday, clock.MORNING), to, received.mails, received.lines)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _moment(local: datetime) -> datetime:
    return local.replace(tzinfo=clock.LONDON).astimezone(UTC)


def _perform(family: Family, event: Event) -> Iterator[Happened | Told]:
    at = _moment(event.at)
    with clock.set_to(at):
        try:
            ACTS[event.act].perform(family, family.staff[event.by], at, event.given)
            db.session.flush()
        except NotPermitted as error:
            raise ActRefused(_refusal(event, f"{event.by} has no right to do this on this case")) from error
        except NotVisible as error:
            raise ActRefused(_refusal(event, f"{event.by} may not see this")) from error
        except RuleBroken as error:
            raise ActRefused(_refusal(event, f"{error.field}: {error.message}")) from error
        except TransitionNotAllowed as error:
            raise ActRefused(_refusal(event, error.message)) from error
    yield Happened(event.at, event.by, event.act, event)
    yield from _sweep(family, event.at)


def _refusal(event: Event, why: str) -> str:
    return (
        f"event {event.number} ({event.at.isoformat(timespec='minutes')}, {event.act} by {event.by}) is refused: {why}"
    )


def _sweep(family: Family, local: datetime) -> Iterator[Told]:
    at = _moment(local)
    with clock.set_to(at):
        result = sweep(at)
        if not result.told:
            return
        made = sa.select(Telling).where(Telling.tick_id == result.tick_id, Telling.mail != MailMode.FOLDED)
        tellings = sorted(
            db.session.scalars(made),
            key=lambda t: (DUTIES[t.duty].number, t.subject_id, t.cause_id, t.rung, family.told_as(t)),
        )
        for t in tellings:
            yield Told(local, t.duty, f"{t.cause} {t.cause_id}", t.rung, family.told_as(t), t.mail, t.parts)


def _still_open(family: Family, local: datetime) -> StillOpen:
    at = _moment(local)
    with clock.set_to(at):
        duties = [
            Owed(duty.key, min((family.key_of(p.user_id, p.agency_id) for p in duty.owed_by), default=""), duty.due_on)
            for duty in open_duties(at, case_ids=[family.case.id])
        ]
    return StillOpen(local, duties)
