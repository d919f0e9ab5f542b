"""What stands in a family's fields reaches nobody who may not see it, and no place where it may not stand."""

import re

import pytest
import sqlalchemy as sa

from caf_tracker.models import AuditEvent
from caf_tracker.models.words import Role
from tests.fixtures.proving import Figure, Length
from tests.integration.need_to_know.asking import PAGES
from tests.integration.need_to_know.canaries import (
    BORN,
    NHS_NUMBER,
    canaries_in,
    canary,
    filled,
    personal_columns,
)
from tests.integration.need_to_know.listening import access_line, around, everything_logged
from tests.integration.need_to_know.table import cells
from tests.integration.need_to_know.walking import allowed, ask, sparing
from tests.integration.need_to_know.world import Person, World

# Those to whom every family of the table is hidden.
OUTSIDERS = [
    (cell.role, cell.relation)
    for cell in cells()
    if cell.endpoint == "case_page.show" and cell.expected != "P" and cell.role
]
VIEWS = sorted({cell.endpoint for cell in cells() if cell.method == "GET"})


def test_every_personal_column_has_its_canary(filled_world: World) -> None:
    empty = [f"{column.table.name}.{column.name}" for column in personal_columns() if not filled(filled_world, column)]
    # Nobody answers a request, moves a family, or compares two children in this world.
    assert empty == []


@pytest.mark.proof
def test_no_page_shows_an_outsider_anything(
    filled_world: World, engine: str, length: Length, figure: Figure, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, asked, wrong = length(0, 1), 0, []
    with everything_logged(capsys) as logged:
        for place, (role, relation) in enumerate(OUTSIDERS):
            person = filled_world.people[role, relation]
            for number, endpoint in enumerate(VIEWS):
                if not whole and (place + number) % (29 if engine == "sqlite" else 58):
                    continue
                page = PAGES[endpoint]
                # Addresses and keys as somebody in the case has them.
                keys = vars(filled_world.people[Role.PRACTITIONER, "lead"]) if "key" in page.at else vars(person)
                numbers = filled_world.ids | vars(filled_world.families[page.stage, role]) | keys
                path = page.at.format(**numbers, answer=filled_world.answer)
                response = filled_world.ask(person, "GET", path)
                asked += 1
                found = canaries_in(response.text + str(response.headers) + access_line(response))
                wrong += [f"{endpoint} shows {role.value}, {relation}: {word}" for word in found]
        wrong += [f"the log holds {word}" for word in canaries_in(logged())]
    assert not wrong, "\n".join(wrong)
    figure(f"{asked} pages for outsiders on {engine}: no canary in body, header, address or log")


@pytest.mark.proof
def test_a_search_finds_an_outsider_nothing(filled_world: World, engine: str, length: Length, figure: Figure) -> None:
    words = sorted({canary(column) for column in personal_columns()} | {NHS_NUMBER, BORN.isoformat(), "zqchildren"})
    searching = [(role, relation) for role, relation in OUTSIDERS if (role, relation) in _who_search()]
    if not length(0, 1):
        searching = searching[: 2 if engine == "sqlite" else 1]
        words = words[:: 3 if engine == "sqlite" else 9]
    wrong = []
    for role, relation in searching:
        person = filled_world.people[role, relation]
        nothing = _search(filled_world, person, "Nobody of that name")
        for word in words:
            found = _search(filled_world, person, word)
            if found != nothing:
                wrong.append(f"{role.value}, {relation} sees that {word} is somewhere")
    assert not wrong, "\n".join(wrong)
    figure(f"{len(searching) * len(words)} searches by outsiders: each answered like one for nobody")


def _who_search() -> set[tuple[Role | None, str]]:
    searching = {cell.role for cell in cells() if cell.endpoint == "lists.find" and cell.expected == "P"}
    # The other area's coordinators and heads have families of their own to find: they are told by their canaries.
    return {(role, relation) for role, relation in OUTSIDERS if role in searching}


def _search(world: World, person: Person, text: str) -> str:
    """What the page of a search says, less what was typed and drawn by lot."""
    with world.undone():
        sent = world.ask(person, "POST", "/cases/find", data={"text": text})
        response = world.ask(person, "GET", sent.headers["Location"])
    key = sent.headers["Location"].partition("search=")[2]
    body = response.text.replace(text, "-").replace(key, "-")
    return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"|nonce-[^\']*', "", body)


@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_readers_carry_nothing_out(
    filled_world: World, engine: str, method: str, length: Length, figure: Figure, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not in the title, an address, a header, a cookie or the log, of pages and of acts, taken or with a mistake."""
    asked, wrong, seen = 0, [], set()
    with everything_logged(capsys) as logged:
        telling = [cell for cell in allowed(method) if cell.endpoint in ("case_page.show", "cases.change_child")][:1]
        for cell in [*telling, *sparing(allowed(method), engine, length(0, 1))]:
            for mistaken in (False, True) if method == "POST" else (False,):
                with filled_world.undone():
                    typed = dict.fromkeys(("name", "reason", "note", "gp", "find", "text"), "Zqtypedcanary" * 900)
                    response = ask(cell, filled_world, **(typed if mistaken else {}))
                asked += 1
                seen |= set(canaries_in(response.text))
                wrong += [f"{cell}: {word} around the page" for word in canaries_in(around(response))]
        wrong += [f"the log holds {word}" for word in canaries_in(logged())]
    assert not wrong, "\n".join(wrong)
    assert seen, "nobody saw anything: the canaries are not where they should be"
    figure(f"{asked} pages and acts of people in the case on {engine}: {len(seen)} canaries on pages, none around them")


def test_an_error_quotes_nothing_in_the_log(
    filled_world: World, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database's own words about a row that it refuses hold the row."""
    cell = next(cell for cell in allowed("POST") if cell.endpoint == "cases.change_child")
    refusing = {
        "sqlite": "CREATE TRIGGER refusing BEFORE UPDATE ON children BEGIN SELECT no_such_function(NEW.name); END",
        "postgresql": """
            CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'failing row contains %', NEW.name; END $$;
            CREATE TRIGGER refusing BEFORE UPDATE ON children FOR EACH ROW EXECUTE FUNCTION refusing()""",
    }
    with everything_logged(capsys) as logged:
        for value in ({"name": "Zqtypedcanary"}, {"gp": "Zqtypedcanary"}):
            with filled_world.undone():
                filled_world.connection.execute(sa.text(refusing[engine]))
                response = ask(cell, filled_world, **value)
            assert response.status_code >= 500
        said = logged()
    assert "children" in said or "change_child" in said, "an error that nobody can find is no better"
    assert canaries_in(said) == []


@pytest.mark.proof
def test_the_audit_log_holds_no_words_of_a_family(filled_world: World, engine: str, length: Length) -> None:
    """After every act that anybody may do: numbers, words of ours, and no canary."""
    for cell in sparing(allowed("POST"), engine, length(0, 1))[:: length(2, 1)]:
        with filled_world.undone():
            ask(cell, filled_world)
            details = filled_world.connection.scalars(sa.select(sa.cast(AuditEvent.details, sa.String))).all()
        assert canaries_in("\n".join(details)) == [], str(cell)
