"""One world a module and engine."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from caf_tracker import clock
from tests import stories
from tests.fixtures.databases import Database
from tests.fixtures.plugin import DEFAULT_MOMENT, close_connections
from tests.integration.need_to_know.world import World, world_on


@pytest.fixture(scope="module")
def world(
    engine: str, all_databases: Callable[[str], Database], all_apps: Callable[[Database], Flask]
) -> Iterator[World]:
    """Everybody, and a family for each role and stage, on this engine."""
    database = all_databases(engine)
    app = all_apps(database)
    close_connections(app)
    database.empty()
    with clock.set_to(stories.london(DEFAULT_MOMENT)), world_on(app) as made:
        yield made
