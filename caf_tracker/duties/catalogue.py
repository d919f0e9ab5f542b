"""The catalogue of duties, in the order of their numbers, and who acts next when nothing is owed."""

import sqlalchemy as sa

from caf_tracker.duties import of_cafs, of_handovers
from caf_tracker.duties.duty import Duty, Open, variant
from caf_tracker.models import Caf, Case

_ALL = (
    of_handovers.lead_not_answered,
    of_handovers.no_lead,
    of_handovers.agreement_not_recorded,
    of_handovers.step_down_unfinished,
    of_handovers.caf_not_started,
    of_handovers.handover_not_confirmed,
    of_handovers.refusal_undecided,
    of_handovers.meeting_undecided,
    of_handovers.handover_stalled,
    of_handovers.approval_waiting,
    of_cafs.assessment_not_complete,
    of_cafs.plan_not_shared,
    of_cafs.review_not_held,
    of_cafs.action_not_done,
    of_cafs.engagement_unknown,
)

DUTIES: dict[str, Duty] = {one.key: one for one in _ALL}


def nothing_owed() -> list[Open]:
    """Every open case, for whoever acts next when nothing is owed: the manager until the CAF starts, then the lead."""
    caf_open = sa.exists().where(Caf.case_id == Case.id, Caf.closed_at.is_(None))
    ladder = variant("nothing_owed", (caf_open, "of_lead"), otherwise="of_manager")
    return [
        sa.select(
            Case.id.label("case_id"),
            Case.id.label("subject_id"),
            sa.literal("cases", sa.String).label("cause"),
            Case.id.label("cause_id"),
            ladder.label("ladder"),
            sa.cast(sa.null(), sa.Date).label("anchor_on"),
            sa.false().label("by_act"),
            sa.cast(sa.null(), sa.Integer).label("actor_id"),
            sa.cast(sa.null(), sa.Integer).label("person_id"),
            sa.cast(sa.null(), sa.Integer).label("agency_id"),
        ).where(Case.closed_at.is_(None))
    ]
