"""Who waits for whom: of two acts at the same moment the second waits, and then sees what the first did.

Everybody takes what they need in one order, so that no two wait for each other: opening cases, then cases by their
number, then people, then areas and agencies. SQLite has one writer at a time and needs none of this.
"""

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from caf_tracker.extensions import Base, db

# PostgreSQL's words for two transactions that waited for each other, or could not be put one after the other.
_IN_THE_WAY = {"40001", "40P01", "55P03"}

# Any number that nothing else of this database locks by.
_OPENING_CASES = 0x0CAF_0001


def take(row: Base) -> None:
    """Take this row until the transaction ends, and read it again as whoever had it before has left it.

    It keeps out others who would take or change the row, and nobody who only refers to it: a page that notes who read
    a case, or a sweep that tells of a thousand, does not wait.
    """
    mapper = sa.inspect(type(row))
    mine = [
        column == value for column, value in zip(mapper.primary_key, mapper.primary_key_from_instance(row), strict=True)
    ]
    db.session.execute(sa.select(*mapper.primary_key).where(*mine).with_for_update(key_share=True))
    # In a statement of its own: one that waits for the row still joins it to what was there before it waited.
    db.session.refresh(row)


def take_opening_of_cases() -> None:
    """Open cases one after another, so that each looks for the same family among all that are open already."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_OPENING_CASES)))


def could_be_done_again(error: DBAPIError) -> bool:
    """Whether the act failed only because it and another waited for each other: done again it may well succeed."""
    return getattr(error.orig, "sqlstate", None) in _IN_THE_WAY


def were_in_the_way(error: DBAPIError) -> bool:
    """Whether the act failed only because of others: these, or a writer of SQLite that held it for too long."""
    return could_be_done_again(error) or "database is locked" in str(error.orig)
