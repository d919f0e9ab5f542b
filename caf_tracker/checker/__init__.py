"""A second reading of the promise that nothing falls silent: plain Python over the tables, no code shared."""

from caf_tracker.checker.checking import Report, check, check_block
from caf_tracker.checker.findings import Finding
from caf_tracker.checker.rows import starts

__all__ = ["Finding", "Report", "check", "check_block", "starts"]
