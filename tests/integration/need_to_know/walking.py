"""Asking for the pages of the table as the people of the table, and what an answer says."""

import re
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from caf_tracker.models.words import Role
from tests.integration.closures.files import lines, row
from tests.integration.need_to_know.asking import PAGES, address
from tests.integration.need_to_know.table import Cell, cells
from tests.integration.need_to_know.world import Family, Person, World


def family_of(cell: Cell, world: World) -> Family:
    """The family to which this cell's person has their relation."""
    return world.families[PAGES[cell.endpoint].stage, cell.role or Role.PRACTITIONER]


def person_of(cell: Cell, world: World) -> Person:
    """Whose keys and links stand in the address; signed out, somebody's all the same."""
    return world.people[cell.role or Role.PRACTITIONER, cell.relation]


def path_of(cell: Cell, world: World) -> str:
    """The address of this cell's page."""
    return address(PAGES[cell.endpoint], world, family_of(cell, world), person_of(cell, world))


def ask(cell: Cell, world: World, *, path: str = "", **changed: Any) -> TestResponse:
    """Ask for the page, or send its form filled in validly; at another address, or with other values, if given."""
    asking = person_of(cell, world) if cell.role else None
    path = path or path_of(cell, world)
    if cell.method == "GET":
        return world.ask(asking, "GET", path, **changed)
    form = form_of(cell, world)
    if "stage" in form and "stage" not in changed and cell.expected == "P":
        # What a browser sends along: the page says where the case stood when it was shown.
        form["stage"] = "".join(re.findall('name="stage"[^>]*value="([^"]*)"', world.ask(asking, "GET", path).text))
    return world.ask(asking, "POST", path, data={**form, **changed})


def form_of(cell: Cell, world: World) -> dict[str, Any]:
    """The form of this cell's page, filled in validly."""
    if cell.endpoint == "closures.upload":
        return {"file": (BytesIO(lines(row())), "closures.csv")}
    return PAGES[cell.endpoint].form(world, family_of(cell, world))


def each_role(found: list[Cell]) -> list[Cell]:
    """A cell of each role on each view, the relation a different one from view to view and from role to role."""
    rows: dict[tuple[str, Role | None], list[Cell]] = {}
    for cell in found:
        rows.setdefault((cell.endpoint, cell.role), []).append(cell)
    return [row[(number * 5) % len(row)] for number, row in enumerate(rows.values())]


def one_of_each(found: list[Cell]) -> list[Cell]:
    """The first cell of each view and method."""
    return list({(cell.endpoint, cell.method): cell for cell in reversed(found)}.values())[::-1]


def sparing(found: list[Cell], engine: str, whole: int) -> list[Cell]:
    """When proving, everything on one engine and each view on the other; every day, some views of each."""
    each = one_of_each(found)
    if whole:
        return found if engine == "sqlite" else each
    return each[::2] if engine == "sqlite" else each[::12]


def allowed(method: str) -> list[Cell]:
    """The cells whose person gets the page, or does the act."""
    return [cell for cell in cells() if cell.method == method and cell.expected == "P" and cell.role]


def names_no_other(text: str, world: World, own: str) -> list[str]:
    """References of families, and names of people in them, that stand in a text and not in the request's address."""
    found = set(re.findall(r"EH-\d{6}[A-Z]", text)) & {family.reference for family in world.families.values()}
    return sorted(found - set(re.findall(r"EH-\d{6}[A-Z]", own))) + re.findall("Megan Rowan|Quill", text)
