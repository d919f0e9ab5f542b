"""What can be wrong with a closures file or with one of its lines."""

from dataclasses import dataclass

from caf_tracker.errors import RuleBroken


class FileProblem(RuleBroken):
    """The file as a whole cannot be used; nothing of it is loaded. The message is for the person who sent it."""

    def __init__(self, message: str) -> None:
        super().__init__("file", message)


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be used: its line in the file (the headings are line 1), the column, and why."""

    line: int
    column: str
    reason: str
