"""The questions about a family: its children, its adults, its area."""

from typing import Any, TypeVar

import wtforms

from caf_tracker import clock
from caf_tracker.models import Adult, Child
from caf_tracker.models.words import Mobility, Relation
from caf_tracker.services.cases import NewAdult, NewChild
from caf_tracker.services.reaching import Reaching, reaching_of
from caf_tracker.web.fields import (
    DateField,
    Form,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    VersionField,
    choices_of,
)
from caf_tracker.web.the_case import StageForm

YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_NOT_KNOWN = (*YES_NO, ("not_known", "Not known"))
_HELD = {"yes": True, "no": False}
NO_RELATION = "none"
# What was not asked counts as no, and is still another thing than a no.
_ASKED = (*YES_NO, ("not_known", "Not asked"))
_ASKED_OF_ADULT = ("needs_interpreter", "may_know", "may_attend", "may_receive")
AdultFormKind = TypeVar("AdultFormKind", bound="AdultForm")


class ChildForm(Form):
    """One child, born or unborn."""

    name = TextField(
        "Name", needed="Enter the child’s name", hint="For a baby who is not born yet, for example “Baby Reed”"
    )
    is_born = RadioField(
        "Is the child born?",
        choices=(("yes", "Yes"), ("no", "No, not born yet")),
        needed="Select whether the child is born",
    )
    born = DateField("Date of birth", latest=clock.today, called="The date of birth")
    due = DateField("Date the baby is due", called="The date the baby is due")
    nhs_number = TextField(
        "NHS number, if you know it", longest=20, hint="10 numbers, such as 999 123 4567. It helps to find the family."
    )
    gp = TextField("GP practice, if you know it")
    school = TextField("School or nursery, if there is one")
    disability = LongTextField("Disability or additional needs, if any")
    moves = RadioField(
        "Has somebody seen how the child moves?",
        choices=(("yes", "Yes"), ("no", "No, or the child is not born yet")),
        needed="Select whether somebody has seen how the child moves",
        hint="Every bruise on a child who does not crawl or walk is telephoned to the front door.",
    )
    mobility = SelectField("How does the child move?")
    mobility_seen_on = DateField("When was it seen?", called="The day it was seen", latest=clock.today)
    mobility_seen_by = TextField("Who saw it?", hint="Name and job, for example “Jo Field, health visitor”")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.mobility.choices = choices_of(Mobility)

    def validate_born(self, field: DateField) -> None:
        """A born child has a birth date."""
        if self.is_born.data == "yes" and field.data is None and not field.errors:
            raise wtforms.ValidationError("Enter the date of birth")

    def validate_due(self, field: DateField) -> None:
        """An unborn child has a day when they are due."""
        if self.is_born.data == "no" and field.data is None and not field.errors:
            raise wtforms.ValidationError("Enter the date the baby is due")

    def validate_mobility(self, field: SelectField) -> None:
        """Whoever saw it can say what they saw."""
        if self.moves.data == "yes" and not field.data:
            raise wtforms.ValidationError("Select how the child moves")

    def validate_mobility_seen_on(self, field: DateField) -> None:
        """What was seen was seen on a day."""
        if self.moves.data == "yes" and field.data is None and not field.errors:
            raise wtforms.ValidationError("Enter the day when somebody saw how the child moves")
        if self.moves.data == "yes" and self.born.data and field.data and field.data < self.born.data:
            raise wtforms.ValidationError("The day it was seen must be on or after the date of birth")

    def child(self) -> NewChild:
        """What was typed, as the acts take it; answers to questions that do not apply are left out."""
        unborn = self.is_born.data == "no"
        moves = Mobility(self.mobility.data) if self.moves.data == "yes" and not unborn else None
        return NewChild(
            name=self.name.data,
            born=None if unborn else self.born.data,
            due=self.due.data if unborn else None,
            nhs_number=self.nhs_number.data or None,
            gp=self.gp.data or None,
            school=self.school.data or None,
            disability=self.disability.data or None,
            mobility=moves,
            mobility_seen_by=(self.mobility_seen_by.data or None) if moves else None,
            mobility_seen_on=self.mobility_seen_on.data if moves else None,
        )


class AddChildForm(ChildForm, StageForm):
    """One more child of a case."""


class ChangeChildForm(ChildForm):
    """A child on a case; the version says what the page showed."""

    version = VersionField()


class AdultForm(Form):
    """One adult, with a pair of questions for each child (see `for_children`)."""

    # The number of each child, in the order of the questions; set by `for_children`.
    children: dict[int, str]

    known = RadioField(
        "Do you know this person’s name?",
        choices=(("yes", "Yes"), ("no", "No, the name is not known")),
        needed="Select whether you know this person’s name",
        hint="Record a father or another man who matters even when his name is not known.",
    )
    name = TextField("Name")

    language = TextField("Language they speak best")
    needs_interpreter = RadioField("Do they need an interpreter?", choices=_ASKED, default="not_known")
    safe_contact = LongTextField(
        "Safe ways to make contact",
        hint="Such as “text only, weekdays before 3pm; never ring the house”. Everybody in the team sees it.",
    )
    may_know = RadioField("May they know of this case?", choices=_ASKED, default="not_known")
    may_attend = RadioField("May they come to meetings?", choices=_ASKED, default="not_known")
    may_receive = RadioField("May they be given copies?", choices=_ASKED, default="not_known")

    def validate_name(self, field: TextField) -> None:
        """A known person has a name."""
        if self.known.data == "yes" and not field.data:
            raise wtforms.ValidationError("Enter the person’s name")

    def validate(self, extra_validators: Any = None) -> bool:
        """An adult is something to at least one child, or stands in the wrong case."""
        sound = super().validate(extra_validators)
        if sound and not self.relations():
            first = next(iter(self.children))
            self.refuse(f"relation_{first}", "Select what this person is to at least one child")
            return False
        return sound

    def relations(self) -> dict[int, Relation]:
        """What the adult is to each child, by the child's number."""
        answers = {number: self[f"relation_{number}"].data for number in self.children}
        return {number: Relation(word) for number, word in answers.items() if word and word != NO_RELATION}

    def parental_responsibility(self) -> dict[int, bool | None]:
        """Whether the adult holds parental responsibility, for each child they are something to."""
        return {number: _HELD.get(self[f"responsibility_{number}"].data) for number in self.relations()}

    def full_name(self) -> str | None:
        """The name, or None when it is not known."""
        return self.name.data if self.known.data == "yes" else None

    def reaching(self) -> Reaching:
        """How they are reached and what they may know; what was not asked is None."""
        return Reaching(
            language=self.language.data or None,
            safe_contact=self.safe_contact.data or None,
            **{name: _HELD.get(self[name].data) for name in _ASKED_OF_ADULT},
        )

    @property
    def has_reaching(self) -> bool:
        """Whether something is answered there, or wrong."""
        answered = any(self[name].data not in (None, "not_known") or self[name].errors for name in _ASKED_OF_ADULT)
        return answered or any(field.data or field.errors for field in (self.language, self.safe_contact))

    def adult(self) -> NewAdult:
        """What was typed, as the acts take it."""
        return NewAdult(
            name=self.full_name(),
            relations=self.relations(),
            parental_responsibility=self.parental_responsibility(),
            reaching=self.reaching(),
        )


class AddAdultForm(AdultForm, StageForm):
    """One more adult of a case."""


class ChangeAdultForm(AdultForm):
    """An adult of a case; the version says what the page showed."""

    version = VersionField()


def for_children(form_class: type[AdultFormKind], children: dict[int, str]) -> type[AdultFormKind]:
    """The adult's form with its two questions for each of these children."""
    questions: dict[str, Any] = {"children": children}
    relations = [(NO_RELATION, "No relation to this child"), *((c.value, str(c.label)) for c in choices_of(Relation))]
    for number, name in children.items():
        questions[f"relation_{number}"] = SelectField(
            f"What is this person to {name}?",
            choices=relations,
            needed=f"Select what this person is to {name}",
        )
        questions[f"responsibility_{number}"] = RadioField(
            f"Does this person have parental responsibility for {name}?",
            choices=YES_NO_NOT_KNOWN,
            default="not_known",
            hint="If you are not sure, select “Not known”.",
        )
    return type("AdultFormOfThisFamily", (form_class,), questions)


class AnotherChildForm(Form):
    """Whether there is one more child."""

    another = RadioField(
        "Do you want to add another child?",
        choices=YES_NO,
        needed="Select yes if there is another child to add",
        hint="Brothers, sisters, other children at home, and a baby who is not born yet",
    )


class AnotherAdultForm(Form):
    """Whether there is one more adult."""

    another = RadioField(
        "Do you want to add another adult?", choices=YES_NO, needed="Select yes if there is another adult to add"
    )


class AreaForm(Form):
    """Where the family lives."""

    area = SelectField("Area", needed="Select the area where the family lives")


class DifferentFamilyForm(Form):
    """The answer to a possible duplicate."""

    different = RadioField(
        "Is this a different family?",
        choices=(
            ("yes", "Yes, open a new case for a different family"),
            ("no", "No, it is the same family"),
        ),
        needed="Select whether this is a different family",
    )


def child_data(child: NewChild) -> dict[str, Any]:
    """The answers of ChildForm that say the same as this child."""
    return {
        **vars(child),
        "is_born": "yes" if child.born else "no",
        "moves": "yes" if child.mobility else "no",
        "mobility": child.mobility.value if child.mobility else None,
    }


def saved_child_data(child: Child) -> dict[str, Any]:
    """The answers of ChangeChildForm that say what is recorded of this child."""
    seen = child.mobility_records[-1] if child.mobility_records else None
    return {
        "name": child.name,
        "is_born": "yes" if child.born else "no",
        "born": child.born,
        "due": child.due,
        "nhs_number": child.nhs_number or "",
        "gp": child.gp or "",
        "school": child.school or "",
        "disability": child.disability or "",
        "moves": "yes" if seen else "no",
        "mobility": seen.mobility.value if seen else None,
        "mobility_seen_by": (seen.seen_by if seen else None) or "",
        "mobility_seen_on": seen.seen_on if seen else None,
        "version": child.version,
    }


def adult_data(
    name: str | None, relations: dict[int, Relation], held: dict[int, bool | None], reaching: Reaching
) -> dict[str, Any]:
    """The answers of the adult's form that say the same."""
    words = {True: "yes", False: "no", None: "not_known"}
    return {
        "known": "yes" if name else "no",
        "name": name or "",
        **{f"relation_{number}": relation.value for number, relation in relations.items()},
        **{f"responsibility_{number}": words[answer] for number, answer in held.items()},
        "language": reaching.language or "",
        "safe_contact": reaching.safe_contact or "",
        **{name: words[getattr(reaching, name)] for name in _ASKED_OF_ADULT},
    }


def saved_adult_data(adult: Adult) -> dict[str, Any]:
    """The answers of the adult's form that say what is recorded."""
    places = {child.id: place for place, child in enumerate(adult.case.children)}
    relations = {places[found.child_id]: found.relation for found in adult.relations}
    held = {places[found.child_id]: found.parental_responsibility for found in adult.relations}
    unrelated = {f"relation_{place}": NO_RELATION for place in places.values() if place not in relations}
    return {**unrelated, **adult_data(adult.name, relations, held, reaching_of(adult)), "version": adult.version}
