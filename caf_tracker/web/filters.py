"""How pages write dates, times, lateness and the domain's words."""

from datetime import date, datetime
from enum import StrEnum

from flask import Flask, current_app

from caf_tracker import clock, labels, working_days


def init_app(app: Flask) -> None:
    """Makes these available in every template under their own names."""
    for write in (
        day, day_short, moment, time_of_day, when, working_days_late, days_late, age, label, yes_no, nhs_number,
        in_words,
    ):  # fmt: skip
        app.add_template_filter(write, write.__name__)


def day(value: date | datetime | None) -> str:
    """27 March 2026; nothing for None."""
    if value is None:
        return ""
    value = _civil(value)
    return f"{value.day} {value:%B %Y}"


def day_short(value: date | datetime | None) -> str:
    """27 Mar 2026, for narrow columns."""
    if value is None:
        return ""
    value = _civil(value)
    return f"{value.day} {value:%b %Y}"


def time_of_day(value: datetime | None) -> str:
    """4:05pm, in London; midnight and midday by their names, as noon is easily misread."""
    if value is None:
        return ""
    local = value.astimezone(clock.LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    return f"{(local.hour - 1) % 12 + 1}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime | None) -> str:
    """27 March 2026 at 4:05pm."""
    return f"{day(value)} at {time_of_day(value)}" if value else ""


def when(value: datetime) -> str:
    """4:05pm, for a moment of today; else with its day."""
    return time_of_day(value) if clock.london_date(value) == clock.today() else moment(value)


def working_days_late(count: int) -> str:
    """3 working days late; "not late" for none."""
    if count <= 0:
        return "not late"
    return "1 working day late" if count == 1 else f"{count} working days late"


def days_late(due: date | None) -> str:
    """How late something due on that day is today; nothing when it is not."""
    late = working_days.between(due, clock.today()) if due else 0
    return working_days_late(late) if late > 0 else ""


def age(born: date | None) -> str:
    """A child's age today: weeks until 3 months, months until 2 years, then years; nothing when not born."""
    today = clock.today()
    if born is None or born > today:
        return ""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months < 3:
        return _count((today - born).days // 7, "week")
    return _count(months, "month") if months < 24 else _count(months // 12, "year")


def label(word: StrEnum | None) -> str:
    """The plain English for a word of the domain, with this authority's name for a CAF."""
    return labels.label(word, caf=current_app.config["CAF_NAME"]) if word else ""


def yes_no(value: bool | None) -> str:
    """Yes, No or Not known."""
    return "Not known" if value is None else "Yes" if value else "No"


def nhs_number(digits: str | None) -> str:
    """999 123 4567, as it is written and read out."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else ""


def in_words(name: str) -> str:
    """A field's name as a heading: line_manager is "Line manager"."""
    words = name.replace("_", " ").replace("-", " ").strip().capitalize()
    return {"Gp": "GP practice", "Nhs number": "NHS number"}.get(words, words)


def _civil(value: date | datetime) -> date:
    return clock.london_date(value) if isinstance(value, datetime) else value


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
