"""Starting a CAF."""

from caf_tracker.web.areas.cafs.views import blueprint

__all__ = ["blueprint"]
