"""People, agencies and areas: the pages of system administrators, and of agency administrators for their own people."""

from caf_tracker.web.areas.people import agencies, away, users
from caf_tracker.web.areas.people.blueprints import blueprint

__all__ = ["agencies", "away", "blueprint", "users"]
