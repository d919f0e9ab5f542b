"""Day by day and event by event: who is told what, and what is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.oracle.catalogue import (
    AGENCYS_CONTACT,
    DUTIES,
    LEAD_IF_NONE_ARRANGED,
    OWNER,
    OWNER_IF_AGREED_BEFORE,
    REPEATS,
    STALLS,
)
from tests.oracle.days import is_working_day, working_day
from tests.oracle.facts import MORNING, Case
from tests.oracle.ladders import Ladder
from tests.oracle.people import Tables

LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, order=True)
class Line:
    """One line of a replay: somebody told (`what` the rung, `how` the mail), or a duty open (`what` the due day)."""

    at: datetime
    kind: str
    duty: str
    what: str
    who: str
    how: str = ""


def play(tables: Tables) -> Iterator[Line]:
    """Every telling, and what is open at the end of each Sunday and of the last day."""
    case = Case(tables)
    waiting = list(tables["events"])
    day = tables["starts"]
    while day <= tables["ends"]:
        morning = datetime.combine(day, MORNING)
        while waiting and waiting[0]["at"] < morning:
            yield from _happens(case, waiting.pop(0))
        case.morning(day)
        yield from tick(case, morning)
        while waiting and waiting[0]["at"].date() == day:
            yield from _happens(case, waiting.pop(0))
        if day.weekday() == 6 or day == tables["ends"]:
            yield from _what_is_open(case, datetime.combine(day, LAST_MINUTE))
        day += timedelta(days=1)


def _happens(case: Case, event: Tables) -> Iterator[Line]:
    case.perform(event)
    yield from tick(case, event["at"])


def _what_is_open(case: Case, at: datetime) -> Iterator[Line]:
    for ladder in case.ladders.running:
        who = min(fill(case, ladder, DUTIES[ladder.duty].owed_by, at.date()), default="")
        yield Line(at, "open", ladder.duty, ladder.due.isoformat(), who)


def tick(case: Case, now: datetime) -> Iterator[Line]:
    """Tell each person of each ladder the highest rung reached that concerns them, once."""
    if now.time() < MORNING or not is_working_day(now.date()):
        return
    for ladder in case.ladders.running:
        if is_silent(case, ladder, now.date()):
            continue
        for person, rung in sorted(highest(case, ladder, now.date()).items()):
            if person not in ladder.told or rung > ladder.told[person]:
                ladder.told[person] = rung
                yield Line(now, "told", ladder.duty, str(rung), person, mail(ladder, person, rung))


def is_silent(case: Case, ladder: Ladder, today: date) -> bool:
    """Duty 5 is silent from the day duty 9 starts."""
    return ladder.duty == "caf_not_started" and today >= working_day(ladder.anchor, STALLS)


def highest(case: Case, ladder: Ladder, today: date) -> dict[str, int]:
    """For each person the highest rung reached by today that concerns them as things stand."""
    duty = DUTIES[ladder.duty]
    rungs = list(duty.fast if ladder.fast and duty.fast else duty.rungs)
    number = rungs[-1][0] + REPEATS
    while working_day(ladder.anchor, number) <= today:
        rungs.append((number, duty.then))
        number += REPEATS
    reached: dict[str, int] = {}
    for number, parts in rungs:
        if working_day(ladder.anchor, number) <= today:
            for part in parts:
                for person in fill(case, ladder, part, today):
                    reached[person] = number
    return reached


def mail(ladder: Ladder, person: str, rung: int) -> str:
    """How the telling is sent."""
    if DUTIES[ladder.duty].safety:
        return "now"
    if rung != 0 or ladder.started_by is None:
        return "digest"
    return "no" if person == ladder.started_by else "now"


def fill(case: Case, ladder: Ladder, part: str, today: date) -> set[str]:
    """Who fills a part of a ladder at this moment."""
    people, step_down = case.people, case.step_down
    if part == LEAD_IF_NONE_ARRANGED:
        return set() if case.is_arranged(today) else fill(case, ladder, "lead", today)
    if part == OWNER_IF_AGREED_BEFORE:
        assert ladder.agreed_on
        agreed_before = ladder.agreed_on < working_day(ladder.anchor, -3)
        return fill(case, ladder, OWNER, today) if agreed_before else set()
    if part == "manager, then coordinator":
        part = "manager" if step_down and step_down.outcome is None else "coordinator"
    if part.startswith("decider"):
        part = part.replace("decider", decider(case, ladder))
    if part == OWNER:
        return owner(case, ladder, today)
    if part == AGENCYS_CONTACT:
        return agencys_contact(case, ladder)
    manager = step_down.decided_by if step_down else None
    persons = {"nominee": ladder.nominee, "lead": lead(case, ladder), "manager": manager}
    if part in persons:
        return people.person(persons[part])
    whose = part.removesuffix("'s manager")
    if whose in persons:
        return people.person(people.line_manager(persons[whose]))
    if part == "receiving agency's contact":
        return people.contact(step_down.agency if step_down else None)
    return people.heads() if part == "head" else people.coordinators()


def lead(case: Case, ladder: Ladder) -> str | None:
    """The accepted lead professional; in duties 1 to 9, without one, the pending nominee."""
    if DUTIES[ladder.duty].number <= 9:
        return case.lead
    return case.accepted.nominee if case.accepted else None


def agencys_contact(case: Case, ladder: Ladder) -> set[str]:
    """Whom duty 17 asks: the agency's contact, of the lead's own agency the lead."""
    if case.accepted and case.people.staff[case.accepted.nominee]["agency"] == ladder.agency:
        return case.people.person(case.accepted.nominee)
    return case.people.contact(ladder.agency)


def owner(case: Case, ladder: Ladder, today: date) -> set[str]:
    """Whom an action is asked of; for one that the family took on, the lead."""
    assert ladder.owner
    if ladder.owner in case.people.staff:
        return case.people.person(ladder.owner)
    if ladder.owner in case.people.agencies:
        return case.people.contact(ladder.owner)
    return fill(case, ladder, "lead", today)


def decider(case: Case, ladder: Ladder) -> str:
    """Who decides after a refusal (duty 7), or whether to meet (duty 8)."""
    if ladder.duty == "meeting_undecided":
        assert ladder.decider
        return ladder.decider
    step_down = case.step_down
    return "manager" if step_down and step_down.outcome is None else "lead's manager"
