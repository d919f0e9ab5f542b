"""Invented scenarios from a seed: a family, its people, and a run of acts that the rules allow at their moment."""

from datetime import date, datetime, time, timedelta
from random import Random

from tests.oracle.choosing import choose, is_eager
from tests.oracle.days import ONE_DAY
from tests.oracle.facts import MORNING, Case
from tests.oracle.people import Tables

# Easter, Christmas, clock changes, moved and single bank holidays, and years in between.
SEASONS = (
    date(2018, 3, 12),
    date(2018, 10, 8),
    date(2018, 12, 3),
    date(2019, 4, 1),
    date(2019, 12, 9),
    date(2020, 4, 27),
    date(2021, 7, 5),
    date(2022, 5, 16),
    date(2022, 12, 12),
    date(2026, 3, 9),
)
TIMES = (time(0, 5), time(6, 30), time(7, 59), time(8), time(8, 1), time(10, 15), time(13), time(16, 45), time(23, 40))
GAPS = (
    (0, 0, 0, 1, 1, 2, 3),
    (0, 0, 1, 1, 2, 3, 5, 8, 13),
    (0, 1, 4, 9, 16, 25, 40),
)


def tables_of(seed: int) -> Tables:
    """The scenario of this seed, the same each time."""
    random = Random(seed)  # noqa: S311  (invents scenarios, guards nothing)
    starts = random.choice(SEASONS) + timedelta(days=random.randrange(14))
    tables: Tables = {
        "title": f"Invented family {seed}",
        "starts": starts,
        "ends": starts + timedelta(days=random.randrange(40, 100)),
        "agencies": _agencies(random),
        "staff": _staff(random),
        "children": _children(random, starts),
        "adults": {
            "mother": {"name": "Mother", "relation": {"k": "mother"}},
            "father": {"name": "Father", "relation": {"k": "father"}},
        },
    }
    if is_eager(tables):
        tables["ends"] += timedelta(days=random.randrange(40, 100))
    tables["events"] = list(_events(random, tables))
    return tables


def _agencies(random: Random) -> Tables:
    agencies: Tables = {
        "csc": {"name": "Children's social care", "kind": "childrens_social_care"},
        "health": {"name": "Health visiting", "kind": "health_visiting"},
        "school": {"name": "Primary school", "kind": "school"},
        "eh": {"name": "Early help", "kind": "early_help"},
    }
    if random.random() < 0.7:
        agencies["health"]["contact"] = random.choice(("hv_lead", "hv1"))
    if random.random() < 0.3:
        agencies["school"]["contact"] = "teacher"
    return agencies


def _staff(random: Random) -> Tables:
    staff: Tables = {}

    def employ(key: str, agency: str, role: str, managers: tuple[str, ...]) -> None:
        known = [manager for manager in managers if manager in staff]
        staff[key] = {"name": key.capitalize(), "agency": agency, "role": role}
        if known and random.random() < 0.75:
            staff[key]["manager"] = random.choice(known)

    for key in ("head1", "head2")[: random.choice((1, 1, 2))]:
        employ(key, "csc", "head_of_service", ("head1",))
    for key in ("manager1", "manager2", "manager3")[: random.choice((1, 2, 3))]:
        employ(key, "csc", "social_care_manager", ("head1", "head2", "manager1"))
    for key in ("coordinator1", "coordinator2", "coordinator3")[: random.choice((0, 1, 1, 2, 3))]:
        employ(key, random.choice(("eh", "csc")), "early_help_coordinator", ("head1", "coordinator1"))
    employ("area_lead", "health", "practitioner", ())
    employ("hv_lead", "health", "practitioner", ("area_lead",))
    for key in ("hv1", "hv2", "hv3"):
        employ(key, "health", "practitioner", ("hv_lead", "area_lead"))
    employ("teacher", "school", "practitioner", ())
    return staff


def _children(random: Random, starts: date) -> Tables:
    """Children about 1, older ones, and unborn ones."""
    children: Tables = {}
    for key in ("k", "sibling")[: random.choice((1, 1, 2))]:
        child: Tables = {"name": key.capitalize()}
        kind = random.random()
        if kind < 0.3:
            child["born"] = starts - timedelta(days=random.randrange(290, 366))
        elif kind < 0.4:
            child["due"] = starts + timedelta(days=random.randrange(20, 150))
        else:
            child["born"] = starts - timedelta(days=random.randrange(400, 3000))
        if child.get("born") and (child["born"].month, child["born"].day) == (2, 29):
            child["born"] += ONE_DAY
        children[key] = child
    return children


def _events(random: Random, tables: Tables) -> list[Tables]:
    """A run of acts, each chosen from what the case allows when it comes."""
    case = Case(tables)
    gaps = random.choice(GAPS[1:] if is_eager(tables) else GAPS)
    events: list[Tables] = []
    at = datetime.combine(tables["starts"] + timedelta(days=random.choice((0, 1, 2, 9))), random.choice(TIMES))
    morning = datetime.combine(tables["starts"], MORNING)
    while at.date() <= tables["ends"] and len(events) < 30:
        while morning <= at:
            case.morning(morning.date())
            morning += ONE_DAY
        event = choose(random, case, tables, at)
        if event is not None:
            case.perform(event)
            events.append(event)
        days = random.choice(GAPS[0] if is_eager(tables) and not case.caf_started else gaps)
        later = random.choice([moment for moment in TIMES if days or moment >= at.time()])
        at = datetime.combine(at.date() + timedelta(days=days), later)
        if not days and random.random() < 0.3:
            at += ONE_DAY
    return events
