"""The case page: who acts next, how far the handover has come, and everything that is recorded."""

from caf_tracker.web.areas.case_page.views import blueprint

__all__ = ["blueprint"]
