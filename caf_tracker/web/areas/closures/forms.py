"""The forms for loading a closures file and for answering a possible match."""

from caf_tracker.models.words import Resolution
from caf_tracker.web.fields import FileField, Form, LongTextField, RadioField, choices_of


class UploadForm(Form):
    """One closures file."""

    file = FileField("Closures file", needed="Choose a closures file", hint="A CSV file of at most 25 MB")


class AnswerForm(Form):
    """Whether two children are one."""

    resolution = RadioField(
        "Are they the same child?",
        needed="Select whether they are the same child",
        hints={
            Resolution.SAME_CHILD.value: "Both cases stay as they are. Each will show a link to the other.",
            Resolution.DIFFERENT_CHILD.value: "The two are taken off this list and not linked.",
        },
    )
    note = LongTextField(
        "How do you know?",
        needed="Say how you know: what you compared, or whom you asked",
        hint="For example, “Same mother and address, asked the health visitor by telephone”",
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.resolution.choices = choices_of(Resolution)
