"""The forms of the people pages, and what they say as facts for the services."""

from typing import Any, Self

from wtforms import HiddenField

from caf_tracker.models import Agency, Area, User
from caf_tracker.models.words import AgencyKind, Role
from caf_tracker.services.agencies import AgencyFacts
from caf_tracker.services.people import PersonFacts
from caf_tracker.web.areas.people import queries
from caf_tracker.web.fields import DateField, EmailField, Form, SelectField, TextField, VersionField, choices_of

_ROLE_HINT = "What a person may do follows from the role and from their part in a case."


class PersonForm(Form):
    version = VersionField()
    name = TextField("Name", needed="Enter a name", render_kw={"autocomplete": "off"})
    email = EmailField("E-mail address", needed="Enter an e-mail address", render_kw={"autocomplete": "off"})
    telephone = TextField(
        "Telephone number (optional)", longest=30, render_kw={"type": "tel", "autocomplete": "off"},
        hint="Colleagues who wait for this person will ring it.",
    )  # fmt: skip
    role = SelectField("Role", needed="Choose a role", hint=_ROLE_HINT)
    agency = SelectField("Agency", needed="Choose an agency")
    area = SelectField(
        "Area (optional)",
        empty="Not tied to one area",
        hint="Needed for social care managers, coordinators and heads of service.",
    )
    line_manager = EmailField(
        "Line manager’s e-mail address (optional)", render_kw={"autocomplete": "off"},
        hint="Reminders go to them when this person cannot be reached.",
    )  # fmt: skip

    @classmethod
    def by(cls, actor: User, user: User | None = None) -> Self:
        """The form that this administrator may fill in: agency administrators choose neither role nor agency."""
        form = cls(data=_person_data(user) if user else None)
        if actor.role is not Role.SYSTEM_ADMIN:
            del form.role, form.agency
        else:
            form.role.choices = choices_of(Role)
            form.agency.choices = _by_id(queries.agencies())
        form.area.choices = _by_id(queries.areas())
        return form

    def facts(self, actor: User) -> PersonFacts:
        """What was filled in; RuleBroken for a line manager without an account."""
        choosing = "role" in self
        return PersonFacts(
            name=self.name.data,
            email=self.email.data,
            telephone=self.telephone.data or None,
            role=Role(self.role.data) if choosing else Role.PRACTITIONER,
            agency=queries.agency(int(self.agency.data)) if choosing else actor.agency,
            area=queries.area(int(self.area.data)) if self.area.data else None,
            line_manager=queries.person_with_email(self.line_manager.data, "line_manager"),
        )


class AgencyForm(Form):
    version = VersionField()
    name = TextField("Name", needed="Enter the agency’s name")
    kind = SelectField("Kind of agency", needed="Choose the kind of agency")
    mailbox = EmailField(
        "Shared mailbox (optional)", hint="Reminders go here when there is no contact person, or they have left."
    )
    contact = EmailField(
        "Contact person’s e-mail address (optional)",
        hint="Somebody of this agency with an account. Reminders for the agency go to them first.",
    )

    @classmethod
    def of(cls, agency: Agency | None = None) -> Self:
        """The form, filled in with what is known of the agency."""
        form = cls(data=_agency_data(agency) if agency else None)
        form.kind.choices = choices_of(AgencyKind)
        return form

    def facts(self) -> AgencyFacts:
        """What was filled in; RuleBroken for a contact person without an account."""
        return AgencyFacts(
            name=self.name.data,
            kind=AgencyKind(self.kind.data),
            mailbox=self.mailbox.data or None,
            contact=queries.person_with_email(self.contact.data, "contact"),
        )


class ClosedPeriodForm(Form):
    from_on = DateField("First day closed", needed="Enter the first day on which it is closed")
    to_on = DateField("Last day closed", needed="Enter the last day on which it is closed")
    contact = EmailField(
        "Out-of-term contact’s e-mail address (optional)", render_kw={"autocomplete": "off"},
        hint="Somebody of this agency with an account, who can be reached while it is closed.",
    )  # fmt: skip
    mailbox = EmailField(
        "Or another mailbox (optional)", render_kw={"autocomplete": "off"},
        hint="Leave both empty if nobody else can be reached: reminders then go where they always go.",
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What was filled in; RuleBroken for a contact without an account."""
        contact = queries.person_with_email(self.contact.data, "contact")
        return {
            "from_on": self.from_on.data, "to_on": self.to_on.data, "contact": contact,
            "mailbox": self.mailbox.data or None,
        }  # fmt: skip


class AreaForm(Form):
    # The name that the page showed: an area has nothing else that could have changed.
    version = HiddenField()
    name = TextField("Name", needed="Enter the area’s name")


class ButtonForm(Form):
    """A button and nothing to fill in."""


def _by_id(rows: Any) -> list[Any]:
    return [(str(row.id), row.name) for row in rows]


def _person_data(user: User) -> dict[str, Any]:
    return {
        "version": user.version,
        "name": user.name,
        "email": user.email,
        "telephone": user.telephone,
        "role": user.role.value,
        "agency": str(user.agency_id),
        "area": str(user.area_id) if user.area_id else None,
        "line_manager": user.line_manager.email if user.line_manager else None,
    }


def _agency_data(agency: Agency) -> dict[str, Any]:
    return {
        "version": agency.version,
        "name": agency.name,
        "kind": agency.kind.value,
        "mailbox": agency.mailbox,
        "contact": agency.contact.email if agency.contact else None,
    }


def area_data(area: Area) -> dict[str, Any]:
    """What the area's form shows at first."""
    return {"version": area.name, "name": area.name}
