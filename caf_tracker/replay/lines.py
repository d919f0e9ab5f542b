"""A replay as JSON, one object a line."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from caf_tracker.replay.player import Happened, Mailed, Step, StillOpen, Told


def json_lines(steps: Iterable[Step], ends: datetime, **more: str) -> Iterator[str]:
    """Each event and telling as it happens; what is still open once, at the very end."""
    for step in steps:
        if isinstance(step, Mailed) or (isinstance(step, StillOpen) and step.at != ends):
            continue
        yield json.dumps({**_as_json(step), **more}, ensure_ascii=False)


def _as_json(step: Happened | Told | StillOpen) -> dict[str, object]:
    at = step.at.isoformat(timespec="minutes")
    if isinstance(step, Happened):
        return {"type": "event", "at": at, "by": step.by, "act": step.act}
    if isinstance(step, Told):
        return {
            "type": "told",
            "at": at,
            "duty": step.duty,
            "about": step.about,
            "rung": step.rung,
            "to": step.to,
            "mail": step.mail.value,
        }
    duties = [{"duty": owed.duty, "owed_by": owed.owed_by, "due": owed.due.isoformat()} for owed in step.duties]
    return {"type": "open", "at": at, "duties": duties}
