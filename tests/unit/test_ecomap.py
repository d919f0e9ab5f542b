"""The ecomap: every tie in a line, a shape and a sentence; nothing lies over anything else, whatever their number."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from caf_tracker.models.words import EngagementStatus
from caf_tracker.pictures.ecomap import Tie, draw
from caf_tracker.pictures.strength import COLOURS, WORDS, Strength, mark, strength_of
from tests.fixtures.drawings import SVG, taken_apart


def ties(count: int) -> list[Tie]:
    order = list(Strength)
    return [
        Tie(agency=f"Agency <{n}> of a long name", strength=order[n % 6], words=f"{WORDS[order[n % 6]]}, {n} weeks ago")
        for n in range(count)
    ]


def drawings(count: int) -> list[ElementTree.Element]:
    return taken_apart(draw(ties(count)))


def boxes(drawing: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    found = [one for one in drawing.findall(f"{SVG}rect") if one.get("stroke")]
    at = [[float(one.get(name, "")) for name in ("x", "y", "width", "height")] for one in found]
    return [(x, y, width, height) for x, y, width, height in at]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 12, 25, 40])
def test_every_agency_has_a_box_of_its_own_within_the_picture(count: int) -> None:
    for drawing in drawings(count):
        _, _, wide, high = (float(part) for part in drawing.get("viewBox", "").split())
        found = boxes(drawing)
        assert len(found) == count
        for x, y, width, height in found:
            assert 0 <= x <= x + width <= wide
            assert 0 <= y <= y + height <= high
        for (x1, y1, w1, h1), (x2, y2, w2, h2) in combinations(found, 2):
            assert x1 + w1 <= x2 or x2 + w2 <= x1 or y1 + h1 <= y2 or y2 + h2 <= y1, "two agencies lie on each other"


@pytest.mark.parametrize("count", [1, 5, 12, 25, 40])
def test_no_line_crosses_another_agency(count: int) -> None:
    around = drawings(count)[0]
    lines = [[float(one.get(name, "")) for name in ("x1", "y1", "x2", "y2")] for one in around.iter(f"{SVG}line")]
    # The lines of the legend come last.
    for x1, y1, x2, y2 in lines[: -len(Strength)]:
        along = [(x1 + (x2 - x1) * part / 200, y1 + (y2 - y1) * part / 200) for part in range(200)]
        crossed = [
            (x, y)
            for left, top, width, height in boxes(around)
            for x, y in along
            if left < x < left + width - 1 and top < y < top + height
        ]
        assert not crossed


def test_it_is_announced_as_one_image_with_every_tie_in_words_and_no_style() -> None:
    around, down = drawings(7)
    for drawing in (around, down):
        assert drawing.get("role") == "img"
        ids = [found.get("id") for found in drawing if found.get("id")]
        assert drawing.get("aria-labelledby", "").split() == ids
        assert drawing.findtext(f"{SVG}title") == "Who is around the family"
        described = drawing.findtext(f"{SVG}desc") or ""
        assert [tie.sentence for tie in ties(7) if tie.sentence not in described] == []
        assert not [one for one in drawing.iter() if "style" in one.attrib]
        written = " ".join(found.text or "" for found in drawing.iter(f"{SVG}text"))
        assert [words for words in WORDS.values() if words not in written] == [], "the legend names every line"
    assert {found.get("id") for found in around}.isdisjoint({found.get("id") for found in down} - {None})


def test_every_word_of_the_narrow_picture_and_its_legend_is_inside_it() -> None:
    down = drawings(7)[1]
    width, height = (float(size) for size in down.get("viewBox", "").split()[2:])
    for line in down.iter(f"{SVG}text"):
        # A letter is on average about 0.55 of its size wide.
        wide = len(line.text or "") * float(line.get("font-size", "0")) * 0.55
        begins = float(line.get("x", "0")) - (wide / 2 if line.get("text-anchor") == "middle" else 0)
        assert begins + wide <= width, line.text
        assert float(line.get("y", "0")) <= height - 5, line.text


def test_no_two_strengths_share_a_line_a_shape_or_a_colour() -> None:
    # The lines of the legend, which end a drawing: 68 wide each.
    lines = [one for one in drawings(0)[0].iter(f"{SVG}line")]
    styles = {(one.get("stroke-width"), one.get("stroke-dasharray"), one.get("stroke")) for one in lines}
    assert len(styles) == len(Strength)
    assert len({mark(one) for one in Strength}) == len(set(COLOURS.values())) == len(Strength)
    # Both of which nobody knows are dotted alike; shape and word tell them apart.
    assert len({style[:2] for style in styles}) == len(Strength) - 1


def test_every_status_has_a_strength() -> None:
    assert {strength_of(status) for status in EngagementStatus} == set(Strength) - {Strength.STALE}
    assert strength_of(EngagementStatus.NO_ACCESS) is Strength.LOST
