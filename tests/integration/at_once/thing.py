"""One row that several people have under edit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from caf_tracker.extensions import db
from caf_tracker.models import User

Stored = dict[str, Any]


@dataclass(frozen=True)
class Thing:
    """One row under edit, of a family or of the administration."""

    path: Callable[[User], str]
    # What the editor with this number types; the words of them that a page must give back, by field.
    typed: Callable[[int], dict[str, str]]
    words: Callable[[int], dict[str, str]]
    stored: Callable[[], Stored]
    # What is stored when the editor with this number wins.
    meant: Callable[[int], Stored]
    row: Any
    act: str

    def version(self) -> int | None:
        """The row's version; an area's is its name."""
        db.session.refresh(self.row)
        return getattr(self.row, "version", None)
