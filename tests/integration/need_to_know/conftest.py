"""One world an engine, in a database of its own, for all the tests of this folder."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.models import UnfinishedForm
from caf_tracker.models.words import Role
from tests import stories
from tests.fixtures.databases import Database
from tests.fixtures.plugin import DEFAULT_MOMENT, close_connections, make_app
from tests.integration.need_to_know.canaries import fill
from tests.integration.need_to_know.filling import world_on
from tests.integration.need_to_know.world import World


@pytest.fixture(scope="package")
def world(engine: str, all_databases: Callable[[str], Database]) -> Iterator[World]:
    """Everybody, and a family for each role and stage, on this engine."""
    app = make_app(all_databases(engine).another("need_to_know"))
    with clock.set_to(stories.london(DEFAULT_MOMENT)), world_on(app) as made:
        yield made
    close_connections(app)


@pytest.fixture
def filled_world(world: World) -> Iterator[World]:
    """The world with canaries in it."""
    with world.undone():
        # What somebody in the case is on the way to writing.
        lead = world.people[Role.PRACTITIONER, "lead"]
        case = world.families["decided", Role.PRACTITIONER].case_id
        form = sa.insert(UnfinishedForm).values(
            key="search-of-lead", kind="search", user_id=lead.user_id, case_id=case, answers={}, begun_at=clock.now(),
            version=1,
        )  # fmt: skip
        world.connection.execute(form)
        fill(world)
        yield world
