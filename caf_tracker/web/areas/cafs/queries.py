"""What stands between a case and its CAF."""

from dataclasses import dataclass

from caf_tracker import clock
from caf_tracker.models import Agreement, Case, Lead
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


def readiness(case: Case) -> Readiness:
    """How far the case is."""
    said = standing.latest_words(case)
    return Readiness(
        lead=standing.accepted_lead(case),
        pending=standing.pending_nomination(case, clock.now()),
        agreement=next((one for one in said if one.agreed), None),
        refusals=[one for one in said if not one.agreed],
    )
