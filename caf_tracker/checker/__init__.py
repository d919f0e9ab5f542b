"""A second reading of the promise that no handover falls silent: plain Python over the tables, no code shared."""

from caf_tracker.checker.checking import Report, check
from caf_tracker.checker.findings import Finding

__all__ = ["Finding", "Report", "check"]
