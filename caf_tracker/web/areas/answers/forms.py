"""What an agency says from its mailbox."""

from typing import Any

from caf_tracker import clock
from caf_tracker.models.words import EngagementStatus, Evidence
from caf_tracker.web.date_field import DateField
from caf_tracker.web.fields import Form, LongTextField, RadioField, TextField, choices_of


class AnswerForm(Form):
    """The code, and the answer itself."""

    code = TextField(
        "Code", longest=20, needed="Enter the code", hint="The 6 digits of the mail that we have just sent"
    )
    status = RadioField("Does the family use your agency’s support?", needed="Select whether the family uses it")
    evidence = RadioField("How does your agency know?", needed="Select how your agency knows")
    as_of = DateField(
        "When was that so?", called="The date", needed="Enter the date on which that was so", latest=clock.today
    )
    said_by = TextField("Your name", needed="Enter your name", hint="The lead professional sees who answered")
    note = LongTextField("Anything that the lead professional should know (optional)")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.status.choices = choices_of(EngagementStatus)
        self.evidence.choices = choices_of(Evidence)
