"""The questions about a plan."""

from collections.abc import Sequence

from wtforms import ValidationError

from caf_tracker import clock
from caf_tracker.services.actions import Owner
from caf_tracker.web.fields import (
    CheckboxesField,
    DateField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    VersionField,
)
from caf_tracker.web.groups import Group, every_choice
from caf_tracker.web.the_case import StageForm

_WANTED = "What shall be different?"
_IN_THEIR_WORDS = "In the family’s own words, such as “I want to sleep through the night again”"

# What can be recorded of an action, in the order in which it is asked.
PROGRESS, DONE, NEW_DAY, NO_LONGER = "progress", "done", "new_day", "no_longer"
RECORDED = {
    PROGRESS: "How far it has come",
    DONE: "It is done",
    NEW_DAY: "Another day is agreed",
    NO_LONGER: "It is no longer to be done",
}


class AddOutcomeForm(StageForm):
    """Something that shall be different."""

    wanted = LongTextField(_WANTED, hint=_IN_THEIR_WORDS, needed="Enter what shall be different, in the family’s words")


class ChangeOutcomeForm(Form):
    """Its words, and the version that they were shown in."""

    version = VersionField()
    wanted = LongTextField(_WANTED, hint=_IN_THEIR_WORDS, needed="Enter what shall be different, in the family’s words")


class DropOutcomeForm(Form):
    """Why an outcome leaves the plan."""

    reason = LongTextField("Why is it no longer in the plan?", needed="Enter why this is no longer in the plan")


class AddActionForm(StageForm):
    """Who does what by when."""

    action = LongTextField("What is to be done?", needed="Enter what is to be done")
    owner = SelectField("Who does it?", needed="Choose who does it")
    due_on = DateField("By when?", called="The day by which it is to be done", needed="Enter by when it is to be done")
    groups: Sequence[Group[Owner]] = ()

    def offer(self, groups: Sequence[Group[Owner]]) -> None:
        """Offer these owners."""
        self.groups = groups
        self.owner.choices = every_choice(groups)


class RecordForm(StageForm):
    """What happened with an action: one answer opens its own questions."""

    what = RadioField("What do you want to record?", needed="Select what you want to record")
    note = LongTextField("How far has it come?")
    done_on = DateField("On which day was it done?", called="The day it was done", latest=clock.today)
    due_on = DateField("By when now?", called="The new day")
    why_another_day = LongTextField("Why is another day agreed?", hint="The old day stays in sight")
    why_no_longer = LongTextField("Why is it no longer to be done?")

    def offer(self, offered: Sequence[str]) -> None:
        """Offer what this person may record."""
        self.what.choices = [(word, RECORDED[word]) for word in offered]

    def validate_note(self, field: LongTextField) -> None:
        """Progress is told."""
        if self.what.data == PROGRESS and not field.data:
            raise ValidationError("Enter how far this has come")

    def validate_done_on(self, field: DateField) -> None:
        """It was done on a day."""
        if self.what.data == DONE and field.data is None and not field.errors:
            raise ValidationError("Enter the day it was done")

    def validate_due_on(self, field: DateField) -> None:
        """Another day is a day."""
        if self.what.data == NEW_DAY and field.data is None and not field.errors:
            raise ValidationError("Enter the new day")

    def validate_why_another_day(self, field: LongTextField) -> None:
        """It has a reason."""
        if self.what.data == NEW_DAY and not field.data:
            raise ValidationError("Enter why another day is agreed")

    def validate_why_no_longer(self, field: LongTextField) -> None:
        """So has this."""
        if self.what.data == NO_LONGER and not field.data:
            raise ValidationError("Enter why this is no longer to be done")


class ShareForm(StageForm):
    """With whom the plan is shared: handed over to some of the adults, or talked through only."""

    how = RadioField(
        "How was the plan shared?",
        choices=(
            ("given", "Talked through, and a family copy given"),
            ("talked", "Talked through, and nothing handed over"),
        ),
        needed="Select how the plan was shared",
    )
    with_adults = CheckboxesField("Who was given a copy?")

    def validate_with_adults(self, field: CheckboxesField) -> None:
        """Somebody was given it."""
        if self.how.data == "given" and not field.data:
            raise ValidationError("Select who was given a copy")
