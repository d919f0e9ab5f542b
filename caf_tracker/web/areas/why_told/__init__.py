"""Why was I told? behind every reminder."""

from caf_tracker.web.areas.why_told.views import blueprint

__all__ = ["blueprint"]
