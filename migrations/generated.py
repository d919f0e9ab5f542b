"""Generated columns in migrations, which each engine wants differently."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations


@dataclass(frozen=True)
class ClockColumn:
    """A generated date with its partial index, as caf_tracker.models.base.clock_start and partial make them."""

    table: str
    name: str
    formula: str

    @property
    def index(self) -> str:
        """The name of the index on the rows that can still fall due."""
        return f"ix_{self.table}_{self.name}"

    def add(self) -> None:
        """Add the column and its index."""
        op.add_column(self.table, sa.Column(self.name, sa.Date(), generated(self.formula), nullable=True))
        where = sa.text(f"{self.name} IS NOT NULL")
        op.create_index(self.index, self.table, [self.name], sqlite_where=where, postgresql_where=where)

    def drop(self) -> None:
        """Drop the index and the column."""
        op.drop_index(self.index, self.table)
        op.drop_column(self.table, self.name)


def generated(formula: str) -> sa.Computed:
    """Stored on PostgreSQL, which can index only that; virtual on SQLite, which can add only that to a table."""
    return sa.Computed(formula, persisted=op.get_bind().dialect.name == "postgresql")


@contextmanager
def altered(
    table: str, *, old: Sequence[ClockColumn] = (), new: Sequence[ClockColumn] | None = None
) -> Iterator[BatchOperations]:
    """Alter a table on either engine, its generated columns taken off before and put back after.

    SQLite alters by copying into a new table and cannot copy a generated column; PostgreSQL cannot change a column that
    one is made from. `old` is what the table has, `new` what it shall have (the same, when None). Triggers on the
    table are lost on SQLite: put those of migrations.audit and migrations.unswept back by hand.
    """
    for column in old:
        column.drop()
    with op.batch_alter_table(table) as batch:
        yield batch
    for column in old if new is None else new:
        column.add()
