"""The question whether to meet, as a step-down and a later change both ask it."""

from wtforms import ValidationError

from caf_tracker.web.assumptions import reads_like_an_assumption
from caf_tracker.web.fields import CheckboxField, Form, LongTextField, RadioField


class MeetingQuestionForm(Form):
    """Yes or no, with reasons from this case; a reason that reads like a guess is asked about once."""

    hold = RadioField(
        "Should the people who know the family meet?",
        choices=(("yes", "Yes, call a meeting"), ("no", "No meeting")),
        needed="Select whether to meet",
    )
    reason = LongTextField(
        "Reasons from this case",
        hint="What you know about these children and this family that makes a meeting needed, or not needed.",
    )
    keep = CheckboxField("Keep my reasons as they are: they say what I know about this family")
    challenged = False

    def validate_reason(self, field: LongTextField) -> None:
        """A yes or no has its reasons; one that foretells who would come is challenged, never refused."""
        if self.hold.data not in ("yes", "no"):
            return
        if not field.data:
            raise ValidationError("Enter your reasons from this case")
        self.challenged = reads_like_an_assumption(field.data)
        if self.challenged and not self.keep.data:
            raise ValidationError("These reasons may be a guess about how a meeting would go. Look at them once more")
