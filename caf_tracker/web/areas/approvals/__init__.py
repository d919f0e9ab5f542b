"""Requests that wait for a second person."""

from caf_tracker.web.areas.approvals.views import blueprint

__all__ = ["blueprint"]
