"""What a check finds: which case, what is wrong, in words that hold nothing of a family."""

from dataclasses import dataclass
from enum import StrEnum

from caf_tracker.references import reference_of


class Kind(StrEnum):
    """What sort of thing is wrong."""

    NO_HOLDER = "nobody acts next"
    OTHER_HOLDER = "somebody else is shown as acting next"
    SILENT = "closed and not started, and nobody is told"
    UNKNOWN = "an agency's engagement is unknown, and nobody is told"
    KEPT_COLUMN = "a kept column disagrees with its history"
    OUTCOME = "an outcome that nobody gave"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong on one case."""

    case_id: int
    kind: Kind
    what: str

    @property
    def reference(self) -> str:
        """The case's reference."""
        return reference_of(self.case_id)

    def __str__(self) -> str:
        return f"{self.reference}: {self.what}"
