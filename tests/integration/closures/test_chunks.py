"""Closures are loaded some hundred at a time: each chunk whole or not there, and nothing looked up for each row."""

import io
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.exchange.closures import loading
from caf_tracker.extensions import db
from caf_tracker.models import ClosureFile
from tests import factories
from tests.factories import Authority
from tests.integration.closures.files import cases, lines, load, load_bytes, row, step_down_of


def test_one_that_the_database_refuses_blocks_no_other_of_its_chunk(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else recorded CSC-2 after this chunk looked it up."""
    ours = factories.make_step_down(factories.make_case(authority), authority.manager)
    ours.social_care_reference = "CSC-2"
    monkeypatch.setattr(loading, "known_step_downs", lambda references: {})
    result = load(row("CSC-1"), row("CSC-2", "Ed Moor"), row("CSC-3", "Flo Dale"))
    assert result.counts == (3, 2, 0, 0)
    assert result.problems == [(3, "Reference")]
    assert "Load the file again" in result.reasons[0]
    assert [step_down_of(reference).closed_on for reference in ("CSC-1", "CSC-3")] == [date(2026, 2, 20)] * 2


def test_an_interruption_keeps_whole_chunks_and_shows(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    class PlugPulled(loading.Unwatched):
        def loaded(self, closures: int) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(loading, "CHUNK", 2)
    content = lines(*[row(f"CSC-{number}", f"Child {number}") for number in range(5)])
    db.session.commit()
    with pytest.raises(KeyboardInterrupt):
        loading.load_closures(io.BytesIO(content), at=clock.now(), watching=PlugPulled())
    db.session.rollback()
    file = db.session.scalars(sa.select(ClosureFile)).one()
    assert (file.rows, file.loaded, file.finished_at) == (5, 2, None)
    assert len(cases()) == 2
    again = load_bytes(content)
    assert again.counts == (5, 3, 2, 0)
    assert again.file.finished_at is not None


def test_nothing_is_looked_up_for_each_row(authority: Authority) -> None:
    """Inserts aside, which SQLite takes one by one: as many statements for 400 closures as for 5."""

    def statements(closures: int) -> int:
        counted: list[str] = []

        def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith("INSERT"):
                counted.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", count)
        result = load(*[row(f"{closures}-{number}", f"Child {number}") for number in range(closures)])
        sa.event.remove(db.engine, "before_cursor_execute", count)
        assert result.file.loaded == closures
        return len(counted)

    assert statements(400) == statements(5)
