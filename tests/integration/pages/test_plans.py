"""With very many cases no page reads a large table whole, whoever asks."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from benchmarks.population import MORNING
from benchmarks.population.authority import AREAS, COORDINATORS, MANAGERS, PRACTITIONERS
from caf_tracker.access.scope import find_case, reads_summary_only
from caf_tracker.duties import open_duties
from caf_tracker.duties.stages import Stage
from caf_tracker.extensions import db
from caf_tracker.models import Case, User
from caf_tracker.references import reference_of
from caf_tracker.web.areas.case_page.page import Words, put_together
from caf_tracker.web.areas.caseload import queries as caseload
from caf_tracker.web.areas.lists import queries as lists
from caf_tracker.web.areas.lists.chosen import Chosen
from caf_tracker.web.areas.outbox import queries as outbox
from caf_tracker.web.areas.work import queries as work
from tests.fixtures.plans import read_whole
from tests.fixtures.plugin import ClockAt

AT = MORNING + timedelta(hours=2)
# Coordinators see an area, managers what their team decided, a health visitor what is theirs.
PEOPLE = {
    "coordinator": COORDINATORS.first,
    "manager": MANAGERS.first,
    "health visitor": PRACTITIONERS.first + len(AREAS),
}


@pytest.fixture(params=PEOPLE)
def person(large_app: Flask, request: pytest.FixtureRequest, clock_at: ClockAt) -> User:
    """One of those who see the lists, at the moment that the large authority was built for."""
    clock_at(AT)
    return db.session.get_one(User, PEOPLE[request.param])


CHOICES = {
    "everything": Chosen(),
    "an area": Chosen(area_id=1),
    "a stage": Chosen(stage=Stage.READY_TO_START),
    "under 1": Chosen(under_one=True),
    "a reference": Chosen(search=reference_of(123)),
    "an NHS number": Chosen(search="999 000 0018"),
}


@pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)
def test_the_list_of_cases(person: User, chosen: Chosen) -> None:
    for after in (None, (20_000,)):
        assert read_whole(partial(lists.find_cases, person, AT, chosen, after))[1] == []


@pytest.mark.parametrize("wanted", [None, Stage.NOT_ANSWERED, Stage.READY_TO_START])
def test_the_list_of_step_downs(person: User, wanted: Stage | None) -> None:
    for after in (None, (20_000,)):
        assert read_whole(partial(lists.step_downs, person, AT, wanted, after))[1] == []


def test_closed_and_not_started(person: User) -> None:
    for after in (None, (AT.date(), 1)):
        assert read_whole(partial(lists.closed_and_not_started, person, AT, after))[1] == []


def test_your_work(person: User) -> None:
    assert read_whole(lambda: open_duties(AT, owed_by=person))[1] == []
    assert read_whole(lambda: work.waiting_for_others(person, AT))[1] == []
    assert read_whole(lambda: work.last_told(person, "CAF"))[1] == []


def test_a_caseload(person: User, large_app: Flask) -> None:
    people = caseload.leads_seen_by(person)
    assert read_whole(lambda: caseload.leads_seen_by(person))[1] == []
    lead = people[0] if people else person
    for after in (None, (20_000,)):
        with large_app.test_request_context():
            assert read_whole(partial(caseload.caseload, person, lead, AT, "CAF", after))[1] == []


def test_a_case_page(person: User, large_app: Flask) -> None:
    listed = (db.session.get_one(Case, row.id) for row in lists.find_cases(person, AT, Chosen(), None))
    case = next(case for case in listed if not reads_summary_only(person, case))
    words = Words(caf="CAF", label=lambda word: str(word))

    def read() -> None:
        assert find_case(person, case.reference) is case
        assert not reads_summary_only(person, case)
        with large_app.test_request_context():
            put_together(case, viewer=person, at=AT, words=words)

    statements, whole = read_whole(read)
    assert whole == []
    assert statements > 10


def test_the_outbox(large_app: Flask) -> None:
    for shown in outbox.Shown:
        assert read_whole(partial(outbox.mails, shown, None))[1] == []
    assert read_whole(outbox.counts)[1] == []
