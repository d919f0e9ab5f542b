"""The sweep as statements: as many for one case as for fifty; and two at once, which tell each person once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Telling, UnsweptChange
from caf_tracker.reminders.sweep import due_now, sweep
from tests import factories
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt

MORNING = "2026-03-11 08:00"
CLOSED_ON = date(2026, 3, 2)


def close(authority: Authority, cases: int) -> None:
    """So many cases closed without anything begun."""
    for _ in range(cases):
        case = factories.make_case(authority)
        factories.make_step_down(case, authority.manager, decided_on=CLOSED_ON, closed_on=CLOSED_ON)
    db.session.commit()


def statements(work: Callable[[], object]) -> int:
    """How many statements this sends to the database."""
    counted: list[str] = []

    def count(*event: object) -> None:
        counted.append(str(event[2]))

    sa.event.listen(db.engine, "before_cursor_execute", count)
    work()
    sa.event.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


def told() -> Counter[tuple[object, ...]]:
    """Who was told what, and how often."""
    found = sa.select(Telling.duty, Telling.cause_id, Telling.rung, Telling.user_id, Telling.agency_id)
    return Counter(tuple(row) for row in db.session.execute(found))


@pytest.mark.parametrize("everything", [False, True], ids=["what is new", "everything"])
def test_a_sweep_sends_as_many_statements_for_fifty_cases_as_for_one(
    app: Flask, clock_at: ClockAt, everything: bool
) -> None:
    authority = factories.make_authority()
    at = clock_at(MORNING)
    sweep(at)
    counts = []
    for cases in (1, 50):
        close(authority, cases)
        if everything:
            db.session.add(UnsweptChange(case_id=None))
            db.session.commit()
        counts.append(statements(lambda: sweep(at)))
        db.session.commit()
    assert counts[0] == counts[1]
    assert len({key[1] for key in told()}) == 51


def test_two_sweeps_at_once_tell_each_person_once(app: Flask, clock_at: ClockAt) -> None:
    close(factories.make_authority(), 40)
    at = clock_at(MORNING)
    expected = Counter({(row.duty, row.cause_id, row.rung, row.user_id, row.agency_id): 1 for row in due_now(at)})
    db.session.rollback()
    ready = threading.Barrier(2)
    told_by: list[int] = []

    def one() -> None:
        with app.app_context(), clock.set_to(at):
            ready.wait()
            told_by.append(sweep(at).told)
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    highest = {key: count for key, count in told().items() if key in expected}
    assert highest == expected
    assert max(told().values()) == 1
    assert sum(told_by) == len(expected) > 100
