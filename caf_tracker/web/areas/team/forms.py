"""What is recorded of an agency in the team."""

from typing import Any, Self

from wtforms import ValidationError

from caf_tracker import clock
from caf_tracker.models import Agency, TeamAgency
from caf_tracker.models.words import SharingBasis
from caf_tracker.services.team import Member, described
from caf_tracker.web.areas.team import queries
from caf_tracker.web.fields import DateField, Form, LongTextField, RadioField, SelectField, TextField, VersionField
from caf_tracker.web.filters import label

NOT_KNOWN = "not_known"
_TOLD = {"yes": True, "no": False}


class ChooseAgencyForm(Form):
    """Which agency joins."""

    class Meta:
        # It is sent with GET and changes nothing.
        csrf = False

    agency = SelectField(
        "Which agency?", hint="An agency that is not listed is added by a system administrator, under People."
    )


class MemberForm(Form):
    """Who works with the family there, and what may be shared with them."""

    version = VersionField()
    worker = SelectField("Who works with the family there?", empty="Somebody without an account, or nobody named yet")
    worker_name = TextField("Their name, if they have no account", render_kw={"autocomplete": "off"})
    own_reference = TextField(
        "The agency’s own reference for the family", longest=60, hint="So that they find the family when you telephone"
    )
    involved_since = DateField(
        "Since when has the agency known the family?", called="The date since when", latest=clock.today
    )
    sharing_basis = RadioField("On what ground is information shared with them?", default=NOT_KNOWN)
    sharing_reason = LongTextField(
        "Without the family’s agreement: why is it shared?", hint="Leave it empty where the family agrees"
    )
    sharing_scope = LongTextField("What may be shared with them?", hint="Such as appointments kept, but not diagnoses")
    family_told = RadioField(
        "Has the family been told?",
        choices=(("yes", "Yes"), ("no", "No"), (NOT_KNOWN, "Not recorded yet")),
        default=NOT_KNOWN,
    )

    @classmethod
    def of(cls, agency: Agency, team_agency: TeamAgency | None = None) -> Self:
        """The form for this agency, filled in with what is recorded of it in the team."""
        form = cls(data=_data(team_agency) if team_agency else None)
        people = queries.people_of(agency, also=team_agency.worker_id if team_agency else None)
        form.worker.choices = [(str(person.id), person.name) for person in people]
        form.sharing_basis.choices = [(word.value, label(word)) for word in SharingBasis]
        form.sharing_basis.choices += [(NOT_KNOWN, "Not recorded yet")]
        return form

    def validate_worker_name(self, field: TextField) -> None:
        """One worker, not two."""
        if field.data and self.worker.data:
            raise ValidationError("Choose an account or enter a name, not both")

    def member(self) -> Member:
        """What was typed, as the acts take it."""
        basis = self.sharing_basis.data
        return Member(
            worker=queries.person(int(self.worker.data)) if self.worker.data else None,
            worker_name=self.worker_name.data or None,
            own_reference=self.own_reference.data or None,
            involved_since=self.involved_since.data,
            sharing_basis=SharingBasis(basis) if basis and basis != NOT_KNOWN else None,
            sharing_scope=self.sharing_scope.data or None,
            family_told=_TOLD.get(self.family_told.data),
            sharing_reason=self.sharing_reason.data or None,
        )


class RemoveForm(Form):
    """Why an agency leaves."""

    reason = LongTextField("Why does the agency leave the team?", needed="Enter why the agency leaves the team")


def _data(team_agency: TeamAgency) -> dict[str, Any]:
    member = described(team_agency)
    told = {True: "yes", False: "no", None: NOT_KNOWN}
    return {
        "version": team_agency.version,
        "worker": str(member.worker.id) if member.worker else None,
        "worker_name": member.worker_name or "",
        "own_reference": member.own_reference or "",
        "involved_since": member.involved_since,
        "sharing_basis": member.sharing_basis.value if member.sharing_basis else NOT_KNOWN,
        "sharing_reason": member.sharing_reason or "",
        "sharing_scope": member.sharing_scope or "",
        "family_told": told[member.family_told],
    }
