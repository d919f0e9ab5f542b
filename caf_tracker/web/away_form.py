"""The questions about leave, on one's own page and on an administrator's."""

from typing import Any, Self

from wtforms import ValidationError

from caf_tracker.access.permissions import TABLE, Permission
from caf_tracker.models import User
from caf_tracker.web.choosing import ChoosePersonForm
from caf_tracker.web.fields import DateField, RadioField, TextField


class AwayForm(ChoosePersonForm):
    """The first and the last day, and who is told too."""

    from_on = DateField("First day away", needed="Enter the first day away")
    to_on = DateField(
        "Last day away", needed="Enter the last day away", hint="The last day away itself, not the day of coming back"
    )
    find = TextField(
        "Search for the deputy", hint="Part of a name or of an agency, such as “health visiting”, then select Search"
    )
    person = RadioField("Who is the deputy?")
    roles = tuple(TABLE[Permission.READ_CASE])

    @classmethod
    def of(cls, user: User) -> Self:
        """The form for this person's leave."""
        form = cls()
        form.search(leave_out=user.id)
        return form

    def is_sent(self) -> bool:
        """Whether it was sent to be saved, and not to search alone."""
        return self.is_submitted() and not self.only_searched()

    def facts(self) -> dict[str, Any]:
        """What was filled in."""
        return {"from_on": self.from_on.data, "to_on": self.to_on.data, "deputy": self.chosen()}

    def validate_person(self, field: RadioField) -> None:
        """A deputy is named."""
        if self.chosen() is None:
            raise ValidationError("Search for the deputy, then select them")
