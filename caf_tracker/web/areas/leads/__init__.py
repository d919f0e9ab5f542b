"""Nominating a lead professional, their answer, and the end of a lead."""

from caf_tracker.web.areas.leads.views import blueprint

__all__ = ["blueprint"]
