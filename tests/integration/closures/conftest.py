"""Every test of closures files has the invented authority."""

import pytest
from flask import Flask

from tests import factories
from tests.factories import Authority


@pytest.fixture
def authority(app: Flask) -> Authority:
    """Its areas are North and South."""
    return factories.make_authority()
