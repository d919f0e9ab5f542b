"""The second person's answer."""

from wtforms import ValidationError

from caf_tracker.web.fields import Form, LongTextField, RadioField


class AnswerForm(Form):
    """Approve, or refuse with a reason."""

    answer = RadioField(
        "Your answer",
        choices=(("approve", "Approve"), ("refuse", "Refuse")),
        needed="Select whether you approve or refuse",
    )
    reason = LongTextField("Why do you refuse?")

    def validate_reason(self, field: LongTextField) -> None:
        """A refusal has a reason."""
        if self.answer.data == "refuse" and not field.data:
            raise ValidationError("Enter why you refuse")
