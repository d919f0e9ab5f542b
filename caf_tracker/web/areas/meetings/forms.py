"""The questions about meeting."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice

from caf_tracker import clock
from caf_tracker.models import Agency, PlanOutcome, User
from caf_tracker.models.words import TRIGGERS_BY_HAND, MeetingKind, OutcomeProgress, TriggerKind
from caf_tracker.services.reviews import Progress
from caf_tracker.web.fields import (
    CheckboxesField,
    DateField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    choices_of,
)
from caf_tracker.web.groups import Group, every_choice
from caf_tracker.web.meeting_question import MeetingQuestionForm
from caf_tracker.web.the_case import StageForm

_PRESENT = "Which agencies were there?"
_HELD_ON = "The date of the meeting"
_NEXT_ON = "The next date"
_NEXT_HINT = "It is noted and arranges nothing. For example, 27 3 2026"


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


class ArrangeForm(StageForm):
    """A meeting on a day to come, and who chairs it."""

    kind = RadioField("What kind of meeting?", needed="Select what kind of meeting it is")
    planned_for = DateField("On which day?", called=_HELD_ON, needed="Enter the date of the meeting")
    chair = SelectField("Who chairs it?", needed="Choose who chairs it")
    groups: Sequence[Group[User]] = ()

    def offer(self, groups: Sequence[Group[User]]) -> None:
        """Offer every kind, and these people."""
        self.kind.choices = choices_of(MeetingKind)
        self.groups = groups
        self.chair.choices = every_choice(groups)


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = LongTextField("Why is it cancelled?", needed="Enter why the meeting is cancelled")


class HeldForm(StageForm):
    """A meeting that took place."""

    kind = RadioField("What kind of meeting was it?")
    held_on = DateField(
        "On which day was it?", called=_HELD_ON, needed="Enter the date of the meeting", latest=clock.today
    )
    present = CheckboxesField(_PRESENT)
    next_on = DateField("When do you meet next, if you know?", called=_NEXT_ON, hint=_NEXT_HINT)
    # Whether it was arranged, so that its kind is known.
    was_arranged = False

    def offer(self, agencies: Iterable[Agency], *, was_arranged: bool) -> None:
        """Offer every kind, and these agencies."""
        self.kind.choices = choices_of(MeetingKind)
        self.present.choices = _as_choices(agencies)
        self.was_arranged = was_arranged

    def validate_kind(self, field: RadioField) -> None:
        """A meeting that nobody arranged says what it was."""
        if not self.was_arranged and not field.data:
            raise ValidationError("Select what kind of meeting it was")


class ReviewForm(StageForm):
    """A review of the plan: each outcome has its two questions, which `review_of` adds."""

    outcomes: Sequence[PlanOutcome] = ()

    def offer(self, agencies: Iterable[Agency]) -> None:
        """Offer these agencies, and the scale."""
        self["present"].choices = _as_choices(agencies)
        for outcome in self.outcomes:
            self[f"outcome_{outcome.id}"].choices = choices_of(OutcomeProgress)

    def answers(self) -> dict[int, Progress]:
        """How far each outcome has come."""
        return {
            one.id: Progress(
                OutcomeProgress(self[f"outcome_{one.id}"].data), self[f"outcome_{one.id}_note"].data or None
            )
            for one in self.outcomes
        }


def review_of(outcomes: Sequence[PlanOutcome]) -> type[ReviewForm]:
    """The form of a review of these outcomes, in the order in which it is asked."""
    questions: dict[str, Any] = {
        "outcomes": outcomes,
        "held_on": DateField(
            "On which day was it?", called=_HELD_ON, needed="Enter the date of the meeting", latest=clock.today
        ),
        "present": CheckboxesField(_PRESENT),
    }
    for outcome in outcomes:
        name = f"outcome_{outcome.id}"
        questions[name] = RadioField(f"“{outcome.wanted}”", needed="Choose how far this has come")
        questions[f"{name}_note"] = LongTextField("What makes you say so?")
    questions["what_changed"] = LongTextField(
        "What has changed since the last time?", needed="Enter what has changed since the last time"
    )
    questions["next_on"] = DateField(
        "When is the next review?", called=_NEXT_ON, needed="Enter when the next review is", hint=_NEXT_HINT
    )
    return type("ReviewFormOfThisPlan", (ReviewForm,), questions)


def _as_choices(agencies: Iterable[Agency]) -> list[SelectChoice]:
    return [SelectChoice(str(agency.id), agency.name) for agency in agencies]
