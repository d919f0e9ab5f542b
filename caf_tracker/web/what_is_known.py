"""What is on record of each agency and each of the family: known at first hand, unknown again, or only heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from caf_tracker.duties.moments import day_reached, goes_stale_on
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Case, Child, EngagementObservation, TeamAgency
from caf_tracker.models.words import MAKES_KNOWN, EngagementStatus, Evidence
from caf_tracker.pictures.strength import Strength, strength_of

Observation = EngagementObservation
# One of the family: ("child", id), ("adult", id), or the whole family.
Who = tuple[str, int]
WHOLE_FAMILY: Who = ("family", 0)


@dataclass(frozen=True)
class Word:
    """The latest of each kind about one agency, of one of the family or of all, by the day that it speaks of."""

    known: Observation | None = None
    unknown: Observation | None = None
    heard: Observation | None = None
    # What is known is too old to count.
    stale: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything."""
        return self.known is None and self.unknown is None and self.heard is None

    @property
    def strength(self) -> Strength:
        """What counts now: only what the agency itself knows, until it says that it does not, or it grows old."""
        if self.known is None or (self.unknown is not None and _order(self.unknown) > _order(self.known)):
            return Strength.UNKNOWN
        return Strength.STALE if self.stale else strength_of(self.known.status)

    @property
    def heard_since(self) -> Observation | None:
        """What others said later than anything known: kept and shown, and it settles nothing."""
        later = self.heard is not None and (self.known is None or _order(self.heard) > _order(self.known))
        return self.heard if later else None

    @property
    def status(self) -> EngagementStatus:
        """The status that counts, an old one included."""
        unknown = self.known is None or self.strength is Strength.UNKNOWN
        return EngagementStatus.UNKNOWN if unknown or self.known is None else self.known.status


@dataclass(frozen=True)
class OnRecord:
    """What was on record at a moment, by agency and family member."""

    case: Case
    at: datetime
    words: dict[int, dict[Who, Word]] = field(default_factory=dict)

    def of(self, agency_id: int, who: Who = WHOLE_FAMILY) -> Word:
        """What is known of one of the family."""
        return self.words.get(agency_id, {}).get(who, Word())

    def altogether(self, agency_id: int) -> Word:
        """The latest that the agency knows of anybody of the family: by it the agency counts as asked or not."""
        words = list(self.words.get(agency_id, {}).values())
        return self.word(
            _latest(word.known for word in words),
            _latest(word.unknown for word in words),
            _latest(word.heard for word in words),
        )

    def word(self, known: Observation | None, unknown: Observation | None, heard: Observation | None) -> Word:
        """These as a word, with how old what is known had become."""
        stale = known is not None and goes_stale_on(self.case, known.as_of) <= day_reached(self.at)
        return Word(known, unknown, heard, stale)


def on_record(case: Case, at: datetime) -> OnRecord:
    """What had been recorded by this moment, the latest of each kind: one statement, however much was recorded."""
    kind = sa.case(
        (Observation.status == EngagementStatus.UNKNOWN, "unknown"),
        (Observation.evidence.in_(MAKES_KNOWN), "known"),
        else_="heard",
    )
    of_a_kind = (Observation.agency_id, Observation.child_id, Observation.adult_id, kind)
    latest_first = (Observation.as_of.desc(), Observation.id.desc())
    place = sa.func.row_number().over(partition_by=of_a_kind, order_by=latest_first)
    ranked = (
        sa.select(Observation.id, kind.label("kind"), place.label("place"))
        .where(Observation.case_id == case.id, Observation.recorded_at <= at)
        .subquery()
    )
    found = db.session.execute(
        sa.select(Observation, ranked.c.kind).join(ranked, ranked.c.id == Observation.id).where(ranked.c.place == 1)
    )
    kinds: dict[int, dict[Who, dict[str, Observation]]] = {}
    for observation, word in found:
        kinds.setdefault(observation.agency_id, {}).setdefault(who_of(observation), {})[word] = observation
    record = OnRecord(case, at)
    for agency_id, people in kinds.items():
        record.words[agency_id] = {
            who: record.word(said.get("known"), said.get("unknown"), said.get("heard")) for who, said in people.items()
        }
    return record


def team_at(case: Case, at: datetime) -> list[TeamAgency]:
    """The agencies that were in the team at this moment, by name."""
    return list(
        db.session.scalars(
            sa.select(TeamAgency)
            .join(TeamAgency.agency)
            .where(TeamAgency.case_id == case.id, TeamAgency.joined_at <= at)
            .where(sa.or_(TeamAgency.left_at.is_(None), TeamAgency.left_at > at))
            .options(contains_eager(TeamAgency.agency), joinedload(TeamAgency.worker))
            .order_by(Agency.name, TeamAgency.id)
        )
    )


def who_of(observation: Observation) -> Who:
    """Of whom it speaks."""
    if observation.child_id:
        return "child", observation.child_id
    return ("adult", observation.adult_id) if observation.adult_id else WHOLE_FAMILY


def family_members(children: Iterable[Child], adults: Iterable[Adult]) -> dict[Who, str]:
    """Everybody of the family by name, the whole family first."""
    named: dict[Who, str] = {WHOLE_FAMILY: "Whole family"}
    named |= {("child", child.id): child.name for child in children}
    return named | {("adult", adult.id): adult.name or "Adult whose name is not known" for adult in adults}


def key_of(who: Who) -> str:
    """One of the family as a form or an address names them; nothing for the whole family."""
    return "" if who == WHOLE_FAMILY else f"{who[0]}-{who[1]}"


def said_so(observation: Observation) -> str:
    """Who said what only was heard."""
    return "A parent said" if observation.evidence == Evidence.PARENT_REPORT else "Another agency said"


def ago(day: date, today: date) -> str:
    """How old knowledge of that day is: "3 weeks ago"."""
    days = (today - day).days
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    if days < 14:
        return f"{days} days ago"
    if days < 17 * 7:
        return f"{days // 7} weeks ago"
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    return f"{months} months ago" if months < 24 else f"{months // 12} years ago"


def _latest(found: Iterable[Observation | None]) -> Observation | None:
    return max((one for one in found if one is not None), key=_order, default=None)


def _order(observation: Observation) -> tuple[date, int]:
    return observation.as_of, observation.id
