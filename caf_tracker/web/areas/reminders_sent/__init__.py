"""Reminders sent: how many mails and lines everybody got in the last weeks, for those who answer for the service."""

from caf_tracker.web.areas.reminders_sent.views import blueprint

__all__ = ["blueprint"]
