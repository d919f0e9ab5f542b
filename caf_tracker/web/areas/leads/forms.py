"""The questions about a lead professional."""

from wtforms import ValidationError

from caf_tracker.web.choosing import ChoosePersonForm
from caf_tracker.web.fields import CheckboxField, Form, LongTextField, RadioField
from caf_tracker.web.the_case import StageForm

_NEEDED = "Enter a note to the next lead professional"
_TO_SUCCESSOR = "What is going on now, what has been promised, and whom to ring first. They must read it to accept."


class NominateForm(ChoosePersonForm, StageForm):
    """Who is asked to lead, and what they should know."""

    # Whether it is the lead professional who names their successor: they leave a note.
    hands_over = False

    def ask_for_note(self) -> None:
        """Ask the lead professional for a note to their successor."""
        self.hands_over = True
        self.note.label.text, self.note.description = "Note to the next lead professional", _TO_SUCCESSOR

    def validate_note(self, field: LongTextField) -> None:
        """Whoever hands over a family says how it stands."""
        if self.hands_over and not field.data:
            raise ValidationError(_NEEDED)

    def validate_person(self, field: RadioField) -> None:
        """Somebody is named."""
        if self.chosen() is None:
            raise ValidationError("Search for the person, then select them")

    note = LongTextField("Message to the person, if you want to add one", hint="They see it with the summary")


class AnswerForm(Form):
    """The nominee's own answer."""

    answer = RadioField(
        "Will you be the lead professional?",
        choices=(("accept", "Yes, I accept"), ("decline", "No, I decline")),
        needed="Select whether you will be the lead professional",
    )
    note_read = CheckboxField("I have read the note")
    reason = LongTextField("Why not?", hint="So that the next person can be chosen well")

    def validate_reason(self, field: LongTextField) -> None:
        """A decline has a reason."""
        if self.answer.data == "decline" and not field.data:
            raise ValidationError("Enter why you decline")


class DeclineForForm(Form):
    """A decline that somebody gave by telephone."""

    reason = LongTextField(
        "What did they say?", needed="Enter the reason they gave", hint="Their reason, in their words where you can"
    )


class EndForm(ChoosePersonForm):
    """The end of a lead, and who comes next."""

    # Whether it is the lead professional's own: they leave a note to whoever they name.
    hands_over = False

    def validate_person(self, field: RadioField) -> None:
        """A successor who can be named is named."""
        if self.successor.data == "named" and self.chosen() is None:
            raise ValidationError("Search for the person, then select them")

    def validate_note(self, field: LongTextField) -> None:
        """Whoever hands over a family says how it stands."""
        if self.hands_over and self.successor.data == "named" and not field.data:
            raise ValidationError(_NEEDED)

    reason = LongTextField("Why does the lead end?", needed="Enter why the lead ends")
    successor = RadioField(
        "Who will be the next lead professional?",
        choices=(("named", "I can name somebody now"), ("not_yet", "Nobody can be named yet")),
        needed="Select whether you can name the next lead professional",
        hints={
            "named": "They are asked at once, and must accept themself. Until they do, nobody leads.",
            "not_yet": "The family has no lead professional from now on, and the coordinator is told at once.",
        },
    )
    note = LongTextField("Note to the next lead professional", hint=_TO_SUCCESSOR)
