"""The questions about putting reminders off."""

from datetime import date, datetime
from typing import Self

from wtforms.fields.choices import SelectChoice

from caf_tracker.services.snoozes import days_to_choose
from caf_tracker.web.fields import Form, LongTextField, RadioField
from caf_tracker.web.filters import day


class PutOffForm(Form):
    """Until when, and why."""

    until_on = RadioField("Until when?", needed="Select until when the reminders can wait")
    reason = LongTextField(
        "Why can they wait?", needed="Enter why the reminders can wait", hint="Everybody on the case page sees this"
    )

    @classmethod
    def on(cls, at: datetime) -> Self:
        """The form, with the days that may be chosen at this moment."""
        form = cls()
        form.until_on.choices = [SelectChoice(one.isoformat(), f"{one:%A} {day(one)}") for one in days_to_choose(at)]
        return form

    def until(self) -> date:
        """The day that was chosen."""
        return date.fromisoformat(self.until_on.data)


class AnswerForm(Form):
    """The line manager's answer."""

    answer = RadioField(
        "May these reminders wait?",
        choices=(("allow", "Yes, they may wait until then"), ("refuse", "No, the reminders go on")),
        needed="Select whether the reminders may wait",
    )
