"""Fields take anything that can be typed or sent, keep it, and answer with an exact message."""

from collections.abc import Iterator
from datetime import date

import pytest
import wtforms
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from caf_tracker import clock
from caf_tracker.web import filters
from caf_tracker.web.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
)
from caf_tracker.web.layout import init_app

CHOICES = (("yes", "Yes"), ("no", "No"))


class Everything(wtforms.Form):
    name = TextField("Name", needed="Enter a name")
    note = LongTextField("Note")
    on = DateField(
        "Date of the decision", called="The date of the decision", needed="Enter the date", latest=clock.today
    )
    answer = RadioField("Answer", choices=CHOICES, needed="Choose an answer", hints={"yes": "The family agrees"})
    one = SelectField("One", choices=CHOICES)
    some = CheckboxesField("Some", choices=CHOICES)
    sure = CheckboxField("I am sure")
    version = VersionField()


def filled(**changed: str) -> Everything:
    given = {
        "name": "Reed",
        "on-day": "2",
        "on-month": "3",
        "on-year": "2026",
        "answer": "yes",
        "version": "3",
        **changed,
    }
    form = Everything(MultiDict(given))
    form.validate()
    return form


def test_what_is_right_is_taken() -> None:
    form = filled(name="  Zoë O’Neill-李 👶 ", note="one\r\ntwo", one="no", some="yes", sure="y")
    assert form.errors == {}
    assert form.name.data == "Zoë O’Neill-李 👶"
    assert form.note.data == "one\ntwo"
    assert form.on.data == date(2026, 3, 2)
    assert (form.one.data, form.some.data, form.sure.data, form.version.data) == ("no", ["yes"], True, 3)


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"name": " "}, {"name": ["Enter a name"]}),
        ({"name": "a\x00b"}, {"name": ["Name has characters that cannot be kept: type it again"]}),
        ({"name": "a\nb"}, {"name": ["Name has characters that cannot be kept: type it again"]}),
        ({"name": "\ud800"}, {"name": ["Name has characters that cannot be kept: type it again"]}),
        ({"name": "x" * 201}, {"name": ["Name must be 200 characters or fewer: it has 201"]}),
        ({"note": "x" * 10_000}, {"note": ["Note must be 4,000 characters or fewer: it has 10,000"]}),
        ({"note": "\x00"}, {"note": ["Note has characters that cannot be kept: type it again"]}),
        ({"answer": ""}, {"answer": ["Choose an answer"]}),
        ({"answer": "maybe"}, {"answer": ["Choose one of the answers on the page"]}),
        ({"one": "9"}, {"one": ["Choose one of the answers on the page"]}),
        ({"some": "maybe"}, {"some": ["Choose one of the answers on the page"]}),
        ({"some": ""}, {"some": ["Choose one of the answers on the page"]}),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(changed: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert filled(**changed).errors == errors


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "boxes"),
    [
        ("", "", "", "Enter the date", ("day", "month", "year")),
        ("", "3", "2026", "The date of the decision must include a day", ("day",)),
        ("", "", "2026", "The date of the decision must include a day and month", ("day", "month")),
        ("2", "3", "26", "The date of the decision must have a year of 4 numbers", ("year",)),
        ("two", "3", "2026", "The date of the decision must have a day in numbers, such as 27 3 2026", ("day",)),
        ("29", "2", "2026", "The date of the decision must be a real date", ("day", "month", "year")),
        ("0", "0", "0000", "The date of the decision must be a real date", ("day", "month", "year")),
        ("²", "3", "2026", "The date of the decision must have a day in numbers, such as 27 3 2026", ("day",)),
        ("-1", "3", "2026", "The date of the decision must have a day in numbers, such as 27 3 2026", ("day",)),
        ("4", "3", "2026", "The date of the decision must be today or in the past", ("day", "month", "year")),
        ("4", "3", "1016", "The date of the decision must be after 1899", ("day", "month", "year")),
    ],
)
def test_a_date_says_what_is_wrong_and_where(
    day: str, month: str, year: str, message: str, boxes: tuple[str, ...]
) -> None:
    form = filled(**{"on-day": day, "on-month": month, "on-year": year})
    assert form.errors == {"on": [message]}
    assert form.on.wrong_parts == boxes
    assert form.on.first_wrong_id == f"on-{boxes[0]}"
    assert form.on.typed == (day, month, year)


@pytest.mark.parametrize("month", ["march", "Mar", "03", "3"])
def test_a_month_may_be_a_name(month: str) -> None:
    assert filled(**{"on-month": month}).on.data == date(2026, 3, 2)


@given(st.tuples(*[st.text(max_size=30)] * 3))
def test_no_typing_ever_breaks_a_date(parts: tuple[str, str, str]) -> None:
    form = filled(**dict(zip(("on-day", "on-month", "on-year"), parts, strict=True)))
    assert form.on.data is None or isinstance(form.on.data, date)
    assert bool(form.errors) == (form.on.data is None)


@pytest.mark.parametrize("version", ["", "x", "-1", "3.0", "9" * 40, "\x00"])
def test_a_version_that_was_tampered_with_is_one_that_no_row_has(version: str) -> None:
    assert filled(version=version).version.data == 0


@pytest.fixture
def drawing() -> Iterator[None]:
    app = Flask("caf_tracker")
    app.config["PRODUCT_NAME"] = "CAF Tracker"
    init_app(app)
    filters.init_app(app)
    with app.app_context():
        yield


@pytest.mark.usefixtures("drawing")
def test_what_was_typed_is_shown_again_and_never_as_html() -> None:
    form = filled(name="<script>alert(1)</script>" + "x" * 200, **{"on-day": "<b>"})
    assert "&lt;script&gt;alert(1)" in form.name()
    assert "<script>" not in form.name()
    assert 'value="&lt;b&gt;"' in form.on()
    assert "must be 200 characters or fewer" in form.name()


@pytest.mark.usefixtures("drawing")
def test_every_field_is_named_for_everybody() -> None:
    form = filled()
    assert '<label class="govuk-label' in form.name()
    for grouped in (form.on, form.answer, form.some):
        assert grouped.label.text in str(grouped()).split("</legend>")[0]
    assert "The family agrees" in form.answer()
    assert 'id="on-day"' in form.on()
