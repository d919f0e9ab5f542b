"""Files of closures from social care's own system: what was loaded, what could not be, what may be a match."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, choice, partial
from caf_tracker.models.cases import Child
from caf_tracker.models.people import Area
from caf_tracker.models.words import Resolution


class ClosureFile(Base):
    """One loading of a file; without `finished_at` it was interrupted, and loading the file again carries on.

    `rows` counts the file's rows, the others closures: `loaded` as new cases, `already_known` by social care's
    reference, and of those `closings`, which were decided here and of which the file brought the closing.
    """

    __tablename__ = "closure_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    rows: Mapped[int] = mapped_column(default=0)
    loaded: Mapped[int] = mapped_column(default=0)
    already_known: Mapped[int] = mapped_column(default=0)
    closings: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    problems: Mapped[list["ClosureProblem"]] = relationship(order_by="ClosureProblem.line")


class ClosureProblem(Base):
    """A row that could not be used: where, and why."""

    __tablename__ = "closure_problems"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("closure_files.id"))
    line: Mapped[int]
    column: Mapped[str] = mapped_column(sa.String(SHORT_TEXT))
    reason: Mapped[str] = mapped_column(sa.String(LONG_TEXT))

    __table_args__ = (sa.Index(None, "file_id", "line", "id"),)


class PossibleMatch(Base):
    """A child who may already be known on another case; a coordinator decides, nothing is merged by itself."""

    __tablename__ = "possible_matches"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The file that brought the child; none where somebody opened the case by hand.
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("closure_files.id"), index=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"))
    other_child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), index=True)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolution: Mapped[Resolution | None] = choice(Resolution)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    note: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    area: Mapped[Area] = relationship()
    child: Mapped[Child] = relationship(foreign_keys=[child_id])
    other_child: Mapped[Child] = relationship(foreign_keys=[other_child_id])

    __table_args__ = (
        sa.UniqueConstraint("child_id", "other_child_id"),
        partial("ix_possible_matches_waiting", "area_id", "id", where="resolution IS NULL"),
        sa.CheckConstraint(
            "(resolution IS NULL) = (resolved_by_id IS NULL) AND (resolution IS NULL) = (resolved_at IS NULL)",
            name="resolved_by_somebody",
        ),
    )
