"""Putting off one's own reminders for a few days, and a line manager's answer to being asked for more."""

from caf_tracker.web.areas.snoozes.views import blueprint

__all__ = ["blueprint"]
