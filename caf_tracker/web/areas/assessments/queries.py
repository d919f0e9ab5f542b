"""What the pages of an assessment read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for

from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Agency, AssessmentText, Caf, Case, TeamAgency
from caf_tracker.models.words import ASSESSMENT_DOMAINS, AssessmentTopic
from caf_tracker.services.assessments import UNWRITTEN, Place, missing, texts
from caf_tracker.services.drafts import Draft

# What each topic asks, in the words of the Assessment Framework's three sides and what stands around them.
PROMPTS = {
    AssessmentTopic.CHILDS_DEVELOPMENT: "Health, learning, feelings and behaviour, identity, relationships, self-care.",
    AssessmentTopic.PARENTING: (
        "Basic care, safety, warmth, encouragement, boundaries, stability. Each parent and carer, "
        "those who live elsewhere too."
    ),
    AssessmentTopic.FAMILY_AND_ENVIRONMENT: "Family history, wider family, housing, work, money, community.",
    AssessmentTopic.CHILDS_VOICE: "What the child says, or what a day is like for a child who is too young to say it.",
    AssessmentTopic.STRENGTHS: "What goes well, and who helps.",
    AssessmentTopic.CONTRIBUTION: "What this agency knows itself, and how it knows.",
    AssessmentTopic.ANALYSIS: "What it all means for each child: what goes well, what is a worry, what must change.",
}
_WITH_CHILDREN = (*ASSESSMENT_DOMAINS, AssessmentTopic.CHILDS_VOICE)


@dataclass(frozen=True)
class Part:
    """One text of the assessment, written or not, and where it is written."""

    place: Place
    whose: str
    text: AssessmentText | None
    is_missing: bool
    href: str

    @property
    def is_of_one(self) -> bool:
        """Whether it is about one child, or one agency's own, beside others."""
        return self.place.child_id is not None or self.place.agency_id is not None


@dataclass(frozen=True)
class Section:
    """A topic with its texts."""

    topic: AssessmentTopic
    prompt: str
    parts: list[Part]

    @property
    def shown(self) -> list[Part]:
        """What is read in full: every text, what is missing, and the part of the whole family."""
        return [part for part in self.parts if part not in self.silent]

    @property
    def silent(self) -> list[Part]:
        """The children in whom nothing differs, and the agencies that have written nothing: one line for them all."""
        return [part for part in self.parts if part.is_of_one and not part.text and not part.is_missing]


def sections(case: Case, caf: Caf) -> list[Section]:
    """The whole assessment, in the order in which it is read."""
    written, still_missing = texts(caf), missing(case, caf)

    def part(place: Place, whose: str) -> Part:
        return Part(place, whose, written.get(place), place in still_missing, address(case, place))

    found = []
    for topic in AssessmentTopic:
        places = dict(_places(case, topic))
        parts = [part(place, whose) for place, whose in places.items()]
        found.append(Section(topic, PROMPTS[topic], parts + _left(topic, written, places)))
    return found


def _left(topic: AssessmentTopic, written: dict[Place, AssessmentText], places: dict[Place, str]) -> list[Part]:
    """What agencies wrote that have left the team since: it stays, and nobody changes it."""
    gone = {
        place.agency_id: text
        for place, text in written.items()
        if place.topic == topic and place.agency_id is not None and place not in places
    }
    if not gone:
        return []
    agencies = db.session.scalars(sa.select(Agency).where(Agency.id.in_(gone)).order_by(Agency.name))
    return [
        Part(Place(topic, agency_id=agency.id), f"{agency.name} (has left the team)", gone[agency.id], False, "")
        for agency in agencies
    ]


def _places(case: Case, topic: AssessmentTopic) -> Iterator[tuple[Place, str]]:
    """Where a topic is written, and how a page calls it."""
    if topic == AssessmentTopic.CONTRIBUTION:
        for agency in team(case):
            yield Place(topic, agency_id=agency.id), agency.name
        return
    if topic != AssessmentTopic.CHILDS_VOICE:
        yield Place(topic), "The whole family" if topic in ASSESSMENT_DOMAINS else ""
    if topic in _WITH_CHILDREN:
        for child in case.children:
            yield Place(topic, child.id), child.name


def team(case: Case) -> list[Agency]:
    """The agencies now in the team, by name."""
    present = sa.select(TeamAgency.agency_id).where(TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None))
    return list(db.session.scalars(sa.select(Agency).where(Agency.id.in_(present)).order_by(Agency.name)))


def find_place(case: Case, topic: str, child_id: int | None, agency_id: int | None) -> tuple[Place, str]:
    """The place that an address names, and whose it is; NotVisible if no assessment of this family has it."""
    if topic not in {one.value for one in AssessmentTopic}:
        raise NotVisible
    wanted = Place(AssessmentTopic(topic), child_id, agency_id)
    for place, whose in _places(case, wanted.topic):
        if place == wanted:
            return place, whose
    raise NotVisible


def to_begin_with(written: AssessmentText | None, draft: Draft | None) -> dict[str, Any]:
    """What stands in the form when it is opened: the draft, or what is saved, and the version that it is typed over."""
    if draft is not None:
        return {"text": draft.text, "version": draft.version}
    return {"text": written.text, "version": written.version} if written else {"version": UNWRITTEN}


def address(case: Case, place: Place, act: str = "assessments.write") -> str:
    """The page on which this is written, or where another act about it is sent."""
    # What is None has no place in the address.
    values: dict[str, Any] = {"topic": place.topic.value, "child_id": place.child_id, "agency_id": place.agency_id}
    return url_for(act, reference=case.reference, **values)
