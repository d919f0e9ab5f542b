"""Production starts on a migrated database and on no other; the command that migrates it starts all the same."""

import os
import subprocess
import sys
from pathlib import Path

from tests.unit.test_config import SAFE

ROOT = Path(__file__).parents[3]


def flask(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The `flask` command with production's settings, in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env={**kept, **SAFE, "DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unmigrated_database_is_one_clear_line_until_it_is_migrated(tmp_path: Path) -> None:
    database = tmp_path / "production.sqlite3"
    refused = flask(database, "routes")
    assert refused.returncode == 3
    assert refused.stderr.splitlines() == [
        "CAF Tracker does not start:",
        "  The database is not migrated: run `flask --app wsgi db upgrade` first.",
    ]
    assert flask(database, "db", "upgrade").returncode == 0
    assert flask(database, "routes").returncode == 0


def test_a_database_that_does_not_answer_is_one_clear_line(tmp_path: Path) -> None:
    refused = flask(tmp_path / "no" / "such" / "folder" / "x.sqlite3", "routes")
    assert refused.returncode == 3
    assert refused.stderr.splitlines()[1:] == ["  The database named in DATABASE_URL does not answer."]
