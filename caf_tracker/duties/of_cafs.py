"""The duties of a CAF, its plan and its team: 11, 12, 14, 16 and 17."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from caf_tracker.duties.days import days_after, months_after
from caf_tracker.duties.duty import Open, columns, duty, variant
from caf_tracker.duties.existing import any_row
from caf_tracker.duties.moments import (
    ACTIONS_ON,
    FIRST_REVIEW_ON,
    LATEST_REVIEW_ON,
    NEXT_REVIEW_ON,
    SOON_REVIEW_ON,
    STALE_ON,
    STALE_YOUNG_ON,
)
from caf_tracker.duties.timescales import CLOSED_LATELY_MONTHS, STALE_YOUNG
from caf_tracker.models import Caf, Case, EngagementObservation, Lead, PlanAction, StepDown, TeamAgency, User


def _of_cafs(anchor: Any, ladder: Any) -> Open:
    """What is owed on a CAF from its start."""
    return columns(Caf, anchor, ladder, actor=Caf.started_by_id).where(anchor.is_not(None))


@duty(11, nominee_stands_in=False)
def assessment_not_complete() -> list[Open]:
    """The assessment is complete."""
    return [_of_cafs(Caf.unassessed_on, "assessment_not_complete")]


@duty(12, nominee_stands_in=False)
def plan_not_shared() -> list[Open]:
    """The plan is shared with the family."""
    return [_of_cafs(Caf.plan_unshared_on, "plan_not_shared")]


@duty(14, nominee_stands_in=False)
def review_not_held() -> list[Open]:
    """The next TAF or review meeting after the assessment is held: counted from the assessment, or from the last one.

    Soon, if on that earlier day a child is under 1 or social care closed less than six months before.
    """

    def awaited(counted_from: Any, begun_on: Any, which: str, **cause: Any) -> Open:
        closed = sa.select(StepDown.id).where(
            StepDown.case_id == Caf.case_id,
            StepDown.closed_on <= counted_from,
            counted_from < months_after(StepDown.closed_on, CLOSED_LATELY_MONTHS),
        )
        closed_lately = any_row(closed.correlate(Caf))
        soon = sa.or_(sa.func.coalesce(counted_from < Case.turns_one_on, sa.false()), closed_lately)
        ladder = variant("review_not_held", (soon, f"{which}_soon"), otherwise=which)
        found = columns(Caf, counted_from, ladder, subject=Caf.case_id, by_act=sa.false(), **cause)
        has_begun = counted_from <= sa.case((soon, SOON_REVIEW_ON), else_=begun_on)
        # The plain comparison is the one that the index answers.
        return found.join(Case, Case.id == Caf.case_id).where(counted_from <= LATEST_REVIEW_ON, has_begun)

    return [
        awaited(Caf.first_review_from, FIRST_REVIEW_ON, "first"),
        awaited(Caf.next_review_from, NEXT_REVIEW_ON, "next", cause=("meetings", Caf.reviewed_id)),
    ]


@duty(16, nominee_stands_in=False)
def action_not_done() -> list[Open]:
    """An agreed action is done, by a person, by an agency, or by one of the family, whom the lead reminds."""
    of_whom = ((PlanAction.owner_id.is_not(None), "of_person"), (PlanAction.owner_agency_id.is_not(None), "of_agency"))
    short = ~PlanAction.reminded_before
    whens = [(sa.and_(owner, short), f"{name}_at_short_notice") for owner, name in of_whom]
    ladder = variant("action_not_done", *whens, *of_whom, (short, "of_family_at_short_notice"), otherwise="of_family")
    found = columns(
        PlanAction,
        PlanAction.undone_on,
        ladder,
        by_act=sa.false(),
        person=PlanAction.owner_id,
        agency=PlanAction.owner_agency_id,
    )
    has_begun = sa.or_(PlanAction.undone_on <= ACTIONS_ON, short)
    return [found.where(PlanAction.undone_on.is_not(None), has_begun)]


@duty(17, nominee_stands_in=False)
def engagement_unknown() -> list[Open]:
    """The agency says whether the family engages: when it has joined, is unknown again, or what it knew is too old."""
    lead, person = aliased(Lead), aliased(User)
    leads = sa.select(lead.id).join(person, person.id == lead.user_id)
    accepted = lead.case_id == TeamAgency.case_id, lead.accepted_at.is_not(None), lead.ended_at.is_(None)
    of_leads_agency = any_row(leads.where(*accepted, person.agency_id == TeamAgency.agency_id).correlate(TeamAgency))

    def asked(anchor: Any, young_on: Any, *, stale: str = "", **more: Any) -> Open:
        young = sa.func.coalesce(young_on < Case.turns_one_on, sa.false())
        ladder = variant(
            "engagement_unknown",
            (sa.and_(of_leads_agency, young), f"of_lead{stale}_young"),
            (of_leads_agency, f"of_lead{stale}"),
            (young, f"of_contact{stale}_young"),
            otherwise=f"of_contact{stale}",
        )
        found = columns(TeamAgency, anchor, ladder, agency=TeamAgency.agency_id, **more)
        found = found.join(Case, Case.id == TeamAgency.case_id).where(anchor.is_not(None))
        # The plain comparison is the one that the index answers.
        has_gone = anchor <= STALE_YOUNG_ON, anchor <= sa.case((young, STALE_YOUNG_ON), else_=STALE_ON)
        return found.where(*has_gone) if stale else found

    joined, again, known = TeamAgency.never_known_on, TeamAgency.asked_again_on, TeamAgency.last_known_on
    said = aliased(EngagementObservation)
    unknown_again = asked(again, again, cause=("observations", TeamAgency.unknown_id), actor=said.recorded_by_id).join(
        said, said.id == TeamAgency.unknown_id
    )
    return [
        asked(joined, joined, actor=TeamAgency.added_by_id),
        unknown_again,
        asked(
            known,
            days_after(known, 7 * STALE_YOUNG.number),
            stale="_stale",
            by_act=sa.false(),
            cause=("observations", TeamAgency.known_id),
        ),
    ]
