"""Moved: use caf_tracker.audit."""

from caf_tracker.audit import record

__all__ = ["record"]
