"""Each form of the path once."""

from tests.integration.path.forms.cafs import CAFS
from tests.integration.path.forms.family import FAMILY
from tests.integration.path.forms.leads import LEADS
from tests.integration.path.forms.meetings import MEETINGS
from tests.integration.path.forms.plans import PLANS
from tests.integration.path.forms.step_downs import STEP_DOWNS
from tests.integration.path.forms.teams import TEAMS

FORMS = {**FAMILY, **LEADS, **STEP_DOWNS, **CAFS, **TEAMS, **PLANS, **MEETINGS}
