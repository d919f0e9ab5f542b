"""The ecomap: the family in the middle, the agencies around it, and how strong each tie is."""

from dataclasses import dataclass
from math import hypot
from xml.etree.ElementTree import Element

from markupsafe import Markup

from caf_tracker.pictures import svg
from caf_tracker.pictures.strength import COLOURS, INK, WHITE, WORDS, Strength, shape

_SMALL, _LINE = 15, 19
_FAMILY = "The family"
_RADIUS = 60
# The height of a row of the legend, which in one column may take two lines.
_LEGEND_ROW = {1: 42, 2: 26}
# How the line of each strength is drawn: its width and its dashes, so that no colour is needed to tell them apart.
_LINES = {
    Strength.ENGAGED: (7, ""),
    Strength.PARTIAL: (3.5, ""),
    Strength.WAITING: (3, "14 8"),
    Strength.LOST: (2, "3 5 12 5"),
    Strength.STALE: (3, "2 7"),
    Strength.UNKNOWN: (3, "2 7"),
}


@dataclass(frozen=True, kw_only=True)
class Tie:
    """One agency, and in words what it knows of the family and how old that is."""

    agency: str
    strength: Strength
    words: str

    @property
    def sentence(self) -> str:
        """The tie in words, for those who do not see the picture."""
        return f"{self.agency}: {self.words}."


def describe(ties: list[Tie]) -> str:
    """The picture in sentences."""
    return " ".join(tie.sentence for tie in ties) or "No agency is around the family."


def draw(ties: list[Tie], title: str = "Who is around the family") -> Markup:
    """Both drawings: around the family for wide pages and print, down for narrow ones; the style sheet shows one."""
    order = list(Strength)
    ordered = sorted(ties, key=lambda tie: (order.index(tie.strength), tie.agency))
    return _around(ordered, title) + _down(ordered, title)


def _around(ties: list[Tie], title: str) -> Markup:
    width, box_width, box_height, gap = 960.0, 224.0, 84.0, 12.0
    across = min(4, len(ties) // 4)
    right = (len(ties) - 2 * across + 1) // 2
    left = len(ties) - 2 * across - right
    # A row of agencies above and below keeps clear of the two columns; the family needs some room by itself.
    edge = box_height + 2 * gap if across else 0
    sides = max(right, left) * (box_height + gap)
    inner = max(sides, 220.0)
    height = inner + 2 * edge
    middle = edge + inner / 2
    root = svg.picture(width, height + 96, title=title, description=describe(ties), name="app-ecomap-around")

    def column(count: int, x: float) -> list[tuple[float, float]]:
        top = middle - count * (box_height + gap) / 2 + gap / 2
        return [(x, top + number * (box_height + gap)) for number in range(count)]

    def row(count: int, y: float) -> list[tuple[float, float]]:
        step = width / max(count, 1)
        return [(step * (number + 0.5) - box_width / 2, y) for number in range(count)]

    # Clockwise from the top left, so that ties of one strength stand together.
    places = [*row(across, 1), *column(right, width - box_width)]
    places += [*reversed(row(across, height - box_height)), *reversed(column(left, 0))]
    for tie, (x, y) in zip(ties, places, strict=True):
        beside = x in (0, width - box_width)
        # A line ends at the side that faces the family, and keeps clear of the columns: it crosses no other agency.
        to_x = min(max(x + box_width / 2, box_width + 4), width - box_width - 4)
        to_y = y + box_height / 2 if beside else y + box_height if y < middle else y
        _tie(root, tie, (width / 2, middle), (box_width if x == 0 else x if beside else to_x, to_y))
    for tie, (x, y) in zip(ties, places, strict=True):
        _box(root, tie, x, y, box_width, box_height)
    svg.add(root, "circle", cx=width / 2, cy=middle, r=_RADIUS, fill=INK)
    svg.text(root, width / 2, middle + 6, _FAMILY, size=17, fill=WHITE, font_weight="bold", text_anchor="middle")
    _legend(root, height + 24, columns=2, width=width)
    return svg.markup(root)


def _down(ties: list[Tie], title: str) -> Markup:
    width, left, box_height, gap = 320.0, 96.0, 92.0, 10.0
    top = 56.0
    height = top + len(ties) * (box_height + gap) + 16
    root = svg.picture(
        width,
        height + 24 + _LEGEND_ROW[1] * len(Strength),
        title=title,
        description=describe(ties),
        name="app-ecomap-down",
    )
    svg.add(root, "rect", x=0, y=0, width=width, height=40, fill=INK)
    svg.text(root, width / 2, 26, _FAMILY, size=18, fill=WHITE, font_weight="bold", text_anchor="middle")
    if ties:
        bottom = top + (len(ties) - 1) * (box_height + gap) + box_height / 2
        svg.add(root, "line", x1=14, y1=40, x2=14, y2=bottom, stroke=INK, stroke_width=4)
    for number, tie in enumerate(ties):
        y = top + number * (box_height + gap)
        _stroke(root, tie.strength, 14, y + box_height / 2, left, y + box_height / 2)
        _mark(root, tie.strength, 54, y + box_height / 2)
        _box(root, tie, left, y, width - left - 2, box_height)
    _legend(root, height, columns=1, width=width)
    return svg.markup(root)


def _tie(root: Element, tie: Tie, family: tuple[float, float], agency: tuple[float, float]) -> None:
    """The line from the family to the agency, with the tie's own shape on its way."""
    across, down = agency[0] - family[0], agency[1] - family[1]
    start = _RADIUS / (hypot(across, down) or 1.0)
    x, y = family[0] + across * start, family[1] + down * start
    _stroke(root, tie.strength, x, y, *agency)
    # Nearer to the agency, where the lines lie farther apart.
    _mark(root, tie.strength, x + (agency[0] - x) * 0.8, y + (agency[1] - y) * 0.8)


def _stroke(root: Element, strength: Strength, x1: float, y1: float, x2: float, y2: float) -> None:
    width, dashes = _LINES[strength]
    more = {"stroke_dasharray": dashes} if dashes else {}
    svg.add(root, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=COLOURS[strength], stroke_width=width, **more)


def _mark(root: Element, strength: Strength, x: float, y: float) -> None:
    group = svg.add(root, "g", transform=f"translate({x:g} {y:g})")
    if strength is Strength.LOST:
        # A cross needs paper beneath it, or it is read as part of its line.
        svg.add(group, "circle", r=12, fill=WHITE)
    shape(group, strength)


def _box(root: Element, tie: Tie, x: float, y: float, width: float, height: float) -> None:
    """The agency by name, and what is known in words."""
    colour = COLOURS[tie.strength]
    svg.add(root, "rect", x=x + 1, y=y, width=width - 2, height=height, fill=WHITE, stroke=colour, stroke_width=2)
    name = svg.lines(tie.agency, width - 20, size=_SMALL, bold=True, most=2)
    rows = [(line, {"font_weight": "bold", "fill": INK}) for line in name]
    rows += [(line, {"fill": colour}) for line in svg.lines(tie.words, width - 20, size=_SMALL, most=4 - len(name))]
    first = y + (height - _LINE * len(rows)) / 2 + 14
    for number, (words, attributes) in enumerate(rows):
        svg.text(root, x + 10, first + _LINE * number, words, size=_SMALL, **attributes)


def _legend(root: Element, top: float, *, columns: int, width: float) -> None:
    """What each line means."""
    for number, strength in enumerate(Strength):
        x, y = width / columns * (number % columns), top + 12 + _LEGEND_ROW[columns] * (number // columns)
        _stroke(root, strength, x + 4, y, x + 72, y)
        _mark(root, strength, x + 38, y)
        words = svg.lines(WORDS[strength], width / columns - 82, size=14, most=2)
        for line, part in enumerate(words):
            svg.text(root, x + 82, y + 5 + 18 * (line - (len(words) - 1) / 2), part, size=14, fill=INK)
