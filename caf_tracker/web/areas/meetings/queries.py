"""What the pages about meeting read."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Meeting, MeetingAgency, MeetingDecision, MeetingTrigger, User
from caf_tracker.models.words import MeetingKind
from caf_tracker.services.meetings import arranged
from caf_tracker.web.around_the_case import people_around, team_of
from caf_tracker.web.groups import Choice, Group


@dataclass(frozen=True)
class Meetings:
    """Every meeting of a case: those to come, the next first; those held or cancelled, the latest first."""

    arranged: list[Meeting]
    held: list[Meeting]
    cancelled: list[Meeting]
    # The agencies that were there, by the meeting's id.
    present: dict[int, list[str]]


def undecided(case: Case) -> list[MeetingTrigger]:
    """What waits for the decision, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(MeetingTrigger)
            .where(MeetingTrigger.case_id == case.id, MeetingTrigger.undecided_on.is_not(None))
            .order_by(MeetingTrigger.raised_on, MeetingTrigger.id)
        )
    )


def last_trigger(case: Case) -> str:
    """Which was the last thing recorded when the page was shown."""
    return str(db.session.scalar(sa.select(sa.func.max(MeetingTrigger.id)).where(MeetingTrigger.case_id == case.id)))


def last_decision(case: Case) -> str:
    """Which was the last decision when the page was shown."""
    return str(db.session.scalar(sa.select(sa.func.max(MeetingDecision.id)).where(MeetingDecision.case_id == case.id)))


def meetings_of(case: Case) -> Meetings:
    """In two statements, however many there were."""
    every = list(
        db.session.scalars(
            sa.select(Meeting)
            .where(Meeting.case_id == case.id)
            .options(joinedload(Meeting.chair))
            .order_by(sa.func.coalesce(Meeting.held_on, Meeting.planned_for), Meeting.id)
        )
    )
    there = (
        sa.select(MeetingAgency.meeting_id, Agency.name)
        .join(Agency, Agency.id == MeetingAgency.agency_id)
        .join(Meeting, Meeting.id == MeetingAgency.meeting_id)
        .where(Meeting.case_id == case.id)
        .order_by(Agency.name)
    )
    present: dict[int, list[str]] = {}
    for meeting_id, name in db.session.execute(there):
        present.setdefault(meeting_id, []).append(name)
    return Meetings(
        arranged=[one for one in every if one.is_arranged],
        held=[one for one in reversed(every) if one.held_on is not None],
        cancelled=[one for one in reversed(every) if one.cancelled_at is not None],
        present=present,
    )


def meeting_of(case: Case, meeting_id: int) -> Meeting:
    """A meeting of this case; NotVisible for any other."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.case_id != case.id:
        raise NotVisible
    return meeting


def arranged_review(case: Case) -> Meeting | None:
    """The review meeting that is to be held next, if one is arranged."""
    return next((one for one in arranged(case) if one.kind is MeetingKind.REVIEW), None)


def team(case: Case) -> list[Agency]:
    """The agencies of the team, by name."""
    return [member.agency for member in team_of(case)]


def possible_chairs(case: Case) -> list[Group[User]]:
    """The people around the case with an account."""
    inside, outside = people_around(case, team_of(case))
    groups = [("People of the team", inside), ("Others", outside)]
    return [
        Group(heading, [Choice(str(user.id), f"{user.name}, {user.agency.name}", user) for user in people])
        for heading, people in groups
        if people
    ]


def how_far(case: Case) -> str:
    """How many meetings there were when the page was shown, and how many of them were over."""
    found = db.session.execute(
        sa.select(sa.func.count(Meeting.id), sa.func.count(Meeting.held_on), sa.func.count(Meeting.cancelled_at)).where(
            Meeting.case_id == case.id
        )
    ).one()
    return "-".join(str(number) for number in found)
