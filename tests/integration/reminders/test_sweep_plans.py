"""With very many cases a sweep reads no large table whole, and costs what falls due."""

from datetime import datetime

import pytest
from flask import Flask

from benchmarks.population import MORNING, QUIET_MORNING
from caf_tracker.duties import holders, open_duties
from caf_tracker.extensions import db
from caf_tracker.models import UnsweptChange, User
from caf_tracker.reminders.sweep import sweep
from tests.fixtures.large import DUE
from tests.fixtures.plans import read_whole


@pytest.mark.parametrize(("at", "due"), [(MORNING, True), (QUIET_MORNING, False)], ids=["due", "nothing due"])
def test_a_sweep_reads_no_large_table_whole(large_app: Flask, at: datetime, due: bool) -> None:
    told = []
    statements, whole = read_whole(lambda: told.append(sweep(at).told))
    assert whole == []
    assert (told[0] > DUE) is due
    assert statements >= 5


def test_nor_does_one_that_looks_at_the_changed_cases(large_app: Flask) -> None:
    db.session.add_all(UnsweptChange(case_id=number) for number in range(1, 200))
    assert read_whole(lambda: sweep(QUIET_MORNING))[1] == []


def test_nor_does_reading_what_is_owed_on_a_case_or_by_a_person(large_app: Flask) -> None:
    person = db.session.get_one(User, 300)
    assert read_whole(lambda: open_duties(MORNING, case_ids=[109_000]))[1] == []
    assert read_whole(lambda: holders(MORNING, range(108_000, 108_050)))[1] == []
    assert read_whole(lambda: open_duties(MORNING, owed_by=person))[1] == []
