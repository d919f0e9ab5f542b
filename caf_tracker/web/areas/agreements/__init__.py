"""Recording what the family said: agreement or refusal, person by person."""

from caf_tracker.web.areas.agreements.views import blueprint

__all__ = ["blueprint"]
