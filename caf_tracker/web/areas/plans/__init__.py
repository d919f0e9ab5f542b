"""The plan of a CAF: what shall be different, who does what by when, and sharing it with the family."""

from caf_tracker.web.areas.plans import acting, sharing
from caf_tracker.web.areas.plans.views import blueprint

__all__ = ["acting", "blueprint", "sharing"]
