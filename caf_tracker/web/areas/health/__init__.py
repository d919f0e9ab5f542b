"""Whether the product is alive and ready, for the machines that watch it."""

from caf_tracker.web.areas.health.views import blueprint

__all__ = ["blueprint"]
