"""The handover track: every step in a shape, a word and a sentence, and nothing that a page could not hold."""

from datetime import date
from xml.etree import ElementTree

import pytest

from caf_tracker.pictures.handover_track import WORDS, StepState, TrackStep, describe, draw
from tests.fixtures.drawings import SVG, taken_apart


def step(name: str, state: StepState = StepState.NOT_YET, **more: object) -> TrackStep:
    return TrackStep(name=name, state=state, **more)  # type: ignore[arg-type]  # the keywords of each test's own step


def late_track() -> list[TrackStep]:
    return [
        step("Step-down decided", StepState.DONE, on=date(2018, 3, 5), who="Margaret Thistlewood"),
        step("Lead accepted", StepState.LATE, due=date(2018, 3, 8), who="Amina Patel", days_late=3, next=True),
        step("CAF started", StepState.WAITING, due=date(2018, 3, 14)),
        step("Handover confirmed", StepState.NOT_NEEDED),
    ]


def drawings(steps: list[TrackStep], who: str | None = None) -> list[ElementTree.Element]:
    return taken_apart(draw(steps, who))


def words_in(drawing: ElementTree.Element) -> str:
    return " ".join(found.text or "" for found in drawing.iter(f"{SVG}text"))


def test_says_how_late_a_step_is_in_words() -> None:
    assert late_track()[1].sentence == "Lead accepted: late by 3 working days, due 8 March 2018, Amina Patel."
    assert step("x", StepState.LATE, days_late=1).state_words == "Late by 1 working day"


def test_says_the_day_a_step_was_done() -> None:
    assert late_track()[0].sentence == "Step-down decided: done, 5 March 2018, Margaret Thistlewood."


def test_the_description_holds_every_step_and_who_acts_next() -> None:
    said = describe(late_track(), "Amina Patel")
    assert said.endswith("Handover confirmed: not needed. Who acts next: Amina Patel.")
    assert [name for name in ("Step-down decided", "Lead accepted", "CAF started") if name not in said] == []


def test_there_is_one_drawing_across_and_one_down_each_announced_as_an_image() -> None:
    across, down = drawings(late_track(), "Amina Patel")
    for drawing in (across, down):
        assert drawing.get("role") == "img"
        ids = [found.get("id") for found in drawing if found.get("id")]
        assert drawing.get("aria-labelledby", "").split() == ids
        assert drawing.find(f"{SVG}title") is not None
        assert "Lead accepted: late by 3 working days" in (drawing.findtext(f"{SVG}desc") or "")
    assert across.get("class") != down.get("class")
    assert {found.get("id") for found in across}.isdisjoint({found.get("id") for found in down} - {None})


def test_the_drawing_says_the_state_in_words_beside_the_shape() -> None:
    for drawing in drawings(late_track(), "Amina Patel"):
        said = words_in(drawing)
        for words in ("Done", "Late by 3 working days", "due 8 March 2018", "Waiting", "Not needed", "Acts next:"):
            assert words in said


def test_every_state_has_a_word_and_a_shape_of_its_own() -> None:
    assert set(WORDS) == set(StepState)
    shapes = set()
    for state in StepState:
        across = drawings([step("One", state)])[0]
        mark = across.find(f"{SVG}g")
        assert mark is not None
        shapes.add(tuple((part.tag, part.get("d"), part.get("r")) for part in mark))
    assert len(shapes) == len(StepState)


def test_no_style_and_no_script_whatever_a_name_holds() -> None:
    svg = draw([step("One", who='<script>alert("x")</script>', note="a & b")], "Bobby </svg>")
    assert "<script" not in svg and "style=" not in svg and svg.count("</svg>") == 2


@pytest.mark.parametrize("name", ["W" * 200, "🧸 " * 60, "שלום " * 40, "a" * 10_000])
def test_a_name_of_any_length_stays_inside_its_picture(name: str) -> None:
    for drawing in drawings([step("One", StepState.WAITING, who=name, next=True), *[step("More")] * 6], name):
        assert float(drawing.get("height", "")) < 1200
        assert max(len(found.text or "") for found in drawing.iter(f"{SVG}text")) < 60
