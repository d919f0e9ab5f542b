"""An authority and its administrators, each signed in at a browser."""

from collections.abc import Callable

import pytest
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.models import User
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn

As = Callable[[User], Client]


@pytest.fixture
def authority(app: Flask) -> Authority:
    """An authority."""
    found = factories.make_authority()
    db.session.commit()
    return found


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser signed in as somebody."""

    def browser(user: User) -> Client:
        client = app.test_client()
        assert isinstance(client, Client)
        sign_in(client, user)
        return client

    return browser


@pytest.fixture
def admin(authority: Authority, as_: As) -> Client:
    """The system administrator's browser."""
    return as_(authority.system_admin)
