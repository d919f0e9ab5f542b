"""Meetings around the family: arranging, cancelling, holding and recording them."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from caf_tracker import audit, clock
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Caf, Case, Meeting, MeetingAgency, User
from caf_tracker.models.words import COUNTING_MEETINGS, MeetingKind
from caf_tracker.services import standing
from caf_tracker.services.texts import not_future, required


def arrange_meeting(
    *, actor: User, at: datetime, case: Case, kind: MeetingKind, planned_for: date, chair: User
) -> Meeting:
    """Arrange a meeting for a day, with a chair, who will owe its record."""
    require(actor, Permission.HOLD_MEETING, case)
    standing.lock(case)
    standing.require_open(case)
    if planned_for < clock.london_date(at):
        raise RuleBroken("planned_for", "The date of the meeting must be today or in the future")
    if not chair.is_active:
        raise RuleBroken("chair", "Choose somebody with an active account")
    meeting = Meeting(
        case_id=case.id,
        kind=kind,
        chair_id=chair.id,
        planned_for=planned_for,
        arranged_at=at,
        arranged_by_id=actor.id,
    )
    db.session.add(meeting)
    db.session.flush()
    audit.record(actor=actor, at=at, act="arrange_meeting", case=case, meeting=meeting.id, kind=kind.value)
    return meeting


def cancel_meeting(*, actor: User, at: datetime, meeting: Meeting, reason: str) -> None:
    """Cancel an arranged meeting, with the reason."""
    require(actor, Permission.HOLD_MEETING, meeting.case)
    standing.lock(meeting.case)
    _require_arranged(meeting)
    _cancel(meeting, actor, at, required("reason", reason, "Enter why the meeting is cancelled"))
    audit.record(actor=actor, at=at, act="cancel_meeting", case=meeting.case, meeting=meeting.id)


def hold_meeting(
    *,
    actor: User,
    at: datetime,
    case: Case,
    held_on: date,
    kind: MeetingKind = MeetingKind.TAF,
    meeting: Meeting | None = None,
    present: Iterable[Agency] = (),
    next_on: date | None = None,
) -> Meeting:
    """Record that a meeting took place: the arranged one, or else one of this kind, chaired by whoever records it.

    `next_on` is noted and arranges nothing. A TAF or review meeting on or after the day of the assessment counts as a
    review (DOMAIN.md, 14); one among professionals alone never does.
    """
    require(actor, Permission.HOLD_MEETING, case)
    standing.lock(case)
    standing.require_open(case)
    not_future("held_on", held_on, clock.london_date(at), "The date of the meeting must be today or in the past")
    if next_on is not None and next_on <= held_on:
        raise RuleBroken("next_on", "The next date must be after this meeting")
    if meeting is None:
        meeting = Meeting(case_id=case.id, kind=kind, chair_id=actor.id)
        db.session.add(meeting)
    else:
        _require_arranged(meeting)
    meeting.held_on = held_on
    meeting.hold_recorded_at = at
    meeting.hold_recorded_by_id = actor.id
    meeting.next_on = next_on
    meeting.agencies = [MeetingAgency(agency_id=agency.id) for agency in dict.fromkeys(present)]
    db.session.flush()
    if (caf := standing.open_caf(case)) is not None:
        keep_reviewed(caf)
    audit.record(actor=actor, at=at, act="hold_meeting", case=case, meeting=meeting.id, kind=meeting.kind.value)
    return meeting


def hold_and_record(
    *,
    actor: User,
    at: datetime,
    case: Case,
    held_on: date,
    kind: MeetingKind = MeetingKind.TAF,
    meeting: Meeting | None = None,
    present: Iterable[Agency] = (),
    next_on: date | None = None,
) -> Meeting:
    """A meeting took place and who was there is known: held and recorded in one act."""
    held = hold_meeting(
        actor=actor, at=at, case=case, held_on=held_on, kind=kind, meeting=meeting, present=present, next_on=next_on
    )
    record_meeting(actor=actor, at=at, meeting=held)
    return held


def record_meeting(*, actor: User, at: datetime, meeting: Meeting) -> None:
    """Attendance and outcome of a meeting that was held are recorded."""
    require(actor, Permission.HOLD_MEETING, meeting.case)
    standing.lock(meeting.case)
    db.session.refresh(meeting)
    if meeting.held_on is None:
        raise TransitionNotAllowed("This meeting was not held. Nothing was changed.")
    if meeting.recorded_at is not None:
        raise TransitionNotAllowed("This meeting has already been recorded. Nothing was changed.")
    meeting.recorded_at = at
    meeting.recorded_by_id = actor.id
    db.session.flush()
    audit.record(actor=actor, at=at, act="record_meeting", case=meeting.case, meeting=meeting.id)


def cancel_with_case(*, actor: User, at: datetime, case: Case) -> None:
    """The case closes: what was arranged is not held."""
    for meeting in arranged(case):
        _cancel(meeting, actor, at, "The case closed")


def keep_reviewed(caf: Caf) -> None:
    """Keep on the CAF the latest meeting that counts as a review: TAF or review, from the day of the assessment on."""
    if caf.assessed_on is None:
        return
    counting = sa.select(Meeting).where(
        Meeting.case_id == caf.case_id, Meeting.kind.in_(COUNTING_MEETINGS), Meeting.held_on >= caf.assessed_on
    )
    latest = db.session.scalar(counting.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(1))
    caf.reviewed_id, caf.reviewed_on = (latest.id, latest.held_on) if latest else (None, None)
    db.session.flush()


def arranged(case: Case) -> list[Meeting]:
    """The meetings still to be held, the earliest first."""
    found = sa.select(Meeting).where(
        Meeting.case_id == case.id, Meeting.held_on.is_(None), Meeting.cancelled_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Meeting.planned_for, Meeting.id)))


def last_held(case: Case) -> Meeting | None:
    """The meeting held last."""
    held = sa.select(Meeting).where(Meeting.case_id == case.id, Meeting.held_on.is_not(None))
    return db.session.scalar(held.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(1))


def _require_arranged(meeting: Meeting) -> None:
    db.session.refresh(meeting)
    if not meeting.is_arranged:
        raise TransitionNotAllowed("This meeting has already been held or cancelled. Nothing was changed.")


def _cancel(meeting: Meeting, actor: User, at: datetime, reason: str) -> None:
    meeting.cancelled_at = at
    meeting.cancelled_by_id = actor.id
    meeting.cancel_reason = reason
    db.session.flush()
