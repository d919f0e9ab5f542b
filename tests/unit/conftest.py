"""Unit tests are about code alone: one that reaches for a database fails and says where it belongs."""

from collections.abc import Iterator
from typing import NoReturn

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine


@pytest.fixture(autouse=True)
def no_database() -> Iterator[None]:
    """Refuse every connection."""

    def refuse(*_connecting: object) -> NoReturn:
        pytest.fail("A unit test reached for a database: move it to tests/integration.")

    event.listen(Engine, "do_connect", refuse)
    yield
    event.remove(Engine, "do_connect", refuse)
