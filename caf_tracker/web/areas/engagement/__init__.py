"""Whether the family uses each agency's support: recording it, its history, and the picture of it all."""

from caf_tracker.web.areas.engagement import ecomap
from caf_tracker.web.areas.engagement.views import blueprint

__all__ = ["blueprint", "ecomap"]
