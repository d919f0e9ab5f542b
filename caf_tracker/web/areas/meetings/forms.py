"""The questions about meeting."""

from typing import Any

from wtforms import ValidationError

from caf_tracker.models.words import TRIGGERS_BY_HAND, TriggerKind
from caf_tracker.web.fields import LongTextField, RadioField, choices_of
from caf_tracker.web.meeting_question import MeetingQuestionForm
from caf_tracker.web.the_case import StageForm


class DecideForm(MeetingQuestionForm, StageForm):
    """Whether to meet, with reasons from this case."""


class TriggerForm(StageForm):
    """Something after which whether to meet must be decided."""

    kind = RadioField("What has happened?", needed="Select what has happened")
    note = LongTextField("What else should be known about it?", hint="Only what people need in order to decide")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kind.choices = choices_of(TRIGGERS_BY_HAND)

    def validate_note(self, field: LongTextField) -> None:
        """“Something else” says what."""
        if self.kind.data == TriggerKind.OTHER and not field.data:
            raise ValidationError("Enter what has happened")
