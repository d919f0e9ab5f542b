"""The answers given on the way to opening a case, as they are kept until the case is opened."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caf_tracker.models.words import Mobility, Relation
from caf_tracker.services.cases import NewAdult, NewChild
from caf_tracker.services.reaching import Reaching

Answers = dict[str, Any]


@dataclass
class OpeningAnswers:
    """Children and adults stand under numbers that stay theirs when another one is removed."""

    children: dict[int, Answers] = field(default_factory=dict)
    adults: dict[int, Answers] = field(default_factory=dict)
    area_id: int | None = None
    different_family: bool = False

    @classmethod
    def read(cls, kept: Answers) -> "OpeningAnswers":
        """What the kept answers say; JSON has turned the numbers into text."""
        return cls(
            children={int(number): child for number, child in kept.get("children", {}).items()},
            adults={int(number): adult for number, adult in kept.get("adults", {}).items()},
            area_id=kept.get("area_id"),
            different_family=kept.get("different_family", False),
        )

    def kept(self) -> Answers:
        """The answers as they are kept."""
        return {
            "children": {str(number): child for number, child in self.children.items()},
            "adults": {str(number): adult for number, adult in self.adults.items()},
            "area_id": self.area_id,
            "different_family": self.different_family,
        }

    def child_names(self) -> dict[int, str]:
        """Each child's number and name, for questions about each child."""
        return {number: child["name"] for number, child in self.children.items()}

    def put_child(self, number: int, child: Answers) -> None:
        """Keep a child; another child may be another family, so that question is asked again."""
        self.children[number] = child
        self.different_family = False

    def remove_child(self, number: int) -> None:
        """Forget a child and what adults are to them; an adult of no other child goes too."""
        self.children.pop(number, None)
        self.different_family = False
        for key, adult in list(self.adults.items()):
            adult["relations"].pop(str(number), None)
            adult["parental_responsibility"].pop(str(number), None)
            if not adult["relations"]:
                del self.adults[key]

    def new_children(self) -> list[NewChild]:
        """The children as the act of opening takes them."""
        return [new_child(child) for child in self.children.values()]

    def new_adults(self) -> list[NewAdult]:
        """The adults as the act of opening takes them, with each child's place in `new_children`."""
        places = {str(number): place for place, number in enumerate(self.children)}
        return [
            NewAdult(
                name=adult["name"],
                relations={places[key]: Relation(word) for key, word in adult["relations"].items()},
                parental_responsibility={
                    places[key]: held for key, held in adult["parental_responsibility"].items() if key in places
                },
                reaching=reaching(adult),
            )
            for adult in self.adults.values()
        ]


def free_number(taken: dict[int, Answers]) -> int:
    """The number for one more."""
    return max(taken, default=0) + 1


def reaching(adult: Answers) -> Reaching:
    """How this adult is reached; a form that was begun before that was asked has no answer."""
    return Reaching(**adult.get("reaching", {}))


def child_answers(child: NewChild) -> Answers:
    """A child as kept."""
    return {
        "name": child.name,
        "born": _text(child.born),
        "due": _text(child.due),
        "nhs_number": child.nhs_number,
        "gp": child.gp,
        "school": child.school,
        "disability": child.disability,
        "mobility": child.mobility.value if child.mobility else None,
        "mobility_seen_by": child.mobility_seen_by,
        "mobility_seen_on": _text(child.mobility_seen_on),
    }


def new_child(kept: Answers) -> NewChild:
    """The child that was kept."""
    return NewChild(
        **{
            **kept,
            "born": _date(kept["born"]),
            "due": _date(kept["due"]),
            "mobility": Mobility(kept["mobility"]) if kept["mobility"] else None,
            "mobility_seen_on": _date(kept["mobility_seen_on"]),
        }
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
