"""`flask check` on a live database."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.checker import check, rows
from caf_tracker.duties import holders
from caf_tracker.extensions import db
from caf_tracker.models import StepDown
from tests import stories
from tests.factories import make_authority
from tests.fixtures.clients import CommandRunner
from tests.fixtures.plugin import ClockAt


def test_it_prints_what_it_looked_at_and_finds_nothing(commands: CommandRunner, clock_at: ClockAt) -> None:
    authority = make_authority()
    stories.decide(authority, "2026-03-02 10:00")
    stories.close(authority, stories.decide(authority, "2026-03-02 10:00"), "2026-03-03 09:55")
    clock_at("2026-03-03 10:00")
    result = commands.invoke(args=["check"])
    assert result.exit_code == 0
    assert result.output == (
        "2 cases, 2 step-downs that recommend a CAF without an outcome, 1 of them closed and not started; "
        "0 agencies asked what they know.\n"
        "Nothing is wrong.\n"
    )


def test_it_prints_each_finding_and_fails(commands: CommandRunner, clock_at: ClockAt) -> None:
    authority = make_authority()
    case = stories.decide(authority, "2026-03-02 10:00")
    db.session.execute(sa.update(StepDown).values(vacant_on=None))
    reference, number = case.reference, stories.step_down_of(case).id
    clock_at("2026-03-03 10:00")
    result = commands.invoke(args=["check"])
    assert result.exit_code == 1
    assert result.output.splitlines()[1:] == [
        "1 findings:",
        f"  {reference}: step_downs.vacant_on of {number} says None, its history says 2026-03-02.",
    ]


def test_it_goes_through_all_blocks(
    commands: CommandRunner, clock_at: ClockAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BLOCK", 2)
    authority = make_authority()
    for _ in range(5):
        stories.decide(authority, "2026-03-02 10:00")
    clock_at("2026-03-03 10:00")
    result = commands.invoke(args=["check"])
    assert result.output.startswith("5 cases, 5 step-downs")


def test_it_asks_no_more_for_many_cases_than_for_one(app: Flask) -> None:
    authority = make_authority()

    def statements() -> int:
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        db.session.flush()
        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            check(db.session.connection(), clock.now(), holders=holders)
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    stories.decide(authority, "2026-03-02 10:00")
    alone = statements()
    for _ in range(5):
        stories.decide(authority, "2026-03-02 10:00")
    assert statements() == alone
