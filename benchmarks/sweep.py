"""The sweep against hand-written SQL, against itself on ten times the cases or with nothing due, and against a loop."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from benchmarks import by_hand
from benchmarks.places import Place, populated
from benchmarks.population import MORNING, QUIET_MORNING, add_due
from benchmarks.rounds import Arm, Ratio, compare, timed
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import Case, Telling
from caf_tracker.reminders.sweep import SweepResult, sweep
from tests.fixtures import migrating

# No tick of the population has this number.
_TICK = 1_000_000
# The loop is run over so many of the open cases, and its time taken times the rest.
_SAMPLE = 1_000


def bench(folder: Path, *, cases: int, large: int, rounds: int) -> Iterator[Ratio]:
    """Each ratio as it is measured."""
    for engine in ("postgresql", "sqlite"):
        with populated(engine, folder, cases) as place:
            yield compare(
                f"sweep of 1,000 due : hand-written SQL ({engine}, {cases:,})",
                _product(place, MORNING, 1_000),
                _hand(place, 1_000),
                at_most=1.2,
                rounds=rounds,
            )
            yield _against_a_loop(place)
            if engine == "postgresql":
                yield _ten_times(folder, place, large, rounds)
            more = _more_due(place)
            yield compare(
                f"sweep of 10,000 due : hand-written SQL ({engine}, {cases:,})",
                _product(more, MORNING, 10_000),
                _hand(more, 10_000),
                at_most=1.2,
                rounds=rounds,
            )
            yield compare(
                f"sweep with nothing due : with 10,000 due ({engine}, {cases:,})",
                _product(more, QUIET_MORNING, 0),
                _product(more, MORNING, 10_000),
                at_most=0.15,
                rounds=rounds,
            )


def _ten_times(folder: Path, place: Place, large: int, rounds: int) -> Ratio:
    with populated(place.engine, folder, large) as larger:
        return compare(
            f"sweep of 1,000 due : {large:,} cases : {place.population.cases:,} ({place.engine})",
            _product(larger, MORNING, 1_000),
            _product(place, MORNING, 1_000),
            at_most=1.5,
            rounds=rounds,
        )


def _more_due(place: Place) -> Place:
    """The same place with 10,000 due in all."""
    with migrating.app_on(place.owner_url):
        return replace(place, population=add_due(place.population, 9_000))


def _product(place: Place, at: datetime, duties: int) -> Arm:
    """The product's sweep; every round must tell of so many duties, and the very same rows."""
    check = _Same(duties)

    def run() -> float:
        with place.app.app_context():
            result: list[SweepResult] = []
            _connect()
            seconds = timed(lambda: result.append(sweep(at)))
            check(by_hand.told(db.session.connection(), result[0].tick_id))
            db.session.rollback()
            _clean(place)
        return seconds

    return run


def _hand(place: Place, duties: int) -> Arm:
    """The hand-written statements on the bare driver, bound to what was worked out beforehand."""
    statements = by_hand.statements(place.engine)
    with place.app.app_context():
        found = by_hand.parameters(MORNING, _TICK)
        db.session.rollback()
        check = _Same(duties, by_hand.told(db.session.connection(), sweep(MORNING).tick_id))
        db.session.rollback()

    def run() -> float:
        with place.app.app_context():
            _connect()
            connection = db.session.connection()
            cursor = connection.connection.cursor()

            def work() -> None:
                for statement in statements:
                    cursor.execute(statement, found)

            seconds = timed(work)
            check(by_hand.told(connection, _TICK))
            db.session.rollback()
            _clean(place)
        return seconds

    return run


def _connect() -> None:
    """A connection with its transaction begun: both ways find it open."""
    db.session.execute(sa.text("SELECT 1"))


class _Same:
    """Every round writes the same rows, on so many duties."""

    def __init__(self, duties: int, rows: by_hand.Rows | None = None) -> None:
        self.duties, self.rows = duties, rows

    def __call__(self, rows: by_hand.Rows) -> None:
        found = len({row[:5] for row in rows})
        assert found == self.duties, f"{found} duties were told of, not {self.duties}"
        self.rows = self.rows or rows
        assert rows == self.rows, "other rows were written than before"


def _clean(place: Place) -> None:
    """Clear away what was rolled back, so that no round pays for the one before."""
    if place.engine == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM tellings, mails, ticks")


def _against_a_loop(place: Place) -> Ratio:
    """A query for every open case, then one for what was told on it: run over a sample and taken times the rest."""
    with place.app.app_context():
        ids = db.session.scalars(sa.select(Case.id).where(Case.closed_at.is_(None)).order_by(Case.id)).all()
        sample = ids[:: max(1, len(ids) // _SAMPLE)]
        _loop(sample[:10], MORNING)
        seconds = timed(lambda: _loop(sample, MORNING)) * len(ids) / len(sample)
    arm = _product(place, MORNING, 1_000)
    arm()
    sweeps = sorted(arm() for _ in range(3))
    return Ratio(
        f"loop over open cases ({len(sample):,} of {len(ids):,}, scaled) : sweep ({place.engine})",
        tuple(seconds / one for one in sweeps),
        (seconds, median(sweeps)),
        at_least=1_000,
    )


def _loop(cases: Sequence[int], at: datetime) -> int:
    """What a loop must at least do: who owes what on this case, and what were they told?"""
    found = 0
    for case in cases:
        if open_duties(at, case_ids=[case]):
            found += len(db.session.execute(sa.select(Telling).where(Telling.case_id == case)).all())
    return found
