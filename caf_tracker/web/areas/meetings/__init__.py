"""Meetings: whether to meet, arranging and holding one, and the review of the plan."""

from caf_tracker.web.areas.meetings import holding, reviewing
from caf_tracker.web.areas.meetings.views import blueprint

__all__ = ["blueprint", "holding", "reviewing"]
