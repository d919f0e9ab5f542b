"""Draws docs/images/architecture.svg from the code: its rooms, what each is for, and which uses which.

The rows are the layers of the import rules in pyproject.toml, the arrows the imports that the code really has, less
those that another way already implies. The numbers follow one closure; docs/architecture.md tells what happens there.
"""

import tomllib
from ast import get_docstring, parse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as Tree

import grimp

from caf_tracker.pictures import svg

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "architecture.svg"

# Where a closure passes, in order (docs/architecture.md).
CLOSURE = ("web", "access", "services", "models", "scheduler", "reminders", "duties", "web")

_WIDTH, _MARGIN, _GAP, _BETWEEN, _LINE = 1120, 20, 16, 30, 15
_INK, _FAINT, _PAPER, _BOX, _MARK = "#0b0c0c", "#505a5f", "#ffffff", "#f3f2f1", "#1d70b8"


@dataclass(frozen=True)
class Box:
    """Where a room is drawn, in pixels, and in which row."""

    room: str
    row: int
    x: float
    y: float
    width: float
    height: float


def layers() -> list[list[str]]:
    """The rooms, row by row from the top, as the import rules have them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    rows = [row.replace("|", ":").replace("(", "").replace(")", "") for row in contract["layers"]]
    return [[room.strip() for room in row.split(":")] for row in rows]


def uses() -> dict[str, set[str]]:
    """For every room the rooms that it imports, less those that one of these imports in turn."""
    graph = grimp.build_graph("caf_tracker")
    rooms = [room for row in layers() for room in row]
    direct = {
        importer: {
            imported
            for imported in rooms
            if imported != importer
            and graph.direct_import_exists(
                importer=f"caf_tracker.{importer}", imported=f"caf_tracker.{imported}", as_packages=True
            )
        }
        for importer in rooms
    }

    def reached(room: str) -> set[str]:
        return direct[room].union(*(reached(other) for other in direct[room]))

    return {room: used - set().union(*(reached(other) for other in used)) for room, used in direct.items()}


def sentence(room: str) -> str:
    """What the room's own docstring says it is for."""
    place = ROOT / "caf_tracker" / room
    source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return (get_docstring(parse(source.read_text())) or "").split("\n")[0].replace("`", "")


def draw() -> str:
    """The picture, the same for the same code."""
    boxes = {box.room: box for box in _boxes()}
    height = max(box.y + box.height for box in boxes.values()) + _MARGIN
    root = svg.picture(
        _WIDTH,
        height,
        title="The rooms of CAF Tracker and which of them use which",
        description="Rows from the commands and pages at the top down to the clock; every arrow runs downward.",
        name="architecture",
    )
    svg.add(root, "rect", width=_WIDTH, height=height, fill=_PAPER)
    for box in boxes.values():
        _draw_box(root, box)
    ground = max(box.row for box in boxes.values())
    for room, used in sorted(uses().items()):
        for other in sorted(used):
            # What everybody may use lies at the bottom, without an arrow.
            if boxes[other].row < ground:
                _draw_arrow(root, boxes[room], boxes[other])
    return Tree.tostring(root, encoding="unicode") + "\n"


def _boxes() -> Iterator[Box]:
    y: float = _MARGIN
    for row, rooms in enumerate(layers()):
        width = (_WIDTH - 2 * _MARGIN - _GAP * (len(rooms) - 1)) / len(rooms)
        height = 34 + _LINE * max(len(_words(room, width)) for room in rooms)
        for place, room in enumerate(rooms):
            yield Box(room, row, _MARGIN + place * (width + _GAP), y, width, height)
        y += height + _BETWEEN


def _words(room: str, width: float) -> list[str]:
    return svg.lines(sentence(room), width - 20, size=13, most=5)


def _draw_box(root: Tree.Element, box: Box) -> None:
    svg.add(root, "rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=_BOX, stroke=_INK)
    svg.text(root, box.x + 10, box.y + 20, box.room, size=16, font_weight="bold", fill=_INK)
    for line, words in enumerate(_words(box.room, box.width)):
        svg.text(root, box.x + 10, box.y + 38 + _LINE * line, words, size=13, fill=_INK)
    numbers = [number for number, passed in zip(count(1), CLOSURE, strict=False) if passed == box.room]
    for place, number in enumerate(reversed(numbers)):
        x, y = box.x + box.width - 18 - 28 * place, box.y + 17
        svg.add(root, "circle", cx=x, cy=y, r=12, fill=_MARK)
        svg.text(root, x, y + 5, str(number), size=14, font_weight="bold", fill=_PAPER, text_anchor="middle")


def _draw_arrow(root: Tree.Element, start: Box, end: Box) -> None:
    """Straight from above where the boxes stand over each other; past the words of the rows between."""
    share = 0.5 if end.row == start.row + 1 else 0.8
    from_x, from_y = start.x + start.width * share, start.y + start.height
    to_x, to_y = min(max(from_x, end.x + 24), end.x + end.width - 24), end.y
    bend = (to_y - from_y) / 2
    curve = f"M{from_x:g} {from_y:g}C{from_x:g} {from_y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y - 7:g}"
    svg.add(root, "path", d=curve, fill="none", stroke=_FAINT, stroke_width=1.5)
    svg.add(root, "path", d=f"M{to_x - 5:g} {to_y - 9:g}h10l-5 9z", fill=_FAINT)


if __name__ == "__main__":
    PICTURE.write_text(draw())
