"""What was written since the last sweep: noted by the database itself, whoever writes, so that nobody can forget to."""

from collections.abc import Container
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from caf_tracker.extensions import Base


class UnsweptChange(Base):
    """Something was written about this case (None: about people or agencies) that no sweep has looked at yet.

    Triggers write these rows with the change itself; a sweep deletes those it has looked at. They only spare it from
    looking again at what stands still: losing them all costs one look at everything (reminders.looking).
    """

    __tablename__ = "unswept_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    # No foreign key: the row that set the trigger off has one.
    case_id: Mapped[int | None]


# What is open on a case, since when, and who holds a part in it: each table, what is written, and whose case it is.
_OF_CASES = [
    ("cases", "UPDATE", "NEW.id"),
    *(
        (table, written, "NEW.case_id")
        for table in (
            "step_downs",
            "leads",
            "agreements",
            "cafs",
            "meeting_triggers",
            "approval_requests",
            "snoozes",
            "team_agencies",
            "meetings",
            "plan_actions",
        )
        for written in ("INSERT", "UPDATE")
    ),
]
# Who can be reached, and who stands in for whom, on any case.
_OF_PEOPLE = [
    ("users", "INSERT", "NULL"),
    ("users", "UPDATE OF role, agency_id, area_id, line_manager_id, disabled_at, bounced_at", "NULL"),
    ("agencies", "UPDATE OF contact_id, mailbox, mailbox_bounced_at", "NULL"),
    *((table, written, "NULL") for table in ("absences", "closed_periods") for written in ("INSERT", "UPDATE")),
]
# On PostgreSQL a trigger calls a function: one for each way to name the case.
_FUNCTIONS = {"NEW.id": "note_unswept_row", "NEW.case_id": "note_unswept_case", "NULL": "note_unswept_people"}


def noting(dialect: str, tables: Container[str]) -> list[str]:
    """The statements after which the database notes every such change in these tables."""
    note = {case: f"BEGIN INSERT INTO unswept_changes (case_id) VALUES ({case});" for case in _FUNCTIONS}  # noqa: S608 - our own words
    functions = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {note[case]} RETURN NULL; END $$"
        for case, name in _FUNCTIONS.items()
    ]
    on_sqlite = dialect == "sqlite"
    triggers = [
        f"CREATE TRIGGER {_name(table, written)} AFTER {written} ON {table} FOR EACH ROW "
        + (f"{note[case]} END" if on_sqlite else f"EXECUTE FUNCTION {_FUNCTIONS[case]}()")
        for table, written, case in (*_OF_CASES, *_OF_PEOPLE)
        if table in tables
    ]
    return triggers if on_sqlite else [*functions, *triggers]


def noting_no_more(dialect: str) -> list[str]:
    """The statements that take all of that off, where it is on."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {_name(table, written)}" for table, written, _ in (*_OF_CASES, *_OF_PEOPLE)]
    return [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in _FUNCTIONS.values()]


def _name(table: str, written: str) -> str:
    return f"{table}_unswept_{written.partition(' ')[0].lower()}"


@event.listens_for(Base.metadata, "after_create")
def _note(target: sa.MetaData, connection: sa.Connection, tables: Any, **options: Any) -> None:
    """A schema made without the migrations, as a replay's, notes them too."""
    if UnsweptChange.__table__ in tables:
        for statement in noting(connection.dialect.name, target.tables):
            connection.exec_driver_sql(statement)
