"""A date in three boxes that takes anything typed into them and says exactly what is wrong."""

from collections.abc import Callable
from datetime import date
from typing import Any

import wtforms

from caf_tracker.web import widgets
from caf_tracker.web.needed import needed_by

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateField(wtforms.Field):
    """Day, month and year in three boxes; month names and two-digit oddities answered exactly, never with a crash.

    `called` is how messages name the date: "The date of the decision must include a year".
    """

    widget = widgets.Date()
    data: date | None

    def __init__(
        self, label: str, *, called: str = "", needed: str = "", hint: str = "For example, 27 3 2026",
        earliest: date | None = None, latest: Callable[[], date] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, validators=needed_by(needed), description=hint, **options)
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
            parts = (
                str(formdata.get(f"{self.name}-{part}", "")).replace("\0", "\ufffd").strip()
                for part in ("day", "month", "year")
            )
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
        except (ValueError, OverflowError):
            return None, ("day", "month", "year"), f"{self.called} must be a real date"
        return self._within(found)

    def _within(self, found: date) -> tuple[date | None, tuple[str, ...], str]:
        everywhere = ("day", "month", "year")
        if found < self.earliest:
            return None, everywhere, f"{self.called} must be after {self.earliest.year - 1}"
        if self.latest is not None and found > self.latest():
            return None, everywhere, f"{self.called} must be today or in the past"
        return found, (), ""


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _month(text: str) -> int | None:
    name = text.lower()[:3]
    return _MONTHS.index(name) + 1 if name in _MONTHS else _whole(text)
