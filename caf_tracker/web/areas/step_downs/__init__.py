"""Drafting and deciding a step-down, and the ways in which it ends."""

from caf_tracker.web.areas.step_downs import deciding, ending
from caf_tracker.web.areas.step_downs.views import blueprint

__all__ = ["blueprint", "deciding", "ending"]
