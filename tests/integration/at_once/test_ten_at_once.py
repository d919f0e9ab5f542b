"""Ten people save at the same moment, each on a family of their own: all are saved, and nobody hears of a lock."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import database as databases
from caf_tracker.extensions import db
from caf_tracker.models import Child
from tests import factories
from tests.fixtures.migrating import migrate_to
from tests.fixtures.plugin import close_connections, make_app
from tests.fixtures.proving import Figure, Length
from tests.integration.at_once.editable import coordinators
from tests.integration.at_once.racing import Sending, at_once, browser, hidden, reads, sound
from tests.integration.path.forms import FORMS
from tests.integration.path.stages import Stage as OfThePath

CHILD = FORMS["add a child"].data


@pytest.mark.proof
def test_ten_who_write_at_once_are_all_saved(app: Flask, length: Length, figure: Figure) -> None:
    authority, rounds = factories.make_authority(), length(1, 20)
    browsers = [browser(app, person) for person in coordinators(authority, 10)]
    for _ in range(rounds):
        cases = [factories.make_case(authority) for _ in browsers]
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Child)) or 0
        answers = at_once(
            [
                Sending(who, f"/cases/{case.reference}/children/add", CHILD(OfThePath(authority, case)))
                for who, case in zip(browsers, cases, strict=True)
            ]
        )
        assert [answer.status_code for answer in answers] == [302] * 10
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Child)) == before + 10
    figure(f"{rounds * 10} writes by ten at once, {rounds * 10} kept, 0 refused")


@pytest.fixture
def short_of_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, Path]]:
    """The app on a SQLite file, giving up on its one writer almost at once."""
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.05)
    file = tmp_path / "busy.sqlite3"
    migrate_to(f"sqlite:///{file}")
    app = make_app(f"sqlite:///{file}")
    with app.app_context():
        yield app, file
    close_connections(app)


def test_whoever_waits_too_long_for_sqlites_writer_is_told_and_loses_nothing(
    short_of_patience: tuple[Flask, Path],
) -> None:
    app, file = short_of_patience
    authority = factories.make_authority()
    case = factories.make_case(authority)
    who = browser(app, authority.coordinator)
    path = f"/cases/{case.reference}/children/add"
    carried = hidden(who.get(path).text)
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    refused = who.post(path, data={**carried, **CHILD(OfThePath(authority, case)), "name": "Typed and kept"})
    writer.execute("ROLLBACK")
    writer.close()
    assert refused.status_code == 503
    assert "Too many people are saving at once" in reads(refused.text)
    assert "Typed and kept" in reads(refused.text)
    sound(refused)
    again = who.post(path, data={**carried, **CHILD(OfThePath(authority, case)), "name": "Typed and kept"})
    assert again.status_code == 302
