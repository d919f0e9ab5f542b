"""What the tests of services begin with."""

import pytest
from flask import Flask

from tests import factories
from tests.factories import Authority


@pytest.fixture
def authority(app: Flask) -> Authority:
    """The authority, its app's context pushed."""
    return factories.make_authority()
