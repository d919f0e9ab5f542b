"""The demonstration: an invented authority with families at every point of the handover."""

# Of every invented account; printed at the start, and of no use outside the demonstration.
PASSWORD = "early-help-together"  # noqa: S105 - meant to be read
