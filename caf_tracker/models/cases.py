"""A family's case: its children, its adults, and how they are related."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import LONG_TEXT, SHORT_TEXT, UtcDateTime, Versioned, choice
from caf_tracker.models.people import Area, User
from caf_tracker.models.words import MEN, Mobility, Relation
from caf_tracker.references import reference_of


class Case(Versioned, Base):
    """One family's early help case.

    `turns_one_on` (the youngest child's first birthday) is kept here by the acts that record children,
    so that "a child is under 1 on that day" is one comparison.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    coordinator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # When the present involvement began: opening, or a new step-down after a closing.
    involved_since: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turns_one_on: Mapped[date | None]

    area: Mapped[Area] = relationship()
    coordinator: Mapped[User | None] = relationship(foreign_keys=[coordinator_id])
    children: Mapped[list["Child"]] = relationship(back_populates="case", order_by="Child.id")
    adults: Mapped[list["Adult"]] = relationship(back_populates="case", order_by="Adult.id")

    __table_args__ = (sa.Index(None, "area_id", "id"),)

    @property
    def reference(self) -> str:
        """The reference that is read out by telephone, such as EH-000123S."""
        return reference_of(self.id)

    @property
    def is_open(self) -> bool:
        """Whether nothing has closed the case."""
        return self.closed_at is None

    def under_one_on(self, day: date) -> bool:
        """Whether a child, the unborn included, is under 1 on that day."""
        return self.turns_one_on is not None and day < self.turns_one_on


class Child(Versioned, Base):
    """A child of the family, born or due."""

    __tablename__ = "children"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(SHORT_TEXT))
    name_key: Mapped[str] = mapped_column(sa.String(SHORT_TEXT))
    born: Mapped[date | None]
    due: Mapped[date | None]
    nhs_number: Mapped[str | None] = mapped_column(sa.String(10), index=True)
    gp: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    school: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    disability: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))

    case: Mapped[Case] = relationship(back_populates="children")
    mobility_records: Mapped[list["MobilityRecord"]] = relationship(order_by="MobilityRecord.id")

    __table_args__ = (
        sa.CheckConstraint("(born IS NULL) <> (due IS NULL)", name="born_or_due"),
        sa.Index(None, "name_key", "born"),
    )


class MobilityRecord(Base):
    """What somebody saw of how a child moves; it counts until the next record."""

    __tablename__ = "mobility_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), index=True)
    mobility: Mapped[Mobility] = choice(Mobility)
    seen_by: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    seen_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class Adult(Versioned, Base):
    """An adult in the children's lives; a name of None means not known. None in a question means not asked: no."""

    __tablename__ = "adults"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    name: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    language: Mapped[str | None] = mapped_column(sa.String(SHORT_TEXT))
    needs_interpreter: Mapped[bool | None]
    safe_contact: Mapped[str | None] = mapped_column(sa.String(LONG_TEXT))
    may_know: Mapped[bool | None]
    may_attend: Mapped[bool | None]
    may_receive: Mapped[bool | None]

    case: Mapped[Case] = relationship(back_populates="adults")
    relations: Mapped[list["AdultRelation"]] = relationship(
        cascade="all, delete-orphan", order_by="AdultRelation.child_id"
    )


class AdultRelation(Base):
    """What an adult is to one child, and whether they hold parental responsibility (None: not known)."""

    __tablename__ = "adult_relations"

    adult_id: Mapped[int] = mapped_column(sa.ForeignKey("adults.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(sa.ForeignKey("children.id"), primary_key=True, index=True)
    relation: Mapped[Relation] = choice(Relation)
    parental_responsibility: Mapped[bool | None]

    child: Mapped[Child] = relationship()

    @property
    def is_man(self) -> bool:
        """Whether this records a father or significant man for the child."""
        return self.relation in MEN
