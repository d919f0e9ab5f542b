"""Confirming a handover."""

from caf_tracker.web.areas.handovers.views import blueprint

__all__ = ["blueprint"]
