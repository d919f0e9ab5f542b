"""The handover track: the steps from social care's decision to a confirmed CAF, what is late, and who acts next."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from xml.etree.ElementTree import Element

from markupsafe import Markup

from caf_tracker.pictures import svg

_BLACK, _WHITE, _GREY, _LINE = "#0b0c0c", "#ffffff", "#484949", "#b1b4b6"
_GREEN, _BLUE, _RED = "#0f7a52", "#1d70b8", "#ca3535"
_SMALL = 15


class StepState(StrEnum):
    """How far one step is; each has a shape, a colour and a word of its own, so that no one of them is needed."""

    DONE = "done"
    WAITING = "waiting"
    LATE = "late"
    NOT_YET = "not_yet"
    NOT_NEEDED = "not_needed"


WORDS = {
    StepState.DONE: "Done",
    StepState.WAITING: "Waiting",
    StepState.LATE: "Late",
    StepState.NOT_YET: "Not yet",
    StepState.NOT_NEEDED: "Not needed",
}
_COLOURS = {
    StepState.DONE: _GREEN,
    StepState.WAITING: _BLUE,
    StepState.LATE: _RED,
    StepState.NOT_YET: _GREY,
    StepState.NOT_NEEDED: _GREY,
}


@dataclass(frozen=True, kw_only=True)
class TrackStep:
    """One step: the day it was done or is due, who did it or owes it, and how many working days late it is."""

    name: str
    state: StepState
    on: date | None = None
    due: date | None = None
    who: str | None = None
    days_late: int = 0
    note: str | None = None
    # Whether the person who acts next acts on this step.
    next: bool = False

    @property
    def state_words(self) -> str:
        """The state in words, such as "Late by 3 working days"."""
        if self.state is StepState.LATE and self.days_late:
            return f"Late by {working_days(self.days_late)}"
        return WORDS[self.state]

    @property
    def day_words(self) -> str:
        """The day it was done or is due, such as "due 9 March 2018"."""
        if self.on:
            return in_words(self.on)
        return f"due {in_words(self.due)}" if self.due else ""

    @property
    def sentence(self) -> str:
        """The whole step in words, for those who do not see the picture."""
        said = ", ".join(part for part in (self.state_words.lower(), self.day_words, self.who, self.note) if part)
        return f"{self.name}: {said}."


def working_days(count: int) -> str:
    """A number of working days in words."""
    return f"{count} working day" if count == 1 else f"{count} working days"


def in_words(day: date) -> str:
    """A day as pages write it, such as 9 March 2018."""
    return f"{day.day} {day:%B %Y}"


def describe(steps: list[TrackStep], who_acts_next: str | None) -> str:
    """The track in sentences."""
    said = [step.sentence for step in steps]
    return " ".join([*said, f"Who acts next: {who_acts_next}."] if who_acts_next else said)


def draw(steps: list[TrackStep], who_acts_next: str | None, title: str = "The handover, step by step") -> Markup:
    """Both drawings of the track: across for wide pages and print, down for narrow ones; the style sheet shows one."""
    return _across(steps, who_acts_next, title) + _down(steps, who_acts_next, title)


def _across(steps: list[TrackStep], who_acts_next: str | None, title: str) -> Markup:
    width, middle = 960, 66
    column = width / len(steps)
    # So narrow that two dates side by side never touch.
    written = [_column_lines(step, column - 26) for step in steps]
    height = middle + 46 + 19 * max(len(one) for one in written)
    root = svg.picture(width, height, title=title, description=describe(steps, who_acts_next), name="app-track-across")
    centres = [column * (number + 0.5) for number in range(len(steps))]
    for left, right, (before, after) in zip(centres, centres[1:], pairwise(steps), strict=False):
        _join(root, left, middle, right, middle, before, after)
    for x, step, rows in zip(centres, steps, written, strict=True):
        _mark(root, x, middle, step)
        for number, (words, attributes) in enumerate(rows):
            svg.text(root, x, middle + 44 + 19 * number, words, size=_SMALL, text_anchor="middle", **attributes)
        if step.next:
            _flag_above(root, x, middle - 24, width, f"Acts next: {who_acts_next or 'nobody'}")
    return svg.markup(root)


def _down(steps: list[TrackStep], who_acts_next: str | None, title: str) -> Markup:
    width, left, words_at = 320, 22, 54
    flag = svg.lines(f"Acts next: {who_acts_next or 'nobody'}", 250, size=_SMALL, bold=True, most=2)
    flag_height = 19 * len(flag) + 10
    written = [_column_lines(step, width - words_at) for step in steps]
    # Where each step's mark and words begin: below its flag, so that the flag cannot be read with the step before.
    tops, height = [], 10
    for step, rows in zip(steps, written, strict=True):
        tops.append(height + (flag_height + 12 if step.next else 0))
        height = tops[-1] + max(19 * len(rows) + 22, 58)
    root = svg.picture(width, height, title=title, description=describe(steps, who_acts_next), name="app-track-down")
    for (before, after), top, bottom in zip(pairwise(steps), tops, tops[1:], strict=False):
        _join(root, left, top + 18, left, bottom + 18, before, after)
    for top, step, rows in zip(tops, steps, written, strict=True):
        _mark(root, left, top + 18, step)
        for number, (words, attributes) in enumerate(rows):
            svg.text(root, words_at, top + 17 + 19 * number, words, size=_SMALL, **attributes)
        if step.next:
            _flag_over_words(root, words_at, top - flag_height - 6, width - words_at, flag)
    return svg.markup(root)


def _flag_over_words(root: Element, left: float, top: float, width: float, flag: list[str]) -> None:
    """A dark flag that points down at the words of the step on which somebody acts next."""
    tall = 19 * len(flag) + 10
    svg.add(root, "rect", x=left, y=top, width=width, height=tall, fill=_BLACK)
    svg.add(root, "path", d=f"M{left + 10:g} {top + tall:g} h16 l-8 8 Z", fill=_BLACK)
    for number, words in enumerate(flag):
        svg.text(root, left + 8, top + 19 + 19 * number, words, size=_SMALL, fill=_WHITE, font_weight="bold")


def _column_lines(step: TrackStep, width: float) -> list[tuple[str, dict[str, str]]]:
    """What stands beside a step's mark, line by line, with how it is written."""
    bold = {"font-weight": "bold", "fill": _BLACK}
    state = {"font-weight": "bold", "fill": _COLOURS[step.state]}
    found = [(line, bold) for line in svg.lines(step.name, width, size=_SMALL, bold=True, most=3)]
    found += [(line, state) for line in svg.lines(step.state_words, width, size=_SMALL, bold=True, most=3)]
    for words, colour in ((step.day_words, _BLACK), (step.who, _BLACK), (step.note, _GREY)):
        found += [(line, {"fill": colour}) for line in svg.lines(words or "", width, size=_SMALL, most=4)]
    return found


def _join(root: Element, x1: float, y1: float, x2: float, y2: float, before: TrackStep, after: TrackStep) -> None:
    """The line between two steps: whole where both are behind us, broken where the way is still to go."""
    settled = (StepState.DONE, StepState.NOT_NEEDED)
    if before.state in settled and after.state in settled:
        svg.add(root, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=_GREEN, stroke_width=5)
    else:
        svg.add(root, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=_LINE, stroke_width=5, stroke_dasharray="3 6")


def _mark(root: Element, x: float, y: float, step: TrackStep) -> None:
    """The shape of a state: tick in a disc, clock, warning triangle, empty ring, struck-out ring."""
    group = svg.add(root, "g", transform=f"translate({x:g} {y:g})")
    colour = _COLOURS[step.state]
    if step.state is StepState.LATE:
        svg.add(group, "path", d="M0 -20 L20 15 L-20 15 Z", fill=colour, stroke_linejoin="round")
        svg.add(group, "path", d="M0 -8 V4", stroke=_WHITE, stroke_width=4)
        svg.add(group, "circle", cx=0, cy=9.5, r=2.4, fill=_WHITE)
        return
    if step.state is StepState.DONE:
        svg.add(group, "circle", r=16, fill=colour)
        svg.add(group, "path", d="M-7 1 L-2 6 L8 -6", fill="none", stroke=_WHITE, stroke_width=4)
        return
    small = step.state is not StepState.WAITING
    svg.add(group, "circle", r=11 if small else 15, fill=_WHITE, stroke=colour, stroke_width=3 if small else 4)
    if step.state is StepState.WAITING:
        svg.add(group, "path", d="M0 -8 V1 L6 5", fill="none", stroke=colour, stroke_width=3)
    elif step.state is StepState.NOT_NEEDED:
        svg.add(group, "path", d="M-8 8 L8 -8", stroke=colour, stroke_width=3)


def _flag_above(root: Element, x: float, tip: float, width: float, words: str) -> None:
    """A dark flag that points down at the step on which somebody acts next."""
    words = svg.lines(words, 380, size=_SMALL, bold=True, most=1)[0]
    long = min(440.0, 28 + 9.8 * len(words))
    left = min(max(2.0, x - long / 2), width - long - 2)
    svg.add(root, "path", d=f"M{x - 8:g} {tip - 10:g} H{x + 8:g} L{x:g} {tip:g} Z", fill=_BLACK)
    svg.add(root, "rect", x=left, y=tip - 38, width=long, height=29, fill=_BLACK)
    svg.text(root, left + long / 2, tip - 18, words, size=_SMALL, fill=_WHITE, font_weight="bold", text_anchor="middle")
