"""Every view, method, role and relation against the table kept by hand, and no refusal that changes anything."""

from io import BytesIO
from itertools import groupby
from typing import Any

import pytest
from werkzeug.test import TestResponse

from caf_tracker.models.words import Role
from tests.fixtures.proving import Figure, Length
from tests.integration.closures.files import lines, row
from tests.integration.need_to_know.asking import PAGES, Page, address
from tests.integration.need_to_know.table import Cell, cells
from tests.integration.need_to_know.world import RELATIONS, ROLES, Family, World

METHODS = ("GET", "POST")


def family_of(cell: Cell, world: World) -> Family:
    """The family to which this cell's person has their relation."""
    return world.families[PAGES[cell.endpoint].stage, cell.role or Role.PRACTITIONER]


def ask(cell: Cell, world: World) -> TestResponse:
    """Ask for the page, or send its form filled in validly."""
    page, family = PAGES[cell.endpoint], family_of(cell, world)
    person = world.people[cell.role or Role.PRACTITIONER, cell.relation]
    path = address(page, world, family, person)
    asking = person if cell.role else None
    if cell.method == "GET":
        return world.ask(asking, "GET", path)
    return world.ask(asking, "POST", path, data=filled(page, world, family, cell.endpoint))


def filled(page: Page, world: World, family: Family, endpoint: str) -> dict[str, Any]:
    if endpoint == "closures.upload":
        return {"file": (BytesIO(lines(row())), "closures.csv")}
    return page.form(world, family)


def answer_of(response: TestResponse, method: str, changed: bool) -> str:
    """The answer in the letters of the table; the whole of it, shortened, if it is none of them."""
    status, leads_to = response.status_code, response.headers.get("Location", "")
    if status == 404:
        return "."
    if status == 403:
        return "x"
    if status == 401 or (status == 302 and leads_to.startswith("/sign-in") and method == "GET"):
        return "S"
    if status in (302, 303):
        return "P" if changed else ">"
    if status == 200 and "There is a problem" not in response.text:
        return "P" if changed or method == "GET" else "o"
    return f"{status} {' '.join(response.text.split())[-300:]}"


def test_the_table_speaks_of_every_view(world: World) -> None:
    there = {
        (method, rule.endpoint)
        for rule in world.app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        for method in (rule.methods or set()) & {*METHODS, "PUT", "PATCH", "DELETE"}
    }
    written = [(cell.method, cell.endpoint, cell.role, cell.relation) for cell in cells()]
    assert {view[:2] for view in written} == there, "put each view into a table of expected/, with who may use it"
    assert len(set(written)) == len(written), "a view stands in two tables"
    assert set(PAGES) == {endpoint for _, endpoint in there}


@pytest.mark.proof
@pytest.mark.parametrize("method", METHODS)
def test_everybody_gets_what_the_table_says(
    world: World, engine: str, method: str, length: Length, figure: Figure
) -> None:
    asked = chosen(method, length(14 if engine == "sqlite" else 56, 1))
    wrong: list[str] = []
    before = world.snapshot()
    for view, found in groupby(asked, key=lambda cell: cell.endpoint):
        of_view = list(found)
        with world.undone():
            wrong += filter(None, (compare(cell, world) for cell in of_view if cell.expected != "P"))
            after = world.snapshot()
            wrong += [f"refusals of {method} {view} changed {name}" for name in after if after[name] != before[name]]
        for cell in of_view:
            if cell.expected == "P":
                with world.undone():
                    wrong += filter(None, [compare(cell, world)])
    assert not wrong, "\n".join(wrong)
    figure(f"{len(asked)} cells of the table on {engine}: each as expected, no refusal changed a row")


def chosen(method: str, one_of: int) -> list[Cell]:
    """One cell of so many of each view, others of the next one: with 14, every role of every view is among them."""
    of_method = sorted((cell for cell in cells() if cell.method == method), key=lambda cell: cell.endpoint)
    views = {cell.endpoint: number for number, cell in enumerate(of_method)}
    roles, relations = [None, *ROLES], list(RELATIONS)
    return [
        cell
        for cell in of_method
        if (roles.index(cell.role) + relations.index(cell.relation) + views[cell.endpoint]) % one_of == 0
    ]


def compare(cell: Cell, world: World) -> str:
    """What is not as the table says; empty if it is."""
    writes = world.writes
    told = answer_of(ask(cell, world), cell.method, world.writes > writes)
    return "" if told == cell.expected else f"{cell}: {told}, not {cell.expected}"
