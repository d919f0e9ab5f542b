"""What is known of a family's use of an agency's support."""

from collections.abc import Mapping
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from caf_tracker import clock
from caf_tracker.models.words import EngagementStatus, Evidence
from caf_tracker.web.fields import DateField, Form, LongTextField, RadioField, SelectField, TextField, choices_of
from caf_tracker.web.the_case import StageForm

# What each answer means where its words alone may be read in two ways.
_STATUS_HINTS = {
    "partial": "Some appointments kept, some not; or one of them and not another",
    "waiting_to_start": "Accepted, and not begun yet",
    "no_access": "Nobody opened, or nobody can be reached",
    "ended_by_agency": "The agency leaves the team",
}


class RecordForm(StageForm):
    """Two taps and Save; the rest needs none."""

    status = RadioField(
        "Does the family use this agency’s support?", needed="Select whether the family uses the support",
        hints=_STATUS_HINTS,
    )  # fmt: skip
    evidence = RadioField("How does the agency know?", needed="Select how the agency knows")
    who = SelectField("Of whom is this known?", empty="The whole family")
    as_of = DateField(
        "As of which day?",
        called="The day",
        latest=clock.today,
        hint="Leave it empty for today. For example, 27 3 2026",
    )
    said_by = TextField(
        "Asked by telephone? Who at the agency said it?", render_kw={"autocomplete": "off"},
        hint="Name and job, such as “Jo Field, school secretary”",
    )  # fmt: skip
    note = LongTextField("Note, if there is something to add", hint="What was seen, missed or agreed")

    def __init__(self, family: dict[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.status.choices = choices_of(EngagementStatus)
        self.evidence.choices = choices_of(Evidence)
        self.who.choices = list(family.items())

    @property
    def has_more(self) -> bool:
        """Whether something stands in the questions that need no answer, or is wrong there."""
        more = (self.who, self.as_of, self.said_by, self.note)
        return any(field.data or field.errors for field in more)


class OnDayForm(Form):
    """A day at which to look: typed into the boxes, or in the address."""

    class Meta:
        # It is sent with GET and changes nothing.
        csrf = False

    day = DateField("Show how it was on", called="The day", latest=clock.today)
    # Whether somebody has typed it into the boxes.
    typed = False

    @classmethod
    def asked(cls, address: Mapping[str, str]) -> Self:
        """The form with the day of this address; nothing for today, and a message beside the boxes for no real day."""
        boxes = {name: address[name] for name in ("day-day", "day-month", "day-year") if name in address}
        year, month, day, *_ = [*address.get("on", "").split("-", 2), "", ""]
        written = {"day-day": day, "day-month": month, "day-year": year}
        form = cls(formdata=MultiDict(boxes or written))
        form.typed = bool(boxes)
        form.validate()
        if form.day.errors:
            form.day.data = None
        return form
