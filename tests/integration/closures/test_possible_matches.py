"""A child of an imported closure who may be known already: found, compared, answered, never merged."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.errors import NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, Child, PossibleMatch, User
from caf_tracker.models.words import Resolution
from caf_tracker.services import possible_matches
from caf_tracker.services.possible_matches import answer_possible_match, matches_of
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn
from tests.integration.closures.files import cases, load, matches, row, step_down_of

ADA = {"name": "Ada Fell", "name_key": "ada fell", "born": date(2020, 5, 4), "nhs_number": "9990000018"}


@pytest.fixture
def known(authority: Authority) -> Case:
    """A case here with Ada Fell, born on 4 May 2020."""
    return factories.make_case(authority, children=[Child(**ADA)])


@pytest.fixture
def match(known: Case) -> PossibleMatch:
    load(row("CSC-1", "Ada Fell"))
    return db.session.scalars(sa.select(PossibleMatch)).one()


def answer(actor: User, match: PossibleMatch, resolution: Resolution, note: str = "Same mother") -> PossibleMatch:
    return answer_possible_match(actor=actor, at=clock.now(), match=match, resolution=resolution, note=note)


@pytest.mark.parametrize(
    ("child", "cells"),
    [
        ("Ada Fell", {}),
        ("ADA  fell", {}),
        ("Another Name", {"BORN": "2020-05-05", "NHS_NUMBER": "999 000 0018"}),
    ],
)
def test_a_child_who_may_be_known_is_loaded_as_a_case_and_put_on_the_list(
    known: Case, child: str, cells: dict[str, str]
) -> None:
    result = load(row("CSC-1", child, **cells))
    assert result.counts == (1, 1, 0, 0)
    new = step_down_of("CSC-1").case
    assert new.id != known.id
    assert step_down_of("CSC-1").not_started_on == date(2026, 2, 20)
    assert matches() == [(new.reference, known.reference)]
    assert [one.name for one in known.children] == ["Ada Fell"]


@pytest.mark.parametrize(
    ("child", "cells"),
    [
        ("Ada Fell", {"BORN": "2020-05-05"}),
        ("Adah Fell", {}),
        ("Bo Fell", {"BORN": "2024-01-09", "NHS_NUMBER": "9990000026"}),
        ("Ada Fell", {"BORN": "", "DUE": "2026-05-04"}),
    ],
)
def test_a_near_miss_is_no_match(known: Case, child: str, cells: dict[str, str]) -> None:
    load(row("CSC-1", child, **cells))
    assert matches() == []


def test_two_closures_of_one_file_may_be_one_child(authority: Authority) -> None:
    load(row("CSC-1", "Ada Fell"), row("CSC-2", "Ada Fell"), row("CSC-3", "Baby Fell", BORN="", DUE="2026-05-04"))
    first, second, _ = cases()
    assert matches() == [(second.reference, first.reference)]
    load(row("CSC-4", "baby fell", BORN="", DUE="2026-05-04"))
    assert len(matches()) == 2


def test_siblings_of_one_case_are_no_match(authority: Authority) -> None:
    load(row("CSC-1", "Ada Fell", NHS_NUMBER="9990000018"), row("CSC-1", "Bo Fell"))
    assert matches() == []


def test_loading_again_brings_no_answered_match_back(match: PossibleMatch, authority: Authority) -> None:
    answer(authority.coordinator, match, Resolution.DIFFERENT_CHILD)
    load(row("CSC-1", "Ada Fell"))
    assert db.session.scalars(sa.select(PossibleMatch)).one().resolution is Resolution.DIFFERENT_CHILD


def test_a_number_that_is_given_to_every_child_does_not_flood_the_list(authority: Authority) -> None:
    load(*[row(f"CSC-{number}", f"Child {number}", NHS_NUMBER="9990000018") for number in range(40)])
    assert len(matches()) == sum(min(earlier, possible_matches.MOST_MATCHES) for earlier in range(40))


def test_an_answer_is_kept_with_its_note_and_changes_neither_case(
    match: PossibleMatch, known: Case, authority: Authority
) -> None:
    answer(authority.coordinator, match, Resolution.SAME_CHILD, " Same mother ")
    assert (match.resolution, match.note) == (Resolution.SAME_CHILD, "Same mother")
    assert (match.resolved_by_id, match.resolved_at) == (authority.coordinator.id, clock.now())
    assert len(cases()) == 2
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "possible_match_answered"))
    assert {(event.case_id, event.user_id) for event in events} == {
        (known.id, authority.coordinator.id),
        (match.child.case_id, authority.coordinator.id),
    }


def test_the_same_child_links_both_cases_for_their_readers(
    match: PossibleMatch, known: Case, authority: Authority
) -> None:
    new = match.child.case
    assert matches_of(authority.coordinator, known) == matches_of(authority.coordinator, new) == [match]
    answer(authority.coordinator, match, Resolution.SAME_CHILD)
    assert matches_of(authority.coordinator, known) == matches_of(authority.coordinator, new) == [match]
    assert matches_of(authority.other_coordinator, known) == []


def test_different_children_are_not_linked(match: PossibleMatch, known: Case, authority: Authority) -> None:
    answer(authority.coordinator, match, Resolution.DIFFERENT_CHILD)
    assert matches_of(authority.coordinator, known) == []


def test_a_second_answer_is_refused(match: PossibleMatch, authority: Authority) -> None:
    answer(authority.coordinator, match, Resolution.SAME_CHILD)
    with pytest.raises(TransitionNotAllowed):
        answer(authority.head, match, Resolution.DIFFERENT_CHILD)
    assert match.resolution is Resolution.SAME_CHILD


def test_an_answer_needs_a_note(match: PossibleMatch, authority: Authority) -> None:
    with pytest.raises(RuleBroken) as broken:
        answer(authority.coordinator, match, Resolution.SAME_CHILD, "  ")
    assert broken.value.field == "note"


def test_who_may_not_compare_may_not_answer(match: PossibleMatch, authority: Authority) -> None:
    for user, refusal in (
        (authority.manager, NotPermitted),
        (authority.health_visitor, NotPermitted),
        (authority.system_admin, NotPermitted),
        (authority.other_coordinator, NotVisible),
    ):
        with pytest.raises(refusal):
            answer(user, match, Resolution.SAME_CHILD)
    assert match.resolution is None


class TestAcrossAreas:
    """The other case is of an area that the new case's coordinators may not see."""

    @pytest.fixture
    def across(self, authority: Authority) -> PossibleMatch:
        factories.make_case(authority, children=[Child(**ADA)], area=authority.other_area)
        load(row("CSC-1", "Ada Fell"))
        return db.session.scalars(sa.select(PossibleMatch)).one()

    def test_nobody_of_one_area_sees_the_pair(
        self, app: Flask, across: PossibleMatch, authority: Authority, sign_in: SignIn
    ) -> None:
        for user in (authority.coordinator, authority.head, authority.other_coordinator, authority.other_head):
            client = app.test_client()
            assert isinstance(client, Client)
            sign_in(client, user)
            assert client.get(f"/closures/possible-matches/{across.id}").status_code == 404
            listed = client.get("/closures/possible-matches").text
            assert "Ada Fell" not in listed
            assert "EH-" not in listed

    def test_the_new_cases_area_learns_that_it_waits_and_whom_to_ask(
        self, client: Client, across: PossibleMatch, authority: Authority, sign_in: SignIn
    ) -> None:
        sign_in(client, authority.coordinator)
        text = client.get("/closures/possible-matches").text
        assert "1 more possible match of your area concerns a case that you may not see." in text
        assert "Nobody here may see all areas" in text
        authority.other_head.area = None
        assert f"Ask {authority.other_head.name}" in client.get("/closures/possible-matches").text

    def test_who_sees_all_areas_answers(self, across: PossibleMatch, authority: Authority) -> None:
        authority.other_head.area = None
        db.session.flush()
        assert answer(authority.other_head, across, Resolution.SAME_CHILD).resolution is Resolution.SAME_CHILD


class TestPages:
    """The list and the comparison."""

    @pytest.fixture
    def coordinator(self, client: Client, authority: Authority, sign_in: SignIn) -> Client:
        sign_in(client, authority.coordinator)
        return client

    def test_the_list_leads_to_the_comparison_and_the_answer_takes_it_off(
        self, coordinator: Client, match: PossibleMatch, known: Case
    ) -> None:
        address = f"/closures/possible-matches/{match.id}"
        assert address in coordinator.get("/closures/possible-matches").text
        assert address in coordinator.get("/closures/files/1").text
        comparison = coordinator.get(address).text
        for text in ("Ada Fell", "4 May 2020", known.reference, match.child.case.reference, "CSC-1", "Megan Rowan"):
            assert text in comparison
        sent = coordinator.submit(address, {"resolution": "different_child", "note": "Two girls of one name"})
        assert sent.location == "/closures/possible-matches"
        assert address not in coordinator.get("/closures/possible-matches").text
        assert db.session.get_one(PossibleMatch, match.id).resolution is Resolution.DIFFERENT_CHILD
        answered = coordinator.get(address).text
        assert "Two girls of one name" in answered
        assert "Cora Whitfield" in answered
        assert 'name="resolution"' not in answered

    def test_reading_the_comparison_is_written_down_for_both_cases(
        self, coordinator: Client, match: PossibleMatch, known: Case
    ) -> None:
        coordinator.get(f"/closures/possible-matches/{match.id}")
        reads = db.session.scalars(sa.select(AuditEvent.case_id).where(AuditEvent.act == "case.read"))
        assert set(reads) == {known.id, match.child.case_id}

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"note": "x"}, "Select whether they are the same child"),
            ({"resolution": "same_child", "note": ""}, "Say how you know"),
            ({"resolution": "same_child", "note": "a\0b"}, "cannot be kept"),
            ({"resolution": "same_child", "note": "x" * 10_000}, "4,000 characters or fewer"),
            ({"resolution": "merge_them", "note": "x"}, "Choose one of the answers"),
        ],
    )
    def test_an_answer_that_cannot_be_taken_changes_nothing(
        self, coordinator: Client, match: PossibleMatch, fields: dict[str, str], said: str
    ) -> None:
        response = coordinator.submit(f"/closures/possible-matches/{match.id}", fields)
        assert response.status_code == 200
        assert said in response.text
        assert db.session.get_one(PossibleMatch, match.id).resolution is None

    def test_the_answer_of_a_second_window_is_refused(
        self, coordinator: Client, match: PossibleMatch, authority: Authority
    ) -> None:
        address = f"/closures/possible-matches/{match.id}"
        first = coordinator.get(address).text
        token = first.split('name="csrf_token"')[-1].split('value="')[1].split('"')[0]
        answer(authority.head, match, Resolution.SAME_CHILD)
        late = {"csrf_token": token, "resolution": "different_child", "note": "x"}
        assert coordinator.post(address, data=late).status_code == 409
        assert db.session.get_one(PossibleMatch, match.id).resolution is Resolution.SAME_CHILD

    def test_a_match_that_does_not_exist_is_not_found(self, coordinator: Client) -> None:
        for number in (99, 2147483648):
            assert coordinator.get(f"/closures/possible-matches/{number}").status_code == 404

    def test_the_list_takes_as_many_statements_for_many_as_for_one(
        self, coordinator: Client, match: PossibleMatch
    ) -> None:
        def statements() -> int:
            counted: list[str] = []

            def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
                counted.append(statement)

            sa.event.listen(db.engine, "before_cursor_execute", count)
            coordinator.get("/closures/possible-matches")
            sa.event.remove(db.engine, "before_cursor_execute", count)
            return len(counted)

        coordinator.get("/closures/possible-matches")
        one = statements()
        load(*[row(f"MORE-{number}", "Ada Fell") for number in range(4)])
        assert statements() == one
