"""A case that somebody may not see answers byte for byte like one that does not exist, on every view and method."""

import re

import pytest
from werkzeug.test import TestResponse

from caf_tracker.references import reference_of
from tests.fixtures.proving import Figure, Length
from tests.integration.need_to_know.asking import PAGES
from tests.integration.need_to_know.table import Cell, cells
from tests.integration.need_to_know.walking import (
    allowed,
    ask,
    family_of,
    person_of,
    sparing,
)
from tests.integration.need_to_know.world import World

# What never existed, in each place of an address.
NOWHERE = {
    "reference": reference_of(999_999), "child": 999_999, "adult": 999_999, "telling": 999_999, "request": 999_999,
    "outcome": 999_999, "action": 999_999, "meeting": 999_999, "match": 999_999,
    "user": 999_999, "disabled": 999_999, "opening": "no-such-form", "deciding": "no-such-form",
}  # fmt: skip
SEEN = {(cell.role, cell.relation) for cell in cells() if cell.endpoint == "case_page.show" and cell.expected == "P"}


def alike(response: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers, less the address that was asked for and what is drawn by lot for each answer."""
    nonces = re.findall("nonce-([^']+)", response.headers["Content-Security-Policy"])
    by_lot = [response.request.path, *nonces, *re.findall(r'name="csrf_token" value="([^"]+)"', response.text)]

    def bare(text: str) -> str:
        for part in by_lot:
            text = text.replace(part, "-")
        return text

    # The cookie of the form's token is drawn by lot too, and so is its length.
    headers = [
        (name, bare("" if name in ("Set-Cookie", "Content-Length") else value)) for name, value in response.headers
    ]
    return response.status_code, bare(response.text), headers


def places(cell: Cell) -> list[str]:
    """The names in the view's address that stand for something somebody may not be allowed to see."""
    return [name for name in re.findall("{([a-z]+)}", PAGES[cell.endpoint].at) if name in NOWHERE]


def hidden_from(cell: Cell) -> bool:
    """Whether this cell asks for something by its number or key, of a case or account that is not this person's."""
    if not places(cell) or cell.role is None:
        return False
    return cell.expected == "." or (cell.expected == "x" and (cell.role, cell.relation) not in SEEN)


@pytest.mark.proof
def test_what_is_hidden_answers_like_what_is_not_there(
    world: World, engine: str, length: Length, figure: Figure
) -> None:
    found = sorted((cell for cell in cells() if hidden_from(cell)), key=lambda cell: cell.expected)
    asked = sparing(found, engine, length(0, 1))
    differing = []
    for cell in asked:
        family, person = family_of(cell, world), person_of(cell, world)
        nowhere = PAGES[cell.endpoint].at.format(**world.ids | vars(family) | vars(person) | NOWHERE)
        with world.undone():
            hidden, missing = alike(ask(cell, world)), alike(ask(cell, world, path=nowhere))
        if hidden != missing:
            differing.append(f"{cell}: {hidden[0]} and {missing[0]}, or what they say")
    assert not differing, "\n".join(differing)
    figure(f"{len(asked)} hidden addresses, each like one of nothing")


@pytest.mark.proof
def test_a_number_of_another_family_is_like_no_number(
    world: World, engine: str, length: Length, figure: Figure
) -> None:
    """Within a case that one may see, a child, an adult or a form of another case, and somebody else's form."""
    every = [
        cell for method in ("GET", "POST") for cell in allowed(method) if places(cell)[1:] or "opening" in places(cell)
    ]
    asked = sparing(every, engine, length(0, 1))
    differing = []
    for cell in asked:
        page, family, person = PAGES[cell.endpoint], family_of(cell, world), person_of(cell, world)
        theirs = vars(world.elsewhere[page.stage]) | vars(world.people[cell.role, "none"])  # type: ignore[index]  # none is signed out
        inner = places(cell)[-1]
        mine = world.ids | vars(family) | vars(person)
        with world.undone():
            hidden = alike(ask(cell, world, path=page.at.format(**mine | {inner: theirs[inner]})))
            missing = alike(ask(cell, world, path=page.at.format(**mine | {inner: NOWHERE[inner]})))
        if hidden != missing or hidden[0] != 404:
            differing.append(f"{cell}, {inner}: {hidden[0]} and {missing[0]}, or what they say")
    assert not differing, "\n".join(differing)
    figure(f"{len(asked)} numbers of other families in addresses of one's own: each like no number")
