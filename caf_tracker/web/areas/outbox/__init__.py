"""The outbox and the last runs of the scheduler, for system administrators."""

from caf_tracker.web.areas.outbox.views import blueprint

__all__ = ["blueprint"]
