"""The triggers that note what no sweep has looked at yet; altering a table of theirs on SQLite takes them off.

Each revision notes the changes of the tables that there are by then: one of a later revision is no business of it.
"""

import sqlalchemy as sa
from alembic import op

from caf_tracker.models.unswept import noting, noting_no_more


def note_changes() -> None:
    """Note every change that a sweep must look at."""
    connection = op.get_bind()
    for statement in noting(connection.dialect.name, sa.inspect(connection).get_table_names()):
        op.execute(statement)


def forget_changes() -> None:
    """Note nothing any more, as a downgrade must before it drops the tables."""
    for statement in noting_no_more(op.get_bind().dialect.name):
        op.execute(statement)
