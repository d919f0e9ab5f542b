"""Pages of the demonstration alone: the mail that it has sent into its folder."""

from caf_tracker.web.areas.demonstration.views import blueprint

__all__ = ["blueprint"]
