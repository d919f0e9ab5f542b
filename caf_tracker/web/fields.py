"""Form fields that take anything a browser, a thumb or an attacker sends, and answer in plain words."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import Any

import wtforms
from flask_wtf import FlaskForm
from flask_wtf.file import FileField as _FileField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT
from caf_tracker.web import widgets
from caf_tracker.web.filters import label as word_label

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Choices = Sequence[tuple[str, str]]


class Form(FlaskForm):
    """The base of every form: shows a broken rule beside its field, or in the summary alone when it has none."""

    @contextmanager
    def showing_broken_rules(self) -> Iterator[None]:
        """Within the block a RuleBroken becomes a message of the form, and what was begun is undone."""
        try:
            yield
        except RuleBroken as broken:
            db.session.rollback()
            self.refuse(broken.field, broken.message)

    def refuse(self, field: str, message: str) -> None:
        """Puts the message beside the field ("" or a field that the form does not have: in the summary alone)."""
        if field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, message]
        else:
            self.form_errors.append(message)

    def summary(self) -> list[dict[str, str]]:
        """Every first message with the place it leads to, in the order of the page."""
        found = [{"text": message, "href": "#main-content"} for message in self.form_errors]
        for field in self._fields.values():
            if field.errors:
                found.append(
                    {"text": str(_first(field.errors)), "href": f"#{getattr(field, 'first_wrong_id', field.id)}"}
                )
        return found


class Needed:
    """Refuses an empty field with a message of its own: "Enter the child’s name"."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        empty = field.data is None or field.data == [] or (isinstance(field.data, str) and not field.data.strip())
        if empty and not field.errors:
            raise StopValidation(self.message)
        if field.errors:
            raise StopValidation


class TextField(wtforms.StringField):
    """One line of text, trimmed; longer than `longest`, control characters and NUL are refused, not cut."""

    widget = widgets.Widget()
    longest = SHORT_TEXT

    def __init__(
        self, label: str, *, longest: int | None = None, needed: str = "", hint: str = "", **options: Any
    ) -> None:
        super().__init__(label, validators=_needed(needed), description=hint, **options)
        self.longest = longest or self.longest

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = typed.strip() if isinstance(typed, str) else ""

    def pre_validate(self, form: wtforms.Form) -> None:
        text = self.data or ""
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in self.allowed_controls for letter in text):
            raise StopValidation(f"{self.label.text} has characters that cannot be kept: type it again")
        if len(text) > self.longest:
            raise StopValidation(
                f"{self.label.text} must be {self.longest:,} characters or fewer: it has {len(text):,}"
            )

    allowed_controls = ""


class LongTextField(TextField):
    """Text of several lines."""

    widget = widgets.TextArea()
    longest = LONG_TEXT
    allowed_controls = "\n\r\t"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        # Browsers send CRLF; one line end is kept, or a text would seem changed by being shown.
        self.data = (self.data or "").replace("\r\n", "\n")


class EmailField(TextField):
    """An e-mail address; the service checks what it is for."""

    longest = 254

    def __init__(self, label: str, **options: Any) -> None:
        kw = {"type": "email", "autocomplete": "email", "spellcheck": False} | options.pop("render_kw", {})
        super().__init__(label, render_kw=kw, **options)


class PasswordField(wtforms.PasswordField):
    """A password: never trimmed, never shown again."""

    widget = widgets.Password()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(label, validators=_needed(needed), description=hint, **options)

    def pre_validate(self, form: wtforms.Form) -> None:
        if len(self.data or "") > SHORT_TEXT:
            raise StopValidation(f"{self.label.text} must be {SHORT_TEXT} characters or fewer")


class RadioField(wtforms.RadioField):
    """One of a few; `hints` explains a choice by its value."""

    widget = widgets.Radios()

    def __init__(
        self, label: str, *, choices: Choices | None = None, needed: str = "", hint: str = "",
        hints: dict[str, str] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            label, choices=_choices(choices), validators=_needed(needed), description=hint,
            validate_choice=False, **options,
        )  # fmt: skip
        self.hints = hints or {}

    def pre_validate(self, form: wtforms.Form) -> None:
        _check_choice(self, [self.data])


class SelectField(wtforms.SelectField):
    """One of many, with an empty first choice; an id or a word comes back as text, or None when left empty."""

    widget = widgets.Select()

    def __init__(
        self, label: str, *, choices: Choices | None = None, empty: str = "Choose one", needed: str = "", hint: str = "",
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            label, choices=_choices(choices), validators=_needed(needed), description=hint,
            validate_choice=False, coerce=_text_or_none, **options,
        )  # fmt: skip
        self.empty = empty

    def iter_choices(self) -> Iterator[Any]:
        yield wtforms.fields.choices.Choice("", self.empty, not self.data, {})
        yield from super().iter_choices()

    def pre_validate(self, form: wtforms.Form) -> None:
        _check_choice(self, [self.data])


class CheckboxesField(wtforms.SelectMultipleField):
    """Any of a few."""

    widget = widgets.Checkboxes()

    def __init__(
        self, label: str, *, choices: Choices | None = None, needed: str = "", hint: str = "",
        hints: dict[str, str] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            label, choices=_choices(choices), validators=_needed(needed), description=hint,
            validate_choice=False, **options,
        )  # fmt: skip
        self.hints = hints or {}

    def pre_validate(self, form: wtforms.Form) -> None:
        _check_choice(self, self.data or [])


class CheckboxField(wtforms.BooleanField):
    """One box, ticked or not."""

    widget = widgets.SingleCheckbox()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(label, validators=[_Ticked(needed)] if needed else [], description=hint, **options)


class FileField(_FileField):
    """A file; its content is for the service to judge."""

    widget = widgets.File()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(label, validators=_needed(needed), description=hint, **options)


class DateField(wtforms.Field):
    """Day, month and year in three boxes; month names and two-digit oddities answered exactly, never with a crash.

    `called` is how messages name the date: "The date of the decision must include a year".
    """

    widget = widgets.Date()

    def __init__(
        self, label: str, *, called: str = "", needed: str = "", hint: str = "For example, 27 3 2026",
        earliest: date | None = None, latest: Callable[[], date] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validators=_needed(needed), description=hint, **options)
        self.called = called or label
        self.earliest = earliest or date(1900, 1, 1)
        self.latest = latest
        self.typed: tuple[str, str, str] = ("", "", "")
        self.wrong_parts: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = wtforms.utils.unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if isinstance(self.data, date):
            self.typed = (str(self.data.day), str(self.data.month), str(self.data.year))
        if formdata is not None:
            parts = (str(formdata.get(f"{self.name}-{part}", "")).strip() for part in ("day", "month", "year"))
            day, month, year = parts
            self.typed = (day[:20], month[:20], year[:20])
            self.data, self.wrong_parts, problem = self._read(*self.typed)
            self.raw_data = [*self.typed]
            if problem:
                self.process_errors.append(problem)

    @property
    def first_wrong_id(self) -> str:
        """The box that the error summary leads to."""
        return f"{self.id}-{(self.wrong_parts or ('day',))[0]}"

    def pre_validate(self, form: wtforms.Form) -> None:
        if self.errors or self.data is None:
            self.wrong_parts = self.wrong_parts or ("day", "month", "year")

    def post_validate(self, form: wtforms.Form, validation_stopped: bool) -> None:
        if self.errors and not self.wrong_parts:
            self.wrong_parts = ("day", "month", "year")

    def _read(self, day: str, month: str, year: str) -> tuple[date | None, tuple[str, ...], str]:
        """The date, or which boxes are wrong and why."""
        typed = {"day": day, "month": month, "year": year}
        if not any(typed.values()):
            return None, (), ""
        missing = tuple(part for part, text in typed.items() if not text)
        if missing:
            return None, missing, f"{self.called} must include a {' and '.join(missing)}"
        numbers = {"day": _whole(day), "month": _month(month), "year": _whole(year)}
        wrong = tuple(part for part, number in numbers.items() if number is None)
        if wrong:
            return None, wrong, f"{self.called} must have a {' and a '.join(wrong)} in numbers, such as 27 3 2026"
        if len(year) != 4:
            return None, ("year",), f"{self.called} must have a year of 4 numbers"
        try:
            found = date(numbers["year"] or 0, numbers["month"] or 0, numbers["day"] or 0)
        except ValueError:
            return None, ("day", "month", "year"), f"{self.called} must be a real date"
        return self._within(found)

    def _within(self, found: date) -> tuple[date | None, tuple[str, ...], str]:
        everywhere = ("day", "month", "year")
        if found < self.earliest:
            return None, everywhere, f"{self.called} must be after {self.earliest.year - 1}"
        if self.latest is not None and found > self.latest():
            return None, everywhere, f"{self.called} must be today or in the past"
        return found, (), ""


def choices_of(words: type[StrEnum] | Sequence[StrEnum]) -> list[SelectChoice]:
    """The choices for a word list, in its order, in this authority's words; call it within a request."""
    return [SelectChoice(word.value, word_label(word)) for word in words]


class _Ticked:
    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


def _needed(message: str) -> list[Needed]:
    return [Needed(message)] if message else []


def _choices(choices: Choices | None) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in choices or ()]


def _check_choice(field: Any, given: Sequence[str | None]) -> None:
    known = {choice.value for choice in field.choices or ()}
    if any(value and value not in known for value in given):
        raise StopValidation("Choose one of the answers on the page")


def _text_or_none(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _month(text: str) -> int | None:
    name = text.lower()[:3]
    return _MONTHS.index(name) + 1 if name in _MONTHS else _whole(text)


def _first(errors: Any) -> Any:
    return errors[0] if isinstance(errors, list | tuple) else errors
