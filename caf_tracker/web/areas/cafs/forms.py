"""How a CAF closes, and why it is opened again."""

from datetime import date
from typing import Any

from wtforms import ValidationError

from caf_tracker import clock
from caf_tracker.models import Agency
from caf_tracker.models.words import CafOutcome
from caf_tracker.services.caf_closing import DAYS
from caf_tracker.web.date_field import DateField
from caf_tracker.web.fields import Form, LongTextField, RadioField, SelectField, TextField, choices_of

# The field that asks for the day of an outcome.
DAY_OF = {
    CafOutcome.STEPPED_UP: "decided_on",
    CafOutcome.MOVED_AREA: "moved_on",
    CafOutcome.DIED: "died_on",
}


class CloseForm(Form):
    """The outcome and what it needs, who carries on with what, and who is asked to approve."""

    outcome = RadioField("Why does it close?", needed="Select why it closes")
    agency = SelectField("Which agency carries on?", empty="Choose an agency")
    decided_on = DateField(
        "When did social care decide to take the family on?", called="The day of the decision", latest=clock.today
    )
    moved_on = DateField("When did the family move?", called="The day of the move", latest=clock.today)
    receiving_person = TextField("Who in the new area has been told?", hint="Name, job and authority")
    died_on = DateField("When did the child die?", called="The day", latest=clock.today)
    managers_review = LongTextField(
        "What did the lead professional’s manager find on looking at it?",
        hint="What was tried, what is known of the children now, and why it is right to stop",
    )
    carries_on = LongTextField(
        "Who carries on with what?",
        needed="Enter who carries on with what",
        hint="Each agency or person that goes on, with what, and whom the family can turn to",
    )
    asked = SelectField("Who is asked to approve?", needed="Select who is asked to approve")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.outcome.choices = choices_of(CafOutcome)

    @property
    def chosen(self) -> CafOutcome | None:
        """The outcome chosen; None for none, or for one that no page offers."""
        return next((outcome for outcome in CafOutcome if outcome.value == self.outcome.data), None)

    @property
    def act_on(self) -> date | None:
        """The day that the outcome chosen asks for."""
        field = DAY_OF.get(self.chosen) if self.chosen else None
        found: date | None = self[field].data if field else None
        return found

    def carried_on_by(self, agencies: list[Agency]) -> Agency | None:
        """The agency chosen."""
        return next((agency for agency in agencies if str(agency.id) == self.agency.data), None)

    def refuse(self, field: str, message: str) -> None:
        """What the act says of the day stands beside the field that asked for it."""
        super().refuse(DAY_OF.get(self.chosen, field) if field == "act_on" and self.chosen else field, message)

    def validate_agency(self, field: SelectField) -> None:
        """One agency that carries on alone has a name."""
        if self.chosen is CafOutcome.SINGLE_AGENCY and not field.data:
            raise ValidationError("Choose the agency that carries on alone")

    def validate_decided_on(self, field: DateField) -> None:
        """A referral alone is not a decision."""
        self._needs_day(field)

    def validate_moved_on(self, field: DateField) -> None:
        """A move has a day."""
        self._needs_day(field)

    def validate_died_on(self, field: DateField) -> None:
        """So has a death."""
        self._needs_day(field)

    def validate_receiving_person(self, field: TextField) -> None:
        """Somebody in the new area was told."""
        if self.chosen is CafOutcome.MOVED_AREA and not field.data:
            raise ValidationError("Enter who in the new area has been told")

    def validate_managers_review(self, field: LongTextField) -> None:
        """Nobody gives a family up alone."""
        if self.chosen is CafOutcome.DECLINED_OR_DISENGAGED and not field.data:
            raise ValidationError("Enter what the lead professional’s manager found")

    def _needs_day(self, field: DateField) -> None:
        if self.chosen and DAY_OF.get(self.chosen) == field.short_name and field.data is None and not field.errors:
            raise ValidationError(DAYS[self.chosen])


class ReopenForm(Form):
    """Why a CAF that closed is opened again."""

    reason = LongTextField("Why is it opened again?", needed="Enter why it is opened again")
