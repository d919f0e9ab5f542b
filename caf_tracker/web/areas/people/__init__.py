"""People, agencies and areas: the pages of system administrators, and of agency administrators for their own people."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/people")

from caf_tracker.web.areas.people import agencies, away, users  # noqa: E402, F401  # they add their pages to the blueprint
