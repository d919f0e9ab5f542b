"""Every number of one case put in the place of another's: nothing happens in either, and nothing is said of it."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from caf_tracker.extensions import Base
from caf_tracker.models import Case
from tests.fixtures.proving import Figure, Length
from tests.integration.need_to_know.asking import PAGES
from tests.integration.need_to_know.table import Cell
from tests.integration.need_to_know.walking import allowed, ask, family_of, form_of, path_of, sparing
from tests.integration.need_to_know.world import Family, World

# Names under which a careless view might take a number from the query or the body.
NAMES = (
    "id", "case", "case_id", "reference", "child", "child_id", "adult", "adult_id", "lead", "lead_id", "step_down",
    "step_down_id", "request", "request_id", "telling", "telling_id", "agreement_id", "key", "match_id", "area_id",
)  # fmt: skip
# Reading is written down, a form on its way and a session are no part of a case.
_BESIDE = {"audit_events", "unfinished_forms", "sign_in_sessions"}


def elsewhere(cell: Cell, world: World) -> Family:
    """A family at the same stage that this person may not see."""
    return world.elsewhere[PAGES[cell.endpoint].stage]


def cases_of(method: str, engine: str, whole: int) -> list[Cell]:
    """Acts and pages of a case, by people to whom the other area's families are hidden."""
    mine = [
        cell
        for cell in allowed(method)
        if cell.relation not in ("told", "other_manager", "none")
        and re.search("{(reference|request|telling|match|snooze)}", PAGES[cell.endpoint].at)
    ]  # fmt: skip
    return sparing(mine, engine, whole)


def rows_of(world: World, family: Family) -> dict[str, list[Any]]:
    """Every row that belongs to this family, found by its case or by its children and adults."""
    found = {"cases": [world.connection.execute(sa.select(Case.__table__).where(Case.id == family.case_id)).one()]}
    for name, table in Base.metadata.tables.items():
        for column, value in (("case_id", family.case_id), ("child_id", family.child), ("adult_id", family.adult)):
            if column in table.c and name not in _BESIDE:
                rows = world.connection.execute(sa.select(table).where(table.c[column] == value)).all()
                found[f"{name}.{column}"] = sorted(rows, key=repr)
    return found


@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_address_of_another_case(world: World, engine: str, method: str, length: Length, figure: Figure) -> None:
    """Each name in the address, one at a time, and all of them."""
    tried, wrong = 0, []
    before = {name: rows for name, rows in world.snapshot().items() if name not in _BESIDE}
    for cell in cases_of(method, engine, length(0, 1)):
        page, theirs = PAGES[cell.endpoint], vars(elsewhere(cell, world))
        names = [name for name in re.findall("{([a-z]+)}", page.at) if name in theirs]
        mine = world.ids | vars(family_of(cell, world)) | vars(world.people[cell.role, cell.relation])  # type: ignore[index]  # none is signed out
        for swapped in [[name] for name in names] + ([names] if len(names) > 1 else []):
            path = page.at.format(**mine | {name: theirs[name] for name in swapped})
            response = ask(cell, world, path=path)
            tried += 1
            if response.status_code != 404:
                wrong.append(f"{cell} at {path}: {response.status}")
            if "Quill" in response.text:
                wrong.append(f"{cell} at {path} says whose case it is")
    after = world.snapshot()
    wrong += [f"one of these changed {name}" for name, rows in before.items() if after[name] != rows]
    assert not wrong, "\n".join(wrong)
    figure(f"{tried} addresses with a number of another case: all not found, nothing changed")


@pytest.mark.proof
def test_the_form_with_values_of_another_case(world: World, engine: str, length: Length, figure: Figure) -> None:
    """Each field, hidden ones too, that holds one of this case's numbers, with the other case's in its place."""
    tried, wrong = 0, []
    for cell in cases_of("POST", engine, length(0, 1)):
        mine, theirs = vars(family_of(cell, world)), vars(elsewhere(cell, world))
        # What neither has, and what is alike, is no number of the other's.
        swaps = {str(mine[name]): str(theirs[name]) for name in mine if mine[name] != theirs[name]}
        for field, value in form_of(cell, world).items():
            if field not in ("adult", "stage", "child", "request") or value not in swaps:
                continue
            tried += 1
            with world.undone():
                before = {name: rows for name, rows in world.snapshot().items() if name not in _BESIDE}
                response = ask(cell, world, **{field: swaps[value]})
                after = world.snapshot()
            refused = response.status_code in (400, 404, 409) or "There is a problem" in response.text
            wrong += [] if refused else [f"{cell} took another case’s {field}: {response.status}"]
            wrong += [f"{cell} with {field} changed {name}" for name, rows in before.items() if after[name] != rows]
            wrong += [f"{cell} with {field} says whose it is"] if "Quill" in response.text else []
    assert not wrong, "\n".join(wrong)
    figure(f"{tried} fields with a value of another case: all refused, nothing changed")


@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_numbers_nobody_asked_for(world: World, engine: str, method: str, length: Length, figure: Figure) -> None:
    """The other case's numbers under every likely name, in the query and the body: the act is this case's alone."""
    wrong, asked = [], cases_of(method, engine, length(0, 1))
    for cell in asked:
        theirs = elsewhere(cell, world)
        values = {name: theirs.reference if name in ("case", "reference") else str(theirs.case_id) for name in NAMES}
        taken = form_of(cell, world) if method == "POST" else {}
        body = {name: value for name, value in values.items() if name not in taken}
        query = "&".join(f"{name}={value}" for name, value in values.items())
        with world.undone():
            before = rows_of(world, theirs)
            response = ask(cell, world, path=f"{path_of(cell, world)}?{query}", **(body if method == "POST" else {}))
            after = rows_of(world, theirs)
        if response.status_code not in (200, 204, 302, 303):
            wrong.append(f"{cell}: {response.status}")
        if before != after:
            wrong.append(f"{cell} changed the other case")
        if "Quill" in response.text or theirs.reference in response.headers.get("Location", "").partition("?")[0]:
            wrong.append(f"{cell} leads to the other case")
    assert not wrong, "\n".join(wrong)
    figure(f"{len(asked)} pages and acts with another case’s numbers beside their own: it was left alone")
