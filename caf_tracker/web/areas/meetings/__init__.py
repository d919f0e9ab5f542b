"""Whether to meet, and what calls for the question."""

from caf_tracker.web.areas.meetings.views import blueprint

__all__ = ["blueprint"]
