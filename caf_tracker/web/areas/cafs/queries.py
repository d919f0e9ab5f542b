"""What stands between a case and its CAF."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.labels import duty_title
from caf_tracker.models import Agency, Agreement, Case, Lead, TeamAgency
from caf_tracker.services import standing


@dataclass(frozen=True)
class Readiness:
    """What a CAF needs, and has or lacks."""

    lead: Lead | None
    pending: Lead | None
    agreement: Agreement | None
    refusals: list[Agreement]

    @property
    def complete(self) -> bool:
        """Whether it can start now."""
        return self.lead is not None and self.agreement is not None


def team(case: Case) -> list[Agency]:
    """The agencies now in the team, by name."""
    present = sa.select(TeamAgency.agency_id).where(TeamAgency.case_id == case.id, TeamAgency.left_at.is_(None))
    return list(db.session.scalars(sa.select(Agency).where(Agency.id.in_(present)).order_by(Agency.name)))


def still_owed(case: Case) -> list[str]:
    """What is still owed on the case and would end with it, in words."""
    caf = current_app.config["CAF_NAME"]
    return list(dict.fromkeys(duty_title(duty.key, caf) for duty in open_duties(clock.now(), case_ids=[case.id])))


def readiness(case: Case) -> Readiness:
    """How far the case is."""
    said = standing.latest_words(case)
    return Readiness(
        lead=standing.accepted_lead(case),
        pending=standing.pending_nomination(case, clock.now()),
        agreement=next((one for one in said if one.agreed), None),
        refusals=[one for one in said if not one.agreed],
    )
