"""What is owed by whom: an open duty, and who holds each part on a case."""

from dataclasses import dataclass, field
from datetime import date

from caf_tracker import clock, working_days
from caf_tracker.checker.history import History
from caf_tracker.checker.reached import People, Reached


@dataclass(frozen=True, order=True)
class Owed:
    """An open duty: due when, its number in the catalogue, the row that started it, and who owes it."""

    due_on: date
    number: int
    cause_id: int
    by: list[Reached] = field(compare=False)


def owed(number: int, start: date, days: int, cause_id: int, by: list[Reached]) -> Owed:
    """What is owed on the so many-th working day from its start."""
    return Owed(working_days.add(start, days), number, cause_id, by)


class Parts:
    """Who holds each part on one case."""

    def __init__(self, history: History, people: People) -> None:
        self.history, self.people, self.case = history, people, history.case
        led_by = history.lead or history.nomination
        self._lead_id = led_by.user_id if led_by else None

    def lead(self) -> list[Reached]:
        """Whoever has accepted to lead, or is asked to."""
        return self.people.person(self._lead_id, self.case)

    def accepted_lead(self) -> list[Reached]:
        """Whoever has accepted to lead: only they answer for a CAF and its team."""
        return self.people.person(self.history.lead.user_id if self.history.lead else None, self.case)

    def leads_manager(self) -> list[Reached]:
        """The line manager of whoever leads, or is asked to."""
        return self.people.line_manager(self._lead_id, self.case)

    def manager(self) -> list[Reached]:
        """Whoever decided the step-down."""
        current = self.history.current
        return self.people.person(current.manager_id if current else None, self.case)

    def coordinator(self) -> list[Reached]:
        """The coordinators."""
        return self.people.coordinators(self.case)

    def head(self) -> list[Reached]:
        """The heads of service."""
        return self.people.heads(self.case)

    def contact(self, agency_id: int) -> list[Reached]:
        """Whoever is told for an agency."""
        return self.people.contact(agency_id, self.case, clock.london_date(self.history.at))

    def of_team(self, agency_id: int) -> list[Reached]:
        """Whoever says for an agency of the team whether the family engages: for the lead's own, the lead."""
        lead = self.history.lead
        if lead is not None and self.people.of_agency(lead.user_id) == agency_id:
            return self.accepted_lead()
        return self.contact(agency_id)
