"""The assessment of a CAF: writing it, topic by topic and together, and completing it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import EditConflict, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, AssessmentText, Caf, Case, Child, TeamAgency, User
from caf_tracker.models.words import ASSESSMENT_DOMAINS, AssessmentTopic
from caf_tracker.services import drafts, meetings, standing
from caf_tracker.services.texts import required

# The longest text of one topic: ten pages, which nobody reads, and no form refuses somebody's morning.
LONGEST = 30_000
# What no text has yet: the version that an empty form carries.
UNWRITTEN = 0


@dataclass(frozen=True)
class Place:
    """Where a text stands: a topic, of one child where it differs, or of one agency."""

    topic: AssessmentTopic
    child_id: int | None = None
    agency_id: int | None = None

    def named(self, caf: Caf) -> str:
        """This place in the assessment of a CAF, as its drafts are kept under."""
        return f"assessment {caf.id} {self.topic.value} {self.child_id} {self.agency_id}"


def write_assessment(*, actor: User, at: datetime, case: Case, place: Place, text: str, version: int) -> AssessmentText:
    """Write one topic of the assessment; EditConflict if somebody else did so since the form was shown."""
    require(actor, Permission.WRITE_ASSESSMENT, case)
    standing.lock(case)
    caf = standing.require_caf(case)
    check_place(case, place)
    text = required("text", text, "Write the text", LONGEST)
    written = texts(caf).get(place)
    standing_version = written.version if written else UNWRITTEN
    if standing_version != version:
        raise EditConflict({"text": written.text if written else ""}, {"text": text}, standing_version)
    if written is None:
        written = AssessmentText(
            case_id=case.id, caf_id=caf.id, topic=place.topic, child_id=place.child_id, agency_id=place.agency_id
        )
        db.session.add(written)
    written.text = text
    written.written_at = at
    written.written_by_id = actor.id
    db.session.flush()
    drafts.forget_draft(actor=actor, about=place.named(caf))
    audit.record(actor=actor, at=at, act="write_assessment", case=case, text=written.id)
    return written


def complete_assessment(*, actor: User, at: datetime, case: Case) -> Caf:
    """Complete the assessment, once nothing that it must hold is missing.

    Owed by the 10th working day after the CAF started (Sefton).
    """
    require(actor, Permission.COMPLETE_ASSESSMENT, case)
    standing.lock(case)
    caf = standing.require_caf(case)
    if caf.assessed_at is not None:
        raise TransitionNotAllowed("The assessment has already been completed. Nothing was changed.")
    if missing(case, caf):
        raise RuleBroken("", "The assessment cannot be completed yet: something that it must hold is missing")
    caf.assessed_at, caf.assessed_on, caf.assessed_by_id = at, clock.london_date(at), actor.id
    meetings.keep_reviewed(caf)
    audit.record(actor=actor, at=at, act="complete_assessment", case=case, caf=caf.id)
    return caf


def missing(case: Case, caf: Caf) -> list[Place]:
    """What must still be written: each domain for every child, each child's voice, the strengths, the analysis."""
    written = texts(caf)
    wanted = [
        Place(topic)
        for topic in ASSESSMENT_DOMAINS
        if not all(Place(topic, child.id) in written for child in case.children)
    ]
    wanted += [Place(AssessmentTopic.CHILDS_VOICE, child.id) for child in case.children]
    wanted += [Place(AssessmentTopic.STRENGTHS), Place(AssessmentTopic.ANALYSIS)]
    return [place for place in wanted if place not in written]


def texts(caf: Caf) -> dict[Place, AssessmentText]:
    """What is written of the assessment, by where it stands."""
    found = db.session.scalars(
        sa.select(AssessmentText)
        .options(joinedload(AssessmentText.written_by))
        .where(AssessmentText.caf_id == caf.id)
        .execution_options(populate_existing=True)
    )
    return {Place(text.topic, text.child_id, text.agency_id): text for text in found}


def check_place(case: Case, place: Place) -> None:
    """A place that an assessment has: a child of this case, an agency of this team, and each where it belongs."""
    of_children = (*ASSESSMENT_DOMAINS, AssessmentTopic.CHILDS_VOICE)
    fits = (
        (place.agency_id is not None) == (place.topic == AssessmentTopic.CONTRIBUTION)
        and (place.child_id is None or place.topic in of_children)
        and (place.child_id is not None or place.topic != AssessmentTopic.CHILDS_VOICE)
    )
    if not fits:
        raise ValueError(f"An assessment has no such place: {place}.")
    if place.child_id is not None and not _is_of_case(Child.id == place.child_id, Child.case_id == case.id):
        raise RuleBroken("", "This child is not of this family")
    present = TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None)
    if place.agency_id is not None and not _is_of_case(
        Agency.id == place.agency_id, TeamAgency.agency_id == Agency.id, *present
    ):
        raise RuleBroken("", "This agency is not in the team around the family")


def _is_of_case(*conditions: sa.ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(*conditions))))
