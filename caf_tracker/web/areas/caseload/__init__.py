"""A lead's caseload: the cases that somebody leads, and how each of them stands."""

from caf_tracker.web.areas.caseload.views import blueprint

__all__ = ["blueprint"]
