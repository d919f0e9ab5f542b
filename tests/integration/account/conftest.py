"""Passwords at the least cost that argon2 allows: these tests try hundreds."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from caf_tracker.services import sign_in


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash with the parameters of the invented people's password."""
    monkeypatch.setattr(sign_in, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    sign_in._nobodys_hash.cache_clear()
    yield
    sign_in._nobodys_hash.cache_clear()
