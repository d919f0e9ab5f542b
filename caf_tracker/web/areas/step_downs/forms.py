"""The questions of a step-down, page by page, and of the ways in which it ends."""

from datetime import date
from typing import Any, cast

from wtforms import ValidationError

from caf_tracker import clock
from caf_tracker.models.words import ApprovalKind, ClosingReason, ComesFrom, Recommendation
from caf_tracker.web.choosing import ChoosePersonForm
from caf_tracker.web.fields import (
    CheckboxesField,
    DateField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
    choices_of,
)
from caf_tracker.web.meeting_question import MeetingQuestionForm

# The most outstanding actions one page takes; a case with more needs a plan, not a list.
MOST_ACTIONS = 20
ENDINGS = (ApprovalKind.END_WITHOUT_CAF, ApprovalKind.MOVED_AREA, ApprovalKind.ERROR)


class DecisionForm(Form):
    """What is decided, and why; the version is that of the draft which filled in the page."""

    version = VersionField()

    comes_from = RadioField("What does the case come from?", needed="Select what the case comes from")
    social_care_reference = TextField(
        "Social care’s own reference, if there is one", longest=60, hint="The reference in social care’s system"
    )
    recommendation = RadioField("What does social care recommend?", needed="Select what social care recommends")
    main_reason = RadioField(
        "Main reason for closing to social care",
        needed="Select the main reason",
        hint="A family who refused is not a family whose needs are met.",
    )
    other_reasons = CheckboxesField("Other reasons, if any")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.comes_from.choices = choices_of(ComesFrom)
        self.recommendation.choices = choices_of(Recommendation)
        self.main_reason.choices = choices_of(ClosingReason)
        self.other_reasons.choices = choices_of(ClosingReason)

    def answers(self) -> dict[str, Any]:
        """What is kept of this page."""
        return {
            "comes_from": self.comes_from.data,
            "social_care_reference": self.social_care_reference.data or None,
            "recommendation": self.recommendation.data,
            "main_reason": self.main_reason.data,
            "other_reasons": [word for word in self.other_reasons.data or [] if word != self.main_reason.data],
        }


class DatedDecisionForm(DecisionForm):
    """The same for whoever decides: a decision has a day."""

    decided_on = DateField(
        "When was the decision made?", called="The date of the decision", needed="Enter the date of the decision",
        latest=clock.today,
    )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """What is kept of this page."""
        return {**super().answers(), "decided_on": cast(date, self.decided_on.data).isoformat()}


class LeftForm(Form):
    """What social care leaves behind; the actions are added by `left_form`."""

    rows: int

    remaining_risk = LongTextField(
        "What risk remains?", hint="What could still go wrong for the children, and what would make you worry"
    )
    information_shared_with = LongTextField(
        "With whom has information been shared?", hint="Which agencies have been told what, and who still has to be"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """An owner alone is no action."""
        sound = super().validate(extra_validators)
        for row in range(1, self.rows + 1):
            if self[f"owner_{row}"].data and not self[f"action_{row}"].data:
                self.refuse(f"action_{row}", "Enter the action, or clear its owner")
                sound = False
        return sound

    def answers(self) -> dict[str, Any]:
        """What is kept of this page."""
        typed = [(self[f"action_{row}"].data, self[f"owner_{row}"].data or None) for row in range(1, self.rows + 1)]
        return {
            "remaining_risk": self.remaining_risk.data or None,
            "information_shared_with": self.information_shared_with.data or None,
            "actions": [pair for pair in typed if pair[0]],
        }


def left_form(rows: int, data: dict[str, Any] | None = None) -> LeftForm:
    """The form with so many lines for actions."""
    rows = max(1, min(rows, MOST_ACTIONS))
    lines: dict[str, Any] = {"rows": rows}
    for row in range(1, rows + 1):
        lines[f"action_{row}"] = LongTextField(f"Action {row}", longest=1000)
        lines[f"owner_{row}"] = TextField(f"Who does action {row}, if known")
    form_class = type("LeftFormWithActions", (LeftForm,), lines)
    kept = data or {}
    pairs = {
        **{f"action_{row}": action for row, (action, _) in enumerate(kept.get("actions", []), start=1)},
        **{f"owner_{row}": owner for row, (_, owner) in enumerate(kept.get("actions", []), start=1)},
    }
    form: LeftForm = form_class(data={**kept, **pairs})
    return form


class AgencyForm(Form):
    """The one agency that supports the family from now on, or that a draft suggests."""

    receiving_agency = SelectField("Which agency receives the family?", empty="None chosen")


class ReceiverForm(ChoosePersonForm):
    """Who leads, or at least which agency is to name somebody."""

    who = RadioField(
        "Who is asked to be the lead professional?",
        choices=(("named", "I can name the person now"), ("agency", "The agency has to name somebody")),
        needed="Select whether you can name the lead professional",
        hints={
            "named": "They are told at once, and must accept themself.",
            "agency": "Until somebody is named, you and the coordinator are reminded.",
        },
    )
    receiving_agency = SelectField("Which agency receives the family?", empty="None chosen")
    note = LongTextField("Message to the person, if you want to add one")

    def validate_person(self, field: RadioField) -> None:
        """Whoever can be named is named."""
        if self.who.data == "named" and self.chosen() is None:
            raise ValidationError("Search for the person, then select them")

    def validate_receiving_agency(self, field: SelectField) -> None:
        """With nobody named, at least the agency is."""
        if self.who.data == "agency" and not field.data:
            raise ValidationError("Choose the agency that receives the family")


class MeetingForm(MeetingQuestionForm):
    """Whether to meet, asked on the way: here it may also wait."""

    hold = RadioField(
        "Should the people who know the family meet?",
        choices=(("yes", "Yes, call a meeting"), ("no", "No meeting"), ("later", "Decide later")),
        needed="Select whether to meet, or decide later",
        hints={"later": "You have 2 working days, and are reminded."},
    )


class SecondPersonForm(Form):
    """Who approves."""

    asked = SelectField("Who is asked to approve?", needed="Select who is asked to approve")


class CheckForm(Form):
    """Confirming; for a draft that existed, the version that the answers began from."""

    version = VersionField()


class CloseForm(Form):
    """The day on which social care closed, and why if something is still open."""

    closed_on = DateField(
        "When did social care close the case?", called="The closing date", needed="Enter the closing date",
        latest=clock.today,
    )  # fmt: skip
    reason = LongTextField("Why does it close while something is missing?")


class EndForm(Form):
    """A step-down that ends otherwise; a second person has to agree."""

    kind = RadioField("How should the step-down end?", needed="Select how the step-down should end")
    act_on = DateField("When did the family move?", called="The day of the move", latest=clock.today)
    receiving_person = TextField("Who in the new area has been told?", hint="Name, job and authority")
    reason = LongTextField(
        "Reasons", needed="Enter your reasons", hint="What you know about this family, and what keeps the children safe"
    )
    asked = SelectField("Who is asked to approve?", needed="Select who is asked to approve")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kind.choices = choices_of(ENDINGS)

    def validate_act_on(self, field: DateField) -> None:
        """A move has a day."""
        if self.kind.data == ApprovalKind.MOVED_AREA and field.data is None and not field.errors:
            raise ValidationError("Enter the day when the family moved")

    def validate_receiving_person(self, field: TextField) -> None:
        """Somebody in the new area was told."""
        if self.kind.data == ApprovalKind.MOVED_AREA and not field.data:
            raise ValidationError("Enter who in the new area has been told")


class ReturnForm(Form):
    """Social care takes the family back."""

    accepted_on = DateField(
        "When did social care accept the family back?", called="The day of acceptance",
        needed="Enter the day when social care accepted the family back", latest=clock.today,
    )  # fmt: skip
    reason = LongTextField("Why does the family return to social care?", needed="Enter why the family returns")
