"""Asking whether there is a row in a way that both engines answer from an index."""

import sqlalchemy as sa


def any_row(found: sa.Select[int]) -> sa.ColumnElement[bool]:
    """Whether there is a row. Not EXISTS, which PostgreSQL may answer by first reading all that any case could have."""
    return found.limit(1).scalar_subquery().is_not(None)
