"""What a request lets somebody read: written down in the transaction that ends it, whatever became of the rest."""

from dataclasses import dataclass
from typing import Any

from flask import Response, g, request
from flask_login import current_user

from caf_tracker import audit, clock
from caf_tracker.models import Case

# Answers that show nothing: nothing to say, not found, and no right to. A redirect shows nothing either.
_SHOW_NOTHING = (204, 403, 404)


@dataclass(frozen=True)
class _Reading:
    act: str
    case: Case | None
    details: dict[str, Any]


def note_reading(case: Case, act: str = "case.read", **details: Any) -> None:
    """Have it written down that whoever is signed in reads of this case, on the page that is being asked for."""
    _noted().append(_Reading(act, case, {"page": request.endpoint, **details}))


def note_list(name: str, *, shown: int) -> None:
    """Have it written down that whoever is signed in reads a list: one event, however many cases stand on it."""
    _noted().append(_Reading("case.list", None, {"list": name, "shown": shown}))


def write_readings(response: Response) -> None:
    """Write down what was noted, if the answer shows it.

    At the very end, because a page that says what was wrong is shown after all that was begun has been undone.
    """
    if 300 <= response.status_code < 400 or response.status_code in _SHOW_NOTHING:
        return
    for reading in _noted():
        audit.record(actor=current_user, at=clock.now(), act=reading.act, case=reading.case, **reading.details)


def _noted() -> list[_Reading]:
    noted: list[_Reading] = g.setdefault("readings", [])
    return noted
