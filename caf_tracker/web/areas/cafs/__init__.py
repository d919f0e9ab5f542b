"""Starting a CAF, closing it, and opening it again."""

from caf_tracker.web.areas.cafs import closing
from caf_tracker.web.areas.cafs.views import blueprint

__all__ = ["blueprint", "closing"]
