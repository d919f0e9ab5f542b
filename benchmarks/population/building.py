"""Building the population by bulk statements; the product itself tells whom it would have told before the morning."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.population import authority
from benchmarks.population.authority import FORENAMES, SURNAMES
from benchmarks.population.owed import LONGEST, Owed, falling_due, standing_by
from caf_tracker import clock, working_days
from caf_tracker.extensions import Base, db
from caf_tracker.models import Mail, UnsweptChange, User
from caf_tracker.models.base import UtcDateTime
from caf_tracker.models.unswept import noting, noting_no_more
from caf_tracker.models.words import MailKind
from caf_tracker.reminders.digest import queue_digests
from caf_tracker.reminders.sweep import sweep

# A Thursday; nothing falls due on the working day before it, and on the one before that all who were due were told.
DAY = date(2026, 3, 12)
MORNING = clock.london(DAY)
QUIET_MORNING = clock.london(working_days.add(DAY, -1))
SWEPT_MORNING = clock.london(working_days.add(DAY, -2))

# Quiet cases were decided between these many working days before the morning.
_QUIET_FROM, _QUIET_DAYS = LONGEST + 25, 400
_FACTS = Path(__file__).with_name("facts.sql")
_DIGEST_DAY = working_days.add(DAY, -5)
_RESTING = ("SET LOCAL session_replication_role = replica", "SET LOCAL work_mem = '256MB'")
_NUMBERS = {
    "postgresql": "SELECT n FROM generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS n",
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last) "
    "SELECT n FROM numbers",
}


@dataclass(frozen=True)
class Population:
    """What was built: open cases, and the ids of those on which a rung falls on the morning."""

    cases: int
    due: range


@dataclass(frozen=True)
class _Happened:
    """What has happened on a case of this kind; `latest`: its lead came on the recent day."""

    kind: str
    led: bool = False
    agreed: bool = False
    caf: bool = False
    closed: bool = False
    closed_lately: bool = False
    confirmed: bool = False
    returned: bool = False
    latest: bool = False
    quiet: bool = False


_HANDED_OVER = {"led": True, "agreed": True, "caf": True, "closed": True, "confirmed": True}
_NOT_STARTED = {"led": True, "agreed": True, "closed": True, "closed_lately": True}
_KINDS = (
    _Happened("handed_over", quiet=True, **_HANDED_OVER),
    _Happened("no_caf", quiet=True, closed=True),
    _Happened("returned", quiet=True, led=True, agreed=True, closed=True, returned=True),
    _Happened("successor_asked", **_HANDED_OVER),
    _Happened("lead_lost", **_HANDED_OVER),
    _Happened("never_led"),
    _Happened("lapsed", latest=True),
    _Happened("agreement_awaited", led=True, latest=True),
    _Happened("unfinished", led=True, agreed=True),
    _Happened("not_started", **_NOT_STARTED),
    _Happened("not_started_fast", **_NOT_STARTED),
    _Happened("stalled", **_NOT_STARTED),
    _Happened("unconfirmed", led=True, agreed=True, caf=True, closed=True),
    _Happened("refused", led=True),
    _Happened("withdrawn", **_HANDED_OVER),
    _Happened("meeting_undecided", **_HANDED_OVER),
    _Happened("engagement_asked", **_HANDED_OVER),
    _Happened("first_meeting_undecided", led=True, agreed=True),
    _Happened("approval_waiting", led=True, agreed=True, closed=True),
)


def build(cases: int, *, standing: int = 20_000, due: int = 1_000) -> Population:
    """Fill the empty database of the pushed app; a tenth more cases are closed ones. Told up to SWEPT_MORNING.

    On PostgreSQL the app must be connected as superuser, which alone may leave foreign keys unchecked meanwhile.
    """
    owed = standing_by(standing)
    with _unchecked() as connection:
        authority.make_people(connection, clock.london(_DIGEST_DAY))
        _make_calendar(connection)
        quiet, closed = cases - len(owed) - due, cases // 10
        kind = f"CASE WHEN n > {quiet} THEN 'returned' WHEN n % 10 = 0 THEN 'no_caf' ELSE 'handed_over' END"
        numbers = _NUMBERS[connection.dialect.name]
        connection.execute(
            sa.text(
                f"INSERT INTO plan SELECT n, {kind}, {_QUIET_FROM} + n % {_QUIET_DAYS}, "  # noqa: S608 - our own numbers
                f"{_QUIET_FROM} - 1 + n % {_QUIET_DAYS} FROM ({numbers}) AS numbers"
            ),
            {"first": 1, "last": quiet + closed},
        )
        _plan(connection, quiet + closed + 1, owed)
        last = quiet + closed + len(owed)
        _plan(connection, last + 1, falling_due(due))
        _make_history(connection)
        _write_facts(connection)
    _tell()
    return Population(cases, range(last + 1, last + 1 + due))


def add_due(population: Population, cases: int) -> Population:
    """As many more cases on which a rung falls on the morning."""
    start = population.due.stop
    with _unchecked() as connection:
        _make_calendar(connection)
        _plan(connection, start, falling_due(cases))
        _write_facts(connection)
    _tell()
    return Population(population.cases + cases, range(population.due.start, start + cases))


def _tell() -> None:
    """The sweep and the digest of the morning before last, and all their mail sent."""
    _settle("ANALYZE")
    sweep(SWEPT_MORNING)
    queue_digests(db.session(), SWEPT_MORNING)
    db.session.execute(sa.update(Mail).where(Mail.sent_at.is_(None)).values(sent_at=SWEPT_MORNING, attempts=1))
    db.session.commit()
    _settle("VACUUM ANALYZE")


def _make_calendar(connection: sa.Connection) -> None:
    """The temporary tables that facts.sql reads."""
    tables = sa.MetaData()

    def table(name: str, *columns: "sa.Column[Any]") -> sa.Table:
        made = sa.Table(name, tables, *columns, prefixes=["TEMPORARY"])
        made.create(connection)
        return made

    def numbered(name: str) -> "sa.Column[Any]":
        return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)

    flags = [sa.Column(name, sa.Boolean) for name in asdict(_KINDS[0]) if name != "kind"]
    kinds = table("kinds", sa.Column("kind", sa.String(40), primary_key=True), *flags)
    connection.execute(kinds.insert(), [asdict(kind) for kind in _KINDS])
    days = table("days", numbered("back"), sa.Column("day", sa.Date), sa.Column("morning", UtcDateTime))
    backs = [(back, working_days.add(DAY, -back)) for back in range(_QUIET_FROM + _QUIET_DAYS)]
    connection.execute(days.insert(), [{"back": b, "day": day, "morning": clock.london(day)} for b, day in backs])
    births = table("births", numbered("place"), sa.Column("born", sa.Date), sa.Column("turns_one_on", sa.Date))
    born = [(place, DAY - timedelta(days=place)) for place in range(7_000)]
    connection.execute(
        births.insert(), [{"place": place, "born": day, "turns_one_on": _first_birthday(day)} for place, day in born]
    )
    names = table("names", numbered("place"), sa.Column("forename", sa.String(40)), sa.Column("surname", sa.String(40)))
    full = [(forename, surname) for surname in SURNAMES for forename in FORENAMES]
    connection.execute(
        names.insert(), [{"place": place, "forename": f, "surname": s} for place, (f, s) in enumerate(full)]
    )
    table(
        "plan",
        numbered("id"),
        sa.Column("kind", sa.String(40)),
        *[sa.Column(n, sa.Integer) for n in ("first", "recent")],
    )


def _plan(connection: sa.Connection, start: int, owed: Iterable[Owed]) -> None:
    rows = [
        {"id": number, "kind": case.kind, "first": case.first, "recent": case.recent}
        for number, case in enumerate(owed, start)
    ]
    if rows:
        connection.execute(sa.text("INSERT INTO plan VALUES (:id, :kind, :first, :recent)"), rows)


def _write_facts(connection: sa.Connection) -> None:
    people = {
        ":next_lead_of": authority.chosen(authority.PRACTITIONERS, "(seed + 1)"),
        ":lead_of": authority.chosen(authority.PRACTITIONERS, "seed"),
        ":manager_of": authority.chosen(authority.MANAGERS, "seed / 7"),
        ":coordinator_of": authority.chosen(authority.COORDINATORS, "seed / 3"),
        ":head_of": authority.chosen(authority.HEADS, "seed"),
        ":names": str(len(FORENAMES) * len(SURNAMES)),
        ":digest_day": f"'{_DIGEST_DAY}'",
    }
    written = "\n".join(line for line in _FACTS.read_text().splitlines() if not line.startswith("--"))
    for word, value in people.items():
        written = written.replace(word, value)
    for statement in written.split(";"):
        # Without parameters: the remainder sign is none of theirs.
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _make_history(connection: sa.Connection) -> None:
    """A sweep each morning, and one digest for everybody (of the same number), that the old tellings belong to."""
    connection.exec_driver_sql(
        "INSERT INTO ticks (id, job, started_at, finished_at, made, looked_at_everything) "
        "SELECT 1000 - back, 'sweep', morning, morning, 0, FALSE FROM days WHERE back > 2"
    )
    at = clock.london(_DIGEST_DAY)
    common = {"kind": MailKind.DIGEST, "day": _DIGEST_DAY, "created_at": at, "next_try_at": at, "sent_at": at}
    users = connection.scalars(sa.select(User.id)).all()
    connection.execute(
        sa.insert(Mail),
        [{**common, "id": user, "user_id": user, "message_id": f"digest-{user}", "attempts": 1} for user in users],
    )


@contextmanager
def _unchecked() -> Iterator[sa.Connection]:
    """A transaction in which foreign keys and triggers rest; after it the next sweep looks at everything."""
    db.session.commit()
    with db.engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            # Outside any transaction, or SQLite does not heed it.
            driver: Any = connection.connection
            for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -400000"):
                driver.execute(f"PRAGMA {setting}")
        with connection.begin():
            for statement in noting_no_more("sqlite") if on_sqlite else _RESTING:
                connection.exec_driver_sql(statement)
            yield connection
            for statement in noting("sqlite", db.metadata.tables) if on_sqlite else []:
                connection.exec_driver_sql(statement)
            connection.execute(sa.insert(UnsweptChange).values(case_id=None))
        # The temporary tables and the settings go with the connection.
        connection.invalidate()


def _settle(statistics: str) -> None:
    """Sequences after the ids that were given, and the statistics that autovacuum would have gathered by now."""
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in Base.metadata.sorted_tables:
            if "id" in table.columns:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our own names
                    f"(SELECT COALESCE(max(id), 1) FROM {table.name}))"
                )
        connection.exec_driver_sql(statistics)


def _first_birthday(born: date) -> date:
    return date(born.year + 1, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=born.year + 1)
