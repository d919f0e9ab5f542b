"""Acts of the demonstration's stories: agencies join the team around a family and say what they know of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.demonstration.stories import Act, Story
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Child, Telling
from caf_tracker.models.words import EngagementStatus, Evidence, SharingBasis
from caf_tracker.services import engagement, mailbox_questions, team

DIRECT, RECORD = Evidence.DIRECT, Evidence.RECORD


def joins(agency: str, *, worker: str | None = None, known_for: int | None = None, **recorded: Any) -> Act:
    """The lead adds an agency, which has known the family for so many months; by agreement unless said otherwise."""

    def act(story: Story, at: datetime) -> None:
        people = story.authority.people
        since = clock.london_date(at) - timedelta(days=30 * known_for) if known_for else None
        # The worker is an account of the authority, or the name of somebody who has none.
        named = {"worker": people[worker]} if worker in people else {"worker_name": worker}
        agreed = {"sharing_basis": SharingBasis.CONSENT, "family_told": True}
        member = team.Member(**{**agreed, "involved_since": since, **named, **recorded})
        team.add_agency(actor=story.lead(), at=at, case=story.the_case(), agency=story.agency(agency), member=member)

    return act


def describes(agency: str, **recorded: Any) -> Act:
    """The lead records of an agency that is in the team what it is called there and what is shared."""

    def act(story: Story, at: datetime) -> None:
        member = team.member_of(story.the_case(), story.agency(agency))
        if member is None:
            raise LookupError(f"{agency} is not in the team.")
        described = {**vars(team.described(member)), **recorded}
        team.change_member(
            actor=story.lead(), at=at, team_agency=member, version=member.version, member=team.Member(**described)
        )

    return act


def leaves(agency: str, reason: str) -> Act:
    """The lead takes an agency out of the team."""

    def act(story: Story, at: datetime) -> None:
        member = team.member_of(story.the_case(), story.agency(agency))
        if member is None:
            raise LookupError(f"{agency} is not in the team.")
        team.remove_agency(actor=story.lead(), at=at, team_agency=member, reason=reason)

    return act


def says(
    agency: str,
    status: EngagementStatus,
    evidence: Evidence = DIRECT,
    *,
    who: str | None = None,
    by: str | None = None,
    days_ago: int = 0,
    **more: Any,
) -> Act:
    """An agency says what it knows of somebody of the family by name, or of all: typed by the lead, or by its own."""

    def act(story: Story, at: datetime) -> None:
        engagement.record_engagement(
            actor=story.person(by) if by else story.lead(),
            at=at,
            case=story.the_case(),
            agency=story.agency(agency),
            status=status,
            evidence=evidence,
            as_of=clock.london_date(at) - timedelta(days=days_ago),
            who=_member_of_the_family(story, who),
            **more,
        )

    return act


def answers_from_its_mailbox(agency: str, status: EngagementStatus, said_by: str, note: str | None = None) -> Act:
    """An agency without an account answers the last mail that asked it; the code is taken as typed."""

    def act(story: Story, at: datetime) -> None:
        asked = sa.select(Telling).where(
            Telling.duty == "engagement_unknown",
            Telling.case_id == story.the_case().id,
            Telling.agency_id == story.agency(agency).id,
        )
        mailbox_questions.answer(
            at=at,
            telling=db.session.scalars(asked.order_by(Telling.id.desc()).limit(1)).one(),
            status=status,
            evidence=RECORD,
            as_of=clock.london_date(at),
            said_by=said_by,
            note=note,
        )

    return act


def _member_of_the_family(story: Story, name: str | None) -> Child | Adult | None:
    case = story.the_case()
    family: Sequence[Child | Adult] = [*case.children, *case.adults]
    return next(one for one in family if one.name == name) if name else None
