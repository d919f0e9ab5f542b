"""Whether what somebody was told of is still owed: asked of each telling's own row, not of everything that is open."""

from functools import cache

import sqlalchemy as sa

from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.duty import Open
from caf_tracker.models import Telling


@cache
def still_open() -> sa.ColumnElement[bool]:
    """The condition on Telling; a statement that takes it up must be executed with `moments.cut_offs`."""
    return sa.or_(
        *[
            sa.and_(Telling.duty == duty.key, sa.or_(*[_starts(select) for select in duty.select()]))
            for duty in DUTIES.values()
        ]
    )


def _starts(select: Open) -> sa.ColumnElement[bool]:
    """Whether the row that started the telling's ladder still does.

    Not EXISTS, which PostgreSQL may answer by first reading all that is open.
    """
    columns = select.selected_columns
    same = [columns[name] == getattr(Telling, name) for name in ("cause", "cause_id", "subject_id")]
    row = select.with_only_columns(sa.literal(1), maintain_column_froms=True).where(*same)
    return row.limit(1).correlate(Telling).scalar_subquery().is_not(None)
