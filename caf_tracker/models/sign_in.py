"""Sessions, invitations, known browsers and wrong tries: all that signing in needs, as rows on the server."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caf_tracker.extensions import Base
from caf_tracker.models.base import UtcDateTime
from caf_tracker.models.people import User


class SignInSession(Base):
    """One signed-in browser; the cookie holds a random token, this row only its hash."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class Invitation(Base):
    """A one-time link with which a new person sets a password."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class KnownBrowser(Base):
    """A browser in which this person has signed in; its cookie holds a random token, this row only its hash.

    On a shared computer one token stands in a row for each person who uses it.
    """

    __tablename__ = "known_browsers"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    signed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (sa.UniqueConstraint("token_hash", "user_id"),)


class WrongTry(Base):
    """A failed sign-in, kept so that guessing is slowed over all processes; the address is kept as a hash."""

    __tablename__ = "wrong_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_hash: Mapped[str] = mapped_column(sa.String(64))
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The token's hash of the browser, where it was one that this person had signed in from before.
    browser_hash: Mapped[str | None] = mapped_column(sa.String(64))

    __table_args__ = (sa.Index(None, "email_hash", "tried_at"),)
