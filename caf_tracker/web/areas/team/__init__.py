"""The team around the family: which agencies are in it, who works with the family there, and why they may know."""

from caf_tracker.web.areas.team.views import blueprint

__all__ = ["blueprint"]
