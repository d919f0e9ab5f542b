"""The assessment of a CAF, written by the people around the family and completed by the lead."""

from caf_tracker.web.areas.assessments import drafting
from caf_tracker.web.areas.assessments.views import blueprint

__all__ = ["blueprint", "drafting"]
