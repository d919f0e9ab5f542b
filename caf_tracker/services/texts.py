"""Checking what was typed, where a form is not the only way in: imports and replay come this way too."""

from datetime import date

from caf_tracker.errors import RuleBroken
from caf_tracker.models.base import LONG_TEXT


def required(field: str, text: str | None, message: str, longest: int = LONG_TEXT) -> str:
    """The text without surrounding space; RuleBroken beside `field` if nothing is left."""
    found = optional(field, text, longest)
    if found is None:
        raise RuleBroken(field, message)
    return found


def optional(field: str, text: str | None, longest: int = LONG_TEXT) -> str | None:
    """The text without surrounding space, None for nothing; RuleBroken if it is too long or holds a NUL."""
    if text is None or not (found := text.strip()):
        return None
    if "\0" in found:
        raise RuleBroken(field, "Remove the characters that cannot be shown")
    if len(found) > longest:
        raise RuleBroken(field, f"Must be {longest:,} characters or fewer")
    return found


def day_in_words(day: date | None) -> str:
    """27 March 2026; nothing for None."""
    return f"{day.day} {day:%B %Y}" if day else ""


def not_future(field: str, day: date, today: date, message: str) -> date:
    """The day; RuleBroken beside `field` if it is still to come."""
    if day > today:
        raise RuleBroken(field, message)
    return day
