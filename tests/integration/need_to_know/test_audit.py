"""No audit, no page: what lets somebody read a case is written down with it, or nobody reads and nothing is done."""

import pytest
import sqlalchemy as sa

from caf_tracker.models import AuditEvent
from caf_tracker.models.words import Role
from tests.fixtures.proving import Figure, Length
from tests.integration.need_to_know.asking import PAGES
from tests.integration.need_to_know.table import cells
from tests.integration.need_to_know.walking import (
    allowed,
    ask,
    family_of,
    form_of,
    names_no_other,
    path_of,
    person_of,
    sparing,
)
from tests.integration.need_to_know.world import World

# Views that show one case, whose reading is one event about that case; and lists, whose reading is one event.
OF_A_CASE = {endpoint for endpoint, page in PAGES.items() if "{reference}" in page.at} | {
    "approvals.answer", "approvals.take_back", "snoozes.answer", "why_told.show",
}  # fmt: skip
# Whoever reads them has no account.
OF_A_MAILBOX = {"answers.question", "answers.answer"}
LISTS = {
    "work.home", "caseload.show",
    "lists.cases", "lists.step_downs", "lists.closed_and_not_started", "closures.possible_matches",
    "closures.show_file", "cases.open_duplicates", "people.disable", "reminders_sent.show",
}  # fmt: skip
# Two cases side by side.
OF_TWO_CASES = {"closures.answer_match"}
MATCHED = (Role.HEAD_OF_SERVICE, Role.PRACTITIONER)

_REFUSE = {
    "sqlite": "CREATE TRIGGER no_audit BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no audit'); END",
    "postgresql": """
        CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no audit'; END $$;
        CREATE TRIGGER no_audit BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION no_audit()""",
}
# What is kept of a form on its way is no act: nothing is done until it is sent.
_NO_ACT = {"unfinished_forms", "sign_in_sessions"}


def events(world: World) -> list[AuditEvent]:
    """Every event so far, as plain rows."""
    return list(world.connection.execute(sa.select(AuditEvent.__table__).order_by(AuditEvent.id)))  # type: ignore[arg-type]  # rows have the same names


@pytest.mark.proof
def test_what_a_page_lets_somebody_read_is_written_down(
    world: World, engine: str, length: Length, figure: Figure
) -> None:
    wrong, asked = [], sparing(allowed("GET"), engine, length(0, 1))
    for cell in asked:
        with world.undone():
            before = len(events(world))
            status = ask(cell, world).status_code
            new = [(event.act, event.case_id, event.user_id) for event in events(world)[before:]]
        case_id, user_id = family_of(cell, world).case_id, person_of(cell, world).user_id
        act = "telling.read" if cell.endpoint == "why_told.show" else "case.read"
        expected: list[tuple[str, int | None, int | None]] = []
        if cell.endpoint in OF_A_CASE:
            expected = [(act, case_id, user_id)]
        elif cell.endpoint in OF_A_MAILBOX:
            expected = [("question.read", world.asked_case, None)]
        elif cell.endpoint in LISTS:
            expected = [("case.list", None, user_id)]
        elif cell.endpoint in OF_TWO_CASES:
            expected = [(act, world.families["decided", role].case_id, user_id) for role in MATCHED]
        if status != 200 or new != expected:
            wrong.append(f"{cell}: {status}, {new} and not {expected}")
    assert not wrong, "\n".join(wrong)
    figure(f"{len(asked)} pages on {engine}: each reading is one event")


@pytest.mark.proof
def test_a_page_that_says_what_is_wrong_was_read_too(world: World, engine: str, length: Length) -> None:
    acts = [cell for cell in allowed("POST") if cell.endpoint in OF_A_CASE and form_of(cell, world)]
    wrong = []
    for cell in sparing(acts, engine, length(0, 1)):
        with world.undone():
            before = len(events(world))
            response = ask(cell, world, **dict.fromkeys(form_of(cell, world), "\0 nonsense"))
            new = [(event.act, event.case_id) for event in events(world)[before:]]
        # The page again with what is wrong, a page that says that the case has moved on, or what no page would send.
        if response.status_code not in (200, 400, 409) or new != [("case.read", family_of(cell, world).case_id)]:
            wrong.append(f"{cell}: {response.status}, {new}")
    assert not wrong, "\n".join(wrong)


def test_a_list_whose_search_is_refused_was_read_too(world: World) -> None:
    cell = next(cell for cell in allowed("POST") if cell.endpoint == "lists.find")
    with world.undone():
        before = len(events(world))
        assert ask(cell, world, text="x" * 10_000).status_code == 400
        assert [event.act for event in events(world)[before:]] == ["case.list"]


@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_audit_no_page_and_no_act(
    world: World, engine: str, method: str, length: Length, figure: Figure
) -> None:
    asked = sparing(allowed(method), engine, length(0, 1))
    wrong = []
    with world.undone():
        world.connection.exec_driver_sql(_REFUSE[engine])
        before = {name: rows for name, rows in world.snapshot().items() if name not in _NO_ACT}
        for cell in asked:
            response = ask(cell, world)
            shown = names_no_other(response.text, world, path_of(cell, world))
            wrong += [f"{cell} shows {name}" for name in shown]
            if method == "GET" and cell.endpoint in OF_A_CASE | LISTS | OF_TWO_CASES and response.status_code < 400:
                wrong.append(f"{cell} answers {response.status}")
        after = world.snapshot()
        wrong += [f"one of these changed {name}" for name, rows in before.items() if after[name] != rows]
    assert not wrong, "\n".join(wrong)
    figure(f"{len(asked)} pages and acts on {engine} without an audit log: none shows a case, none acts")


def test_every_view_stands_in_one_list_or_shows_no_case() -> None:
    assert not OF_A_CASE & LISTS
    assert {cell.endpoint for cell in cells()} >= OF_A_CASE | LISTS | OF_TWO_CASES
