"""Closures from social care's system: load a file, see what became of it, answer possible matches."""

from caf_tracker.web.areas.closures.views import blueprint

__all__ = ["blueprint"]
