"""A large authority from the app's own schema: its people, its quiet cases, and those on which something is owed."""

from benchmarks.population.building import MORNING, QUIET_MORNING, SWEPT_MORNING, Population, add_due, build

__all__ = ["MORNING", "QUIET_MORNING", "SWEPT_MORNING", "Population", "add_due", "build"]
