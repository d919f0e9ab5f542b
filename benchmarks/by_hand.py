"""The sweep as hand-written SQL (sweep_sql/): its statements, what they are bound to, and what a sweep wrote."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from caf_tracker.duties.json_rows import as_json
from caf_tracker.extensions import db
from caf_tracker.reminders.looking import what_to_look_at

_FOLDER = Path(__file__).with_name("sweep_sql")

Rows = list[tuple[Any, ...]]


def statements(engine: str) -> list[str]:
    """The statements of one sweep, in order."""
    text = (_FOLDER / f"{engine}.sql").read_text()
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


def parameters(at: datetime, tick: int) -> dict[str, Any]:
    """The days and rungs of that morning, worked out beforehand: by hand they cost nothing here."""
    look = what_to_look_at(at)
    found = look.parameters()
    on_sqlite = db.engine.dialect.name == "sqlite"
    for name, value in list(found.items()):
        if name.startswith("anchors_of_"):
            days = found.pop(name)
            found[name.removeprefix("anchors_of_")] = (
                json.dumps([day.isoformat() for day in days]) if on_sqlite else days
            )
        elif on_sqlite and isinstance(value, date):
            found[name] = value.isoformat()
    steps = as_json(
        (ladder.key, number, int(parts), until)
        for ladder, oldest in look.ladders()
        for number, parts, until in ladder.steps(look.day, oldest)
    )
    moment = at.replace(tzinfo=None).isoformat(" ", "microseconds") if on_sqlite else at
    return {**found, "steps": steps, "tick": tick, "at": moment}


def told(connection: sa.Connection, tick: int) -> Rows:
    """What this tick told, and the mail that it queued, as rows to compare: everything but what is counted up."""
    tellings = connection.execute(
        sa.text(
            "SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, told.rung, told.user_id, "
            "told.agency_id, parts, mail, mails.kind, mails.user_id, mails.agency_id "
            "FROM tellings told LEFT JOIN mails ON mails.id = told.mail_id WHERE tick_id = :tick"
        ),
        {"tick": tick},
    )
    return sorted(tuple(str(value) for value in row) for row in tellings)
