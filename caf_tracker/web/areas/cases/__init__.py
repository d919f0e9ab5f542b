"""Opening a case in plain steps, and changing who is in it."""

from caf_tracker.web.areas.cases import changing, opening
from caf_tracker.web.areas.cases.views import blueprint

__all__ = ["blueprint", "changing", "opening"]
