"""Every view, method, role and relation against the table kept by hand, and no refusal that changes anything."""

import pytest
from werkzeug.test import TestResponse

from tests.fixtures.proving import Figure, Length
from tests.integration.need_to_know.asking import PAGES
from tests.integration.need_to_know.table import Cell, cells
from tests.integration.need_to_know.walking import ask, each_role
from tests.integration.need_to_know.world import World

METHODS = ("GET", "POST")


def answer_of(response: TestResponse, method: str, changed: bool) -> str:
    """The answer in the letters of the table; the whole of it, shortened, if it is none of them."""
    status, leads_to = response.status_code, response.headers.get("Location", "")
    if status == 404:
        return "."
    if status == 403:
        return "x"
    if status == 401 or (status == 302 and leads_to.startswith("/sign-in") and method == "GET"):
        return "S"
    if status in (204, 302, 303):
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
    of_method = sorted((cell for cell in cells() if cell.method == method), key=lambda cell: cell.endpoint)
    # Every day a person of each role at each door on one engine, some on the other; when proving, every cell on both.
    asked = of_method if length(0, 1) else each_role(of_method)[:: 1 if engine == "sqlite" else 12]
    wrong: list[str] = []
    before = world.snapshot()
    with world.undone():
        wrong += filter(None, (compare(cell, world) for cell in asked if cell.expected != "P"))
        after = world.snapshot()
        wrong += [f"a refusal changed {name}" for name in after if after[name] != before[name]]
    for cell in asked:
        if cell.expected == "P":
            with world.undone():
                wrong += filter(None, [compare(cell, world)])
    assert not wrong, "\n".join(wrong)
    figure(f"{len(asked)} cells of the table on {engine}: each as expected, no refusal changed a row")


def compare(cell: Cell, world: World) -> str:
    """What is not as the table says; empty if it is."""
    writes = world.writes
    told = answer_of(ask(cell, world), cell.method, world.writes > writes)
    return "" if told == cell.expected else f"{cell}: {told}, not {cell.expected}"
