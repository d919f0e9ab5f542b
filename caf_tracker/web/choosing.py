"""Choosing a person by searching for a name or an agency, as several forms do."""

from flask import request
from wtforms.fields.choices import SelectChoice

from caf_tracker.models import User
from caf_tracker.models.words import Role
from caf_tracker.web.fields import Form, RadioField, TextField
from caf_tracker.web.filters import day
from caf_tracker.web.practitioners import Found, find_people

# The name of the button that only searches.
SEARCH = "search"
# How the acts call the person that this form chooses.
_CALLED = ("lead", "nominee", "successor", "deputy")


class ChoosePersonForm(Form):
    """A search among practitioners, or people of other roles, and the one who is chosen."""

    find = TextField(
        "Search for a practitioner",
        hint="Part of a name or of an agency, such as “health visiting”, then select Search",
    )
    person = RadioField("Who is it?")
    found = Found(people=[])
    roles: tuple[Role, ...] = (Role.PRACTITIONER,)

    def search(self, *, leave_out: int | None = None) -> None:
        """Offer whoever fits the search, and whoever was chosen before."""
        kept = self.person.data or ""
        chosen = int(kept) if kept.isascii() and kept.isdecimal() and len(kept) < 10 else None
        self.found = find_people(self.find.data or "", self.roles, also=chosen)
        people = [person for person in self.found.people if person.id != leave_out]
        self.person.choices = [SelectChoice(str(person.id), self._named(person)) for person in people]

    def chosen(self) -> User | None:
        """The person chosen, if they are among those offered."""
        return next((person for person in self.found.people if str(person.id) == self.person.data), None)

    def _named(self, person: User) -> str:
        until = self.found.away.get(person.id)
        return f"{person.name}, {person.agency.name}" + (f" (away until {day(until)})" if until else "")

    def refuse(self, field: str, message: str) -> None:
        """What the acts say about the person stands beside the choice."""
        super().refuse("person" if field in _CALLED else field, message)

    @staticmethod
    def only_searched() -> bool:
        """Whether the form was sent by the button that only searches."""
        return SEARCH in request.form
