"""The stage for the drills: a database of an engine with the families in it, a mail server, a nursery of schedulers."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.faults.drill import Drill
from tests.faults.families import MORNING, make_families
from tests.faults.faults import Fault
from tests.faults.mail_server import MailServer
from tests.faults.scheduler_process import Setting
from tests.faults.schedulers import Nursery
from tests.faults.stores import PostgresqlStore, SqliteStore, Store
from tests.faults.verdict import Reminder, verdict_on
from tests.fixtures import migrating
from tests.fixtures.plugin import close_connections, make_app


@dataclass(frozen=True)
class Stage:
    """Where the drills of one engine are played."""

    store: Store
    mail: MailServer
    nursery: Nursery

    def drill(self, *, begins: datetime = MORNING) -> Drill:
        """A new drill, to be used in a `with` statement."""
        return Drill(self.store, self.mail, self.nursery, begins=begins)


@pytest.fixture(scope="session")
def stage(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage, set up once a worker and engine."""
    with ExitStack() as ends:
        store = _store(engine, tmp_path_factory)
        ends.callback(store.close)
        mail = MailServer()
        ends.callback(mail.close)
        store.renew()
        nursery = Nursery(Setting(url=store.url, smtp_port=mail.port, morning=MORNING))
        ends.callback(nursery.close)
        yield Stage(store, mail, nursery)


@pytest.fixture(scope="session")
def expected(stage: Stage) -> dict[Reminder, int]:
    """Who is told what that morning when nothing goes wrong: the control run."""
    with stage.drill() as drill:
        drill.work("leader")
        drill.work("other")
        drill.recover()
        verdict = verdict_on(drill)
    assert (verdict.unreached, verdict.pending, verdict.repeated) == ([], [], {})
    return verdict.told


@pytest.fixture(scope="session")
def expected_by_thursday(stage: Stage) -> dict[Reminder, int]:
    """Who has been told what when three days have passed on which nothing went wrong: the control run."""
    with stage.drill() as drill:
        for day in range(4):
            drill.leap(MORNING + timedelta(days=day))
            drill.work("leader")
        verdict = verdict_on(drill)
    assert (verdict.unreached, verdict.pending, verdict.repeated) == ([], [], {})
    return verdict.told


def _store(engine: str, folders: pytest.TempPathFactory) -> Store:
    if engine == "sqlite":
        return SqliteStore(folders.mktemp("drills"), _prepare)
    return PostgresqlStore(_prepare)


def _prepare(url: str) -> None:
    migrating.migrate_to(url)
    app = make_app(url, durable=True)
    with app.app_context(), capture_logs():
        make_families(app)
    close_connections(app)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A fault that an engine cannot have is no test on it."""
    items[:] = [item for item in items if _can_happen(item)]


def _can_happen(item: pytest.Item) -> bool:
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    fault = parameters.get("fault")
    return not isinstance(fault, Fault) or parameters["engine"] in fault.engines
