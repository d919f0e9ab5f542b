"""Areas, agencies and the people who use the product."""

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import SHORT_TEXT, UtcDateTime, Versioned, choice, partial
from caf_tracker.models.words import AgencyKind, Role


class Area(Base):
    """A part of the authority with coordinators and heads of service of its own."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(SHORT_TEXT), unique=True)


class Agency(Versioned, Base):
    """An organisation around a family; told through its contact person, else its mailbox."""

    __tablename__ = "agencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(SHORT_TEXT), unique=True)
    kind: Mapped[AgencyKind] = choice(AgencyKind)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", use_alter=True), index=True)
    mailbox: Mapped[str | None] = mapped_column(sa.String(254))
    mailbox_bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped["User | None"] = relationship(foreign_keys=[contact_id])

    __table_args__ = (sa.CheckConstraint("contact_id IS NOT NULL OR mailbox IS NOT NULL", name="reachable"),)


class User(UserMixin, Versioned, Base):
    """A person with an account. Rows are never deleted: what they did stays theirs."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(SHORT_TEXT))
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    telephone: Mapped[str | None] = mapped_column(sa.String(30))
    role: Mapped[Role] = choice(Role)
    agency_id: Mapped[int] = mapped_column(sa.ForeignKey("agencies.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("areas.id"))
    line_manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    area: Mapped[Area | None] = relationship()
    line_manager: Mapped["User | None"] = relationship(remote_side=[id])

    __table_args__ = (
        sa.Index("ix_users_area_id_role", "area_id", "role"),
        # Stand-ins are looked up for these few only.
        partial("ix_users_unreachable", "id", where="disabled_at IS NOT NULL OR bounced_at IS NOT NULL"),
        sa.CheckConstraint("line_manager_id <> id", name="not_own_manager"),
    )

    @property
    def is_active(self) -> bool:
        """Whether the account may be used (Flask-Login asks)."""
        return self.disabled_at is None

    @hybrid_property
    def reachable(self) -> bool:
        """Whether telling this person reaches anybody: the account is active and its address does not bounce."""
        return self.disabled_at is None and self.bounced_at is None

    @reachable.inplace.expression
    @classmethod
    def _reachable(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.disabled_at.is_(None), cls.bounced_at.is_(None))
