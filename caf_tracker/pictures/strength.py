"""How strong the tie between a family and an agency is: each has a word, a shape and a colour of its own."""

from enum import StrEnum
from functools import cache
from xml.etree.ElementTree import Element

from markupsafe import Markup

from caf_tracker.models.words import EngagementStatus
from caf_tracker.pictures import svg

INK, WHITE = "#0b0c0c", "#ffffff"


class Strength(StrEnum):
    """From the strongest to what nobody knows."""

    ENGAGED = "engaged"
    PARTIAL = "partial"
    WAITING = "waiting"
    LOST = "lost"
    STALE = "stale"
    UNKNOWN = "unknown"


WORDS = {
    Strength.ENGAGED: "Uses the support",
    Strength.PARTIAL: "Uses some of it",
    Strength.WAITING: "Waiting to start",
    Strength.LOST: "Declined, missed, ended or not offered",
    Strength.STALE: "Out of date: known once, too long ago",
    Strength.UNKNOWN: "Not known",
}
COLOURS = {
    Strength.ENGAGED: "#0f7a52",
    Strength.PARTIAL: "#1d70b8",
    Strength.WAITING: "#484949",
    Strength.LOST: "#ca3535",
    Strength.STALE: "#7d4a00",
    Strength.UNKNOWN: INK,
}
_OF_STATUS = {
    EngagementStatus.ENGAGED: Strength.ENGAGED,
    EngagementStatus.PARTIAL: Strength.PARTIAL,
    EngagementStatus.WAITING_TO_START: Strength.WAITING,
    EngagementStatus.UNKNOWN: Strength.UNKNOWN,
}


def strength_of(status: EngagementStatus) -> Strength:
    """The strength of a tie of which this is known."""
    return _OF_STATUS.get(status, Strength.LOST)


@cache
def mark(strength: Strength) -> Markup:
    """The shape alone, for beside its word: a screen reader passes it over."""
    root = Element(
        "svg", {"viewBox": "-12 -12 24 24", "width": "20", "height": "20", "aria-hidden": "true", "class": "app-mark"}
    )
    shape(root, strength)
    return svg.markup(root)


def shape(parent: Element, strength: Strength) -> None:
    """A full disc, a half one, a clock, a cross, a warning triangle, or a question in a square, about 22 pixels."""
    colour = COLOURS[strength]
    if strength in (Strength.STALE, Strength.UNKNOWN):
        _warning(parent, strength, colour)
        return
    if strength is Strength.LOST:
        svg.add(parent, "path", d="M-8 -8 L8 8 M8 -8 L-8 8", fill="none", stroke=colour, stroke_width=4)
        return
    full = strength is Strength.ENGAGED
    svg.add(parent, "circle", r=9, fill=colour if full else WHITE, stroke=colour, stroke_width=3)
    if strength is Strength.PARTIAL:
        svg.add(parent, "path", d="M0 -9 A9 9 0 0 1 0 9 Z", fill=colour)
    elif strength is Strength.WAITING:
        svg.add(parent, "path", d="M0 -5 V1 L4 4", fill="none", stroke=colour, stroke_width=2.5)


def _warning(parent: Element, strength: Strength, colour: str) -> None:
    if strength is Strength.STALE:
        svg.add(parent, "path", d="M0 -11 L11 9 L-11 9 Z", fill=colour)
        letter, size, down = "!", 15, 7
    else:
        svg.add(parent, "rect", x=-10, y=-10, width=20, height=20, fill=colour)
        letter, size, down = "?", 17, 6
    svg.text(
        parent, 0, down, letter, size=size, fill=WHITE, font_weight="bold", text_anchor="middle", font_family=svg.FONT
    )
