"""Form fields that take anything a browser, a thumb or an attacker sends, and answer in plain words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from caf_tracker.web.date_field import DateField
from caf_tracker.web.filters import label as word_label
from caf_tracker.web.needed import Needed, needed_by

__all__ = [
    "CheckboxField",
    "CheckboxesField",
    "DateField",
    "EmailField",
    "FileField",
    "Form",
    "LongTextField",
    "Needed",
    "PasswordField",
    "RadioField",
    "SelectField",
    "TextField",
    "VersionField",
    "choices_of",
]

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


class TextField(wtforms.StringField):
    """One line of text, trimmed; longer than `longest`, control characters and NUL are refused, not cut."""

    widget = widgets.Widget()
    longest = SHORT_TEXT

    def __init__(
        self, label: str, *, longest: int | None = None, needed: str = "", hint: str = "", **options: Any
    ) -> None:
        super().__init__(label, validators=needed_by(needed), description=hint, **options)
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
        super().__init__(label, validators=needed_by(needed), description=hint, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        # A file sent in the place of a password is no password.
        self.data = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""

    def pre_validate(self, form: wtforms.Form) -> None:
        if len(self.data or "") > SHORT_TEXT:
            raise StopValidation(f"{self.label.text} must be {SHORT_TEXT} characters or fewer")


class _ChoicesInView(wtforms.fields.choices.SelectFieldBase):
    """What radios and checkboxes share: every choice stands on the page, and `hints` explains one by its value."""

    def __init__(
        self, label: str, *, choices: Choices | None = None, needed: str = "", hint: str = "",
        hints: dict[str, str] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            label, choices=_choices(choices), validators=needed_by(needed), description=hint,
            validate_choice=False, **options,
        )  # fmt: skip
        self.hints = hints or {}


class RadioField(_ChoicesInView, wtforms.RadioField):
    """One of a few."""

    widget = widgets.Radios()

    def pre_validate(self, form: wtforms.Form) -> None:
        _check_choices(self, [self.data] if self.data else [])


class SelectField(wtforms.SelectField):
    """One of many, with an empty first choice; an id or a word comes back as text, or None when left empty."""

    widget = widgets.Select()

    def __init__(
        self, label: str, *, choices: Choices | None = None, empty: str = "Choose one", needed: str = "",
        hint: str = "", **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            label, choices=_choices(choices), validators=needed_by(needed), description=hint,
            validate_choice=False, coerce=_text_or_none, **options,
        )  # fmt: skip
        self.empty = empty

    def iter_choices(self) -> Iterator[Any]:
        yield wtforms.fields.choices.Choice("", self.empty, not self.data, {})
        yield from super().iter_choices()

    def pre_validate(self, form: wtforms.Form) -> None:
        _check_choices(self, [self.data] if self.data else [])


class CheckboxesField(_ChoicesInView, wtforms.SelectMultipleField):
    """Any of a few."""

    widget = widgets.Checkboxes()

    def pre_validate(self, form: wtforms.Form) -> None:
        _check_choices(self, self.data or [])


class CheckboxField(wtforms.BooleanField):
    """One box, ticked or not."""

    widget = widgets.SingleCheckbox()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(label, validators=[_Ticked(needed)] if needed else [], description=hint, **options)


class FileField(_FileField):
    """A file; its content is for the service to judge."""

    widget = widgets.File()

    def __init__(self, label: str, *, needed: str = "", hint: str = "", **options: Any) -> None:
        super().__init__(label, validators=needed_by(needed), description=hint, **options)


class VersionField(wtforms.IntegerField):
    """Which version of a row the form showed; what is tampered with becomes 0, which no row has."""

    widget = wtforms.widgets.HiddenInput()

    def __init__(self, **options: Any) -> None:
        super().__init__("Version", **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        self.data = int(typed) if re.fullmatch("[0-9]{1,9}", typed) else 0


def choices_of(words: type[StrEnum] | Sequence[StrEnum]) -> list[SelectChoice]:
    """The choices for a word list, in its order, in this authority's words; call it within a request."""
    return [SelectChoice(word.value, word_label(word)) for word in words]


class _Ticked:
    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


def _choices(choices: Choices | None) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in choices or ()]


def _check_choices(field: Any, given: Sequence[str]) -> None:
    known = {SelectChoice.from_input(choice).value for choice in field.choices or ()}
    if not known.issuperset(given):
        raise StopValidation("Choose one of the answers on the page")


def _text_or_none(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _first(errors: Any) -> Any:
    return errors[0] if isinstance(errors, list | tuple) else errors
