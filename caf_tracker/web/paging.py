"""Pages by key: the next page starts after the last row of this one, however long the list is."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

Row = TypeVar("Row")
PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page and the addresses before and after it."""

    rows: Sequence[Row]
    first_page: str | None
    next_page: str | None


def page_of(rows: Sequence[Row], key: Callable[[Row], Sequence[Any]], *, size: int = PAGE) -> Page[Row]:
    """One page from at most `size` + 1 rows; `key` gives the sort values (text or numbers) of a row."""
    shown = rows[:size]
    following = _address(after=_write(key(shown[-1]))) if len(rows) > size else None
    return Page(shown, _address() if "after" in request.args else None, following)


def after(*kinds: type) -> tuple[Any, ...] | None:
    """The sort values that this page starts after, one of each kind; None on the first page or if unreadable."""
    try:
        values = json.loads(base64.urlsafe_b64decode(request.args.get("after", "").encode("ascii", "strict") + b"=="))
    except (ValueError, UnicodeError, binascii.Error, RecursionError):
        return None
    fits = isinstance(values, list) and len(values) == len(kinds)
    if not fits or any(type(value) is not kind for value, kind in zip(values, kinds, strict=True)):
        return None
    if any("\0" in value for value in values if isinstance(value, str)):
        return None
    # Larger numbers than a database column holds are refused, not passed on.
    return None if any(abs(value) > 2**31 - 1 for value in values if isinstance(value, int)) else tuple(values)


def _address(**changed: str) -> str:
    kept = {name: values for name, values in request.args.lists() if name != "after"}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, **changed})


def _write(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")
