"""Which of many like cases run every day: the others run, like these, at full length when the proofs do."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def mostly_proof(names: Iterable[str], *, daily: Collection[str]) -> list[Any]:
    """The names as parameters; those that are not daily wait for `make prove`."""
    # In one order, or the processes of a run would not agree on what there is.
    found = sorted(names)
    assert set(daily) <= set(found), "a daily case that there is not"
    return [pytest.param(name, marks=() if name in daily else pytest.mark.proof(only=True)) for name in found]
