"""An invented authority and its families: plain builders that write the rows straight to the database.

Every value is made up: addresses at example.org, telephones from the drama ranges, NHS numbers from the synthetic 999s.
The builders flush; `tests.fixtures.clients` commits before a page is asked for.
"""

from tests.factories.authority import (
    PASSWORD,
    PASSWORD_HASH,
    Authority,
    make_absence,
    make_agency,
    make_area,
    make_authority,
    make_closed_period,
    make_snooze,
    make_user,
)
from tests.factories.cafs import (
    close_caf,
    make_action,
    make_assessment,
    make_caf,
    make_case_with_caf,
    make_meeting,
    make_outcome,
)
from tests.factories.families import add_adult, make_case, make_child, nhs_number
from tests.factories.handovers import make_agreement, make_lead, make_step_down
from tests.factories.teams import add_to_team, ask_mailbox, observe

__all__ = [
    "PASSWORD",
    "PASSWORD_HASH",
    "Authority",
    "add_adult",
    "add_to_team",
    "ask_mailbox",
    "close_caf",
    "make_absence",
    "make_action",
    "make_agency",
    "make_agreement",
    "make_area",
    "make_assessment",
    "make_authority",
    "make_caf",
    "make_case",
    "make_case_with_caf",
    "make_child",
    "make_closed_period",
    "make_lead",
    "make_meeting",
    "make_outcome",
    "make_snooze",
    "make_step_down",
    "make_user",
    "nhs_number",
    "observe",
]
