"""The acts that a scenario may hold: their fields, and the service that performs each."""

from caf_tracker.replay import caf_acts, handover_acts
from caf_tracker.replay.fields import Act

ACTS: dict[str, Act] = {**handover_acts.ACTS, **caf_acts.ACTS}

# Acts of the format that the product does not play yet; named so that the refusal can say so.
NOT_YET_KNOWN = (
    "record_support",
    "support_begun",
    "support_lapsed",
    "record_injury",
    "report_to_mash",
)
