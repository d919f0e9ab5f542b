"""What the page of your work reads beside the duties themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from caf_tracker.access.readers import reader_for
from caf_tracker.duties import OpenDuty, open_duties
from caf_tracker.duties.moments import cut_offs
from caf_tracker.duties.recipients import open_rows
from caf_tracker.extensions import db
from caf_tracker.labels import duty_title
from caf_tracker.models import Case, Lead, Snooze, StepDown, TeamAgency, Telling, User
from caf_tracker.models.words import MailMode, Role
from caf_tracker.references import reference_of

# The page shows so many duties of others, and so many tellings; the lists have the rest.
OTHERS_SHOWN = 20
TOLD_SHOWN = 10
# Of a whole area's cases only those that have waited longest are looked at.
_CASES_READ = 200


@dataclass(frozen=True, kw_only=True)
class Told:
    """One telling, as the page shows it."""

    telling_id: int
    what: str
    reference: str
    at: datetime


def waiting_for_others(user: User, at: datetime) -> list[OpenDuty]:
    """What others owe on your cases, the longest waiting first."""
    reader, values = reader_for(user)
    theirs = sa.select(Case.id).where(Case.closed_at.is_(None), Case.id.in_(_theirs(user)))
    mine = sa.union_all(*[theirs.where(part) for part in reader.parts()])
    every = _every()
    first = sa.func.min(every.c.anchor_on)
    longest = (
        sa.select(every.c.case_id)
        .where(every.c.case_id.in_(mine))
        .group_by(every.c.case_id)
        .order_by(first, every.c.case_id)
        .limit(_CASES_READ)
    )
    case_ids = db.session.scalars(longest, {**values, **cut_offs(at)}).all()
    return [
        duty for duty in open_duties(at, case_ids=case_ids) if all(person.user_id != user.id for person in duty.owed_by)
    ]


def snoozes_of(user: User, today: date) -> list[Snooze]:
    """The reminders that this person has put off or asked to, and what they are asked to allow as a line manager."""
    theirs = sa.or_(Snooze.user_id == user.id, sa.and_(Snooze.asked_id == user.id, Snooze.waits()))
    found = sa.select(Snooze).where(Snooze.until_on > today, theirs).order_by(Snooze.until_on, Snooze.id)
    return list(db.session.scalars(found.options(joinedload(Snooze.user), joinedload(Snooze.asked))))


def last_told(user: User, caf: str) -> list[Told]:
    """What this person was told last; what was passed over for a later reminder is left out."""
    found = db.session.execute(
        sa.select(Telling.id, Telling.duty, Telling.case_id, Telling.told_at)
        .where(Telling.user_id == user.id, Telling.mail != MailMode.FOLDED)
        .order_by(Telling.told_at.desc(), Telling.id.desc())
        .limit(TOLD_SHOWN)
    )
    return [
        Told(telling_id=row.id, what=duty_title(row.duty, caf), reference=reference_of(row.case_id), at=row.told_at)
        for row in found
    ]


@cache
def _every() -> sa.Subquery:
    """Everything open: a large expression that never changes, so it is built once."""
    return open_rows().subquery("every")


def _theirs(user: User) -> sa.CompoundSelect[int]:
    """The cases that are this person's own: led, decided, coordinated, opened, or worked on by name.

    A case without a coordinator of its own is every coordinator's and head's of its area.
    """
    own, present, led = aliased(Case), TeamAgency.left_at.is_(None), Lead.ended_at.is_(None)
    found = [
        sa.select(own.id).where(own.coordinator_id == user.id),
        sa.select(own.id).where(own.opened_by_id == user.id),
        sa.select(Lead.case_id).where(Lead.user_id == user.id, led),
        sa.select(StepDown.case_id).where(StepDown.current, StepDown.manager_id == user.id),
        sa.select(TeamAgency.case_id).where(TeamAgency.worker_id == user.id, present),
    ]
    if user.role in (Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE):
        of_nobody = sa.select(own.id).where(own.coordinator_id.is_(None))
        found.append(of_nobody if user.area_id is None else of_nobody.where(own.area_id == user.area_id))
    return sa.union(*[select.correlate(None) for select in found])
