"""Your work: what waits for you, what you wait for, and what you were told."""

from caf_tracker.web.areas.work.views import blueprint

__all__ = ["blueprint"]
