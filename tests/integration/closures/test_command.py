"""`flask import-closures FILE.csv`."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import ClosureFile
from tests.factories import Authority
from tests.fixtures.clients import CommandRunner
from tests.integration.closures.files import cases, lines, row


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "closures.csv"


def test_the_command_loads_a_file_and_lists_what_it_could_not_use(
    commands: CommandRunner, authority: Authority, file: Path
) -> None:
    file.write_bytes(lines(row("CSC-1"), row("CSC-2", AREA="Narnia"), row("CSC-3")))
    result = commands.invoke(args=["import-closures", str(file)])
    assert result.exit_code == 0, result.output
    assert "3 rows: 2 closures loaded, 0 already known." in result.output
    assert "1 possible matches wait for a coordinator." in result.output
    assert "line 3, Area: This is not the name of an area here." in result.output
    again = commands.invoke(args=["import-closures", str(file)])
    assert "3 rows: 0 closures loaded, 2 already known." in again.output
    assert len(cases()) == 2


def test_a_long_list_of_problems_is_cut_and_says_where_the_rest_is(
    commands: CommandRunner, authority: Authority, file: Path
) -> None:
    file.write_bytes(lines(*["ragged"] * 60))
    result = commands.invoke(args=["import-closures", str(file)])
    assert result.output.count("  line ") == 50
    assert "and 10 more: see http" in result.output
    assert result.output.rstrip().endswith("/closures/files/1")


def test_a_file_that_cannot_be_used_ends_with_an_error_and_nothing_loaded(
    app: Flask, commands: CommandRunner, file: Path
) -> None:
    file.write_bytes(b"%PDF-1.7")
    result = commands.invoke(args=["import-closures", str(file)])
    assert result.exit_code == 1
    assert "Nothing was loaded. This is a PDF" in result.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClosureFile)) == 0


def test_a_file_that_does_not_exist_is_named(commands: CommandRunner, file: Path) -> None:
    result = commands.invoke(args=["import-closures", str(file)])
    assert result.exit_code == 2
    assert "does not exist" in result.output
