"""Children of an imported closure who may be known on another case: found by the import, answered by a person."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker import audit
from caf_tracker.access.permissions import Permission, require
from caf_tracker.access.scope import visible_cases
from caf_tracker.errors import NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Case, Child, PossibleMatch, User
from caf_tracker.models.words import Resolution
from caf_tracker.services import locks

# A child is put beside so many earlier ones at most: a number that a system gives to every child would else make
# a pair of each two. The earliest are taken; those that resemble them are on the list in their turn.
MOST_MATCHES = 5


def visible_matches(user: User) -> sa.Select[PossibleMatch]:
    """The possible matches of which the user may see both cases: the only start of a query for them."""
    cases = visible_cases(user).with_only_columns(Case.id).order_by(None)
    child, other = aliased(Child), aliased(Child)
    return (
        sa.select(PossibleMatch)
        .join(child, PossibleMatch.child_id == child.id)
        .join(other, PossibleMatch.other_child_id == other.id)
        .where(child.case_id.in_(cases), other.case_id.in_(cases))
    )


def find_match(user: User, match_id: int) -> PossibleMatch:
    """One possible match; NotVisible if there is none, or one of its cases is hidden from the user."""
    match = db.session.scalar(visible_matches(user).where(PossibleMatch.id == match_id))
    if match is None:
        raise NotVisible
    return match


def note_possible_matches(*, at: datetime, file_id: int | None, children: Sequence[int]) -> int:
    """Put children just loaded on the review list beside every earlier child of another case whom they may be.

    The same NHS number, or the same name with the same birth date (or due date), makes a possible match. Nothing is
    merged: a wrong merge would hide one family behind another. A pair that is known already is left as it is.
    """
    if not children:
        return 0
    new, other = aliased(Child), aliased(Child)
    apart = sa.and_(new.id.in_(children), other.case_id != new.case_id, other.id < new.id)

    def pairs(*alike: sa.ColumnElement[bool]) -> sa.Select[int, int, int]:
        return (
            sa.select(Case.area_id, new.id.label("child_id"), other.id.label("other_child_id"))
            .join(Case, Case.id == new.case_id)
            .join(other, sa.and_(*alike))
            .where(apart)
        )

    found = sa.union(
        pairs(other.nhs_number == new.nhs_number),
        pairs(other.name_key == new.name_key, other.born == new.born),
        pairs(other.name_key == new.name_key, other.due == new.due),
    ).subquery()
    place = sa.func.row_number().over(partition_by=found.c.child_id, order_by=found.c.other_child_id)
    ranked = sa.select(found, place.label("place")).subquery()
    known = sa.exists().where(
        PossibleMatch.child_id == ranked.c.child_id, PossibleMatch.other_child_id == ranked.c.other_child_id
    )
    written = db.session.execute(
        sa.insert(PossibleMatch).from_select(
            ["area_id", "child_id", "other_child_id", "file_id", "found_at"],
            sa.select(
                ranked.c.area_id,
                ranked.c.child_id,
                ranked.c.other_child_id,
                sa.cast(sa.literal(file_id), PossibleMatch.file_id.type),
                sa.literal(at, PossibleMatch.found_at.type),
            ).where(ranked.c.place <= MOST_MATCHES, ~known),
        )
    )
    return written.rowcount  # type: ignore[attr-defined]  # a Core insert has one; the type says any result


def answer_possible_match(
    *, actor: User, at: datetime, match: PossibleMatch, resolution: Resolution, note: str
) -> PossibleMatch:
    """Record whether two children are one, and why. The cases stay two; each then shows the other to its readers."""
    require(actor, Permission.REVIEW_MATCHES)
    find_match(actor, match.id)
    locks.take(match)
    if match.resolution is not None:
        raise TransitionNotAllowed("Somebody has already answered this possible match.")
    if not note.strip():
        raise RuleBroken("note", "Say how you know: what you compared, or whom you asked")
    match.resolution = resolution
    match.resolved_at = at
    match.resolved_by_id = actor.id
    match.note = note.strip()
    for child in (match.child, match.other_child):
        audit.record(
            actor=actor,
            at=at,
            act="possible_match_answered",
            case=child.case,
            possible_match=match.id,
            resolution=resolution.value,
        )
    db.session.flush()
    return match


def matches_of(user: User, case: Case) -> list[PossibleMatch]:
    """For the case page: this case's possible matches that are waiting or are the same child, both cases visible."""
    either = sa.or_(
        PossibleMatch.child.has(Child.case_id == case.id), PossibleMatch.other_child.has(Child.case_id == case.id)
    )
    unsettled = sa.or_(PossibleMatch.resolution.is_(None), PossibleMatch.resolution == Resolution.SAME_CHILD)
    return list(db.session.scalars(visible_matches(user).where(either, unsettled).order_by(PossibleMatch.id)))
