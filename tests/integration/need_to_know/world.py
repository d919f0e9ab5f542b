"""Everybody whom the table speaks of, and a family for each role and stage, built once and never changed.

Everything happens within one transaction that is never committed: a request of the product commits into a savepoint
of it, which is then undone. So thousands of requests that act all start from the same families, on either engine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from caf_tracker.extensions import Base
from caf_tracker.models.words import Role
from caf_tracker.web.sign_in_sessions import COOKIE

ROLES = tuple(Role)

# Each relation: the agency its person works for, and whether in the case's own area.
RELATIONS = {
    "lead": ("health", True),
    "nominee": ("health", True),
    "worker": ("school", True),
    "contact": ("clinic", True),
    "colleague": ("school", True),
    "outsider": ("youth", True),
    "leads_manager": ("health", True),
    "decider": ("social care", True),
    "own_manager": ("social care", True),
    "other_manager": ("social care", False),
    "approver": ("youth", True),
    "told": ("social care", False),
    "former": ("health", True),
    "none": ("youth", False),
}
STAGES = ("decided", "started", "between", "waiting", "closed")


@dataclass
class Person:
    """Somebody with an account and a signed-in browser."""

    user_id: int
    email: str
    token: str
    invitation: str = ""
    opening: str = ""
    deciding: str = ""
    absence: int = 0


@dataclass
class Family:
    """A case and the numbers that stand in its addresses and forms."""

    case_id: int
    reference: str
    child: int
    adult: int
    telling: int
    request: int
    agreement: int | None
    nomination: int
    team_agency: int
    # Of the plan: those families have them whose CAF has started.
    outcome: int = 0
    action: int = 0
    meeting: int = 0
    # Only where the family is at the stage "waiting".
    snooze: int = 0


@dataclass
class World:
    """The app, everybody and every family; requests leave no trace."""

    app: Flask
    connection: sa.Connection
    people: dict[tuple[Role, str], Person] = field(default_factory=dict)
    families: dict[tuple[str, Role], Family] = field(default_factory=dict)
    # Families of the other area, of people who stand in no table: nobody in a table may know of them but its own area.
    elsewhere: dict[str, Family] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    # The link by which a mailbox answers, and its code.
    answer: str = ""
    code: str = ""
    asked_case: int = 0
    browser: FlaskClient = field(init=False)
    # How many statements have written to the database so far.
    writes: int = 0

    def __post_init__(self) -> None:
        self.browser = self.app.test_client(use_cookies=False)
        # Other tests look at every page's soundness: these forms carry no token on purpose.
        self.browser.check_pages = False  # type: ignore[attr-defined]  # the tests' own client has it
        sa.event.listen(self.connection, "after_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.writes += statement.startswith(("INSERT", "UPDATE", "DELETE"))

    def ask(self, person: Person | None, method: str, path: str, **options: Any) -> TestResponse:
        """A request as this person, or signed out; whatever it changes stays until `undone` ends."""
        headers = {"Cookie": f"{COOKIE}={person.token}"} if person else {}
        response: TestResponse = self.browser.open(path, method=method, headers=headers, **options)
        return response

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens within has not happened afterwards."""
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def snapshot(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        return {
            name: sorted(map(repr, self.connection.execute(sa.select(table)).all()))
            for name, table in Base.metadata.tables.items()
        }
