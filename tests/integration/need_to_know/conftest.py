"""One world an engine, in a database of its own, for all the tests of this folder."""

from collections.abc import Callable, Iterator

import pytest

from caf_tracker import clock
from tests import stories
from tests.fixtures.databases import Database
from tests.fixtures.plugin import DEFAULT_MOMENT, close_connections, make_app
from tests.integration.need_to_know.world import World, world_on


@pytest.fixture(scope="package")
def world(engine: str, all_databases: Callable[[str], Database]) -> Iterator[World]:
    """Everybody, and a family for each role and stage, on this engine."""
    app = make_app(all_databases(engine).another("need_to_know"))
    with clock.set_to(stories.london(DEFAULT_MOMENT)), world_on(app) as made:
        yield made
    close_connections(app)
