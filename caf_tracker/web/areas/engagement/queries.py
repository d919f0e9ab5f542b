"""What the pages about engagement read."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Adult, Agency, Case, Child, EngagementObservation, TeamAgency
from caf_tracker.web.what_is_known import WHOLE_FAMILY, Who, family_members, key_of


def member_of(case: Case, team_agency_id: int) -> TeamAgency:
    """An agency that is or was in this case's team; NotVisible for any other."""
    found = db.session.scalar(
        sa.select(TeamAgency)
        .where(TeamAgency.id == team_agency_id, TeamAgency.case_id == case.id)
        .options(joinedload(TeamAgency.agency).joinedload(Agency.contact), joinedload(TeamAgency.worker))
    )
    if found is None:
        raise NotVisible
    return found


def family(case: Case) -> dict[str, str]:
    """Everybody of the family by the key that forms and addresses use, without the whole family."""
    everybody = family_members(case.children, case.adults)
    return {key_of(who): name for who, name in everybody.items() if who != WHOLE_FAMILY}


def person(case: Case, key: str | None) -> Child | Adult | None:
    """The one of the family with this key; None for the whole family."""
    people: dict[str, Child | Adult] = {key_of(("child", child.id)): child for child in case.children}
    people |= {key_of(("adult", adult.id)): adult for adult in case.adults}
    return people[key] if key else None


def last_said(case: Case, member: TeamAgency) -> EngagementObservation | None:
    """The last that was recorded of this agency, whatever day it speaks of."""
    newest = _of(case, member).order_by(EngagementObservation.id.desc()).limit(1)
    return db.session.scalar(newest)


def history(case: Case, member: TeamAgency, who: Who | None) -> list[EngagementObservation]:
    """Everything recorded of this agency, the newest first; of one of the family if asked."""
    found = _of(case, member).options(
        joinedload(EngagementObservation.recorded_by),
        joinedload(EngagementObservation.child),
        joinedload(EngagementObservation.adult),
    )
    if who is not None:
        child, adult = (who[1] if who[0] == kind else None for kind in ("child", "adult"))
        found = found.where(
            EngagementObservation.child_id.is_not_distinct_from(child),
            EngagementObservation.adult_id.is_not_distinct_from(adult),
        )
    return list(db.session.scalars(found.order_by(EngagementObservation.id.desc())))


def _of(case: Case, member: TeamAgency) -> sa.Select[EngagementObservation]:
    return sa.select(EngagementObservation).where(
        EngagementObservation.case_id == case.id, EngagementObservation.agency_id == member.agency_id
    )
