"""The questions about what the family said."""

from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice

from caf_tracker.web.areas.agreements.queries import AdultSaid
from caf_tracker.web.fields import LongTextField, RadioField
from caf_tracker.web.the_case import StageForm

NOT_KNOWN = "Name not known"


class AgreementForm(StageForm):
    """What one adult said."""

    adult = RadioField("Who answered?", needed="Select who answered")
    agreed = RadioField(
        "What did they say?",
        choices=(("yes", "They agree"), ("no", "They do not agree")),
        needed="Select what they said",
        hints={"no": "A no ends nothing by itself: a manager is asked to decide what happens now."},
    )
    reason = LongTextField("What did they say about why not?", hint="In their words where you can")

    def offer(self, people: list[AdultSaid]) -> None:
        """Offer these adults, saying who holds parental responsibility and what they said before."""
        self.adult.choices = [SelectChoice(str(one.adult.id), one.adult.name or NOT_KNOWN) for one in people]
        self.adult.hints = {str(one.adult.id): _hint(one) for one in people}

    def validate_reason(self, field: LongTextField) -> None:
        """A refusal is kept with what was said."""
        if self.agreed.data == "no" and not field.data:
            raise ValidationError("Enter what they said about why not")


def _hint(one: AdultSaid) -> str:
    responsible = "Has parental responsibility" if one.responsible else "No parental responsibility recorded"
    if one.said is None:
        return f"{responsible}. Not asked yet"
    return f"{responsible}. {'Agreed' if one.said.agreed else 'Did not agree'} last time"
