"""The front door (MASH): which telephone answers at this hour, bank holidays counted as out of hours."""

import re
from dataclasses import dataclass
from datetime import datetime, time

import holidays

from caf_tracker.clock import LONDON

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")

# Weekends too, unlike working_days: an office may open on Saturdays. Filled in year by year as it is asked.
_BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")

# Weekday (Monday is 0) to opening and closing time.
OpeningHours = dict[int, tuple[time, time]]


def parse_hours(text: str) -> OpeningHours:
    """Reads "Mon-Thu 08:30-17:00, Fri 08:30-16:00"; ValueError says which part cannot be read."""
    hours: OpeningHours = {}
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip().lower())
        if not found or found[1] not in _DAYS or (found[2] or found[1]) not in _DAYS:
            raise ValueError(f"“{part.strip()}” is not like “Mon-Fri 09:00-17:00”.")
        first, last = _DAYS.index(found[1]), _DAYS.index(found[2] or found[1])
        opens, closes = time(int(found[3]), int(found[4])), time(int(found[5]), int(found[6]))
        if first > last or opens >= closes:
            raise ValueError(f"“{part.strip()}” ends before it begins.")
        hours |= dict.fromkeys(range(first, last + 1), (opens, closes))
    return hours


@dataclass(frozen=True)
class FrontDoor:
    """The telephones of an authority's front door and when the first of them answers."""

    office: str
    out_of_hours: str
    hours_text: str
    hours: OpeningHours

    def is_open(self, moment: datetime) -> bool:
        """Whether it is office hours at this aware moment."""
        local = moment.astimezone(LONDON)
        span = self.hours.get(local.weekday())
        if span is None or local.date() in _BANK_HOLIDAYS:
            return False
        return span[0] <= local.time() < span[1]

    def telephone(self, moment: datetime) -> str:
        """The number to ring at this aware moment."""
        return self.office if self.is_open(moment) else self.out_of_hours
