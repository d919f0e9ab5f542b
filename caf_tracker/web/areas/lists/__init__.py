"""Lists of cases: all that one may see, step-downs by stage, and what is closed and not started."""

from caf_tracker.web.areas.lists.views import blueprint

__all__ = ["blueprint"]
