"""Signing in and out: passwords, sessions as rows, and a limit to guessing that holds over all processes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import contains_eager

from caf_tracker import audit
from caf_tracker.errors import RuleBroken
from caf_tracker.extensions import db
from caf_tracker.models import SignInSession, User, WrongTry

# Our own defaults: long enough for a home visit's notes, short enough for a laptop left open in an office.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
WRONG_TRIES = 10
WRONG_TRIES_WITHIN = timedelta(minutes=5)
_WRONG_TRIES_KEPT = timedelta(days=1)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_hasher = PasswordHasher()


class TooManyTries(Exception):
    """The account's wrong tries are used up for some minutes; even the right password is not looked at."""


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and the token for their cookie: the database keeps only its hash."""

    user: User
    token: str


def sign_in(*, email: str, password: str, at: datetime) -> SignedIn | None:
    """Start a session, or None for a wrong address or password (which of the two is never said).

    At most 10 wrong tries in 5 minutes for one address, existing or not; then TooManyTries.
    """
    email = normalised_email(email)
    user = db.session.scalar(sa.select(User).where(User.email == email))
    _check_tries(email, at)
    if not _is_right(user, password) or user is None:
        _note_wrong_try(email, at)
        return None
    if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hash_password(password)
    audit.record(actor=user, at=at, act="signed_in")
    return SignedIn(user, start_session(user=user, at=at))


def start_session(*, user: User, at: datetime) -> str:
    """A new session row; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(SignInSession(token_hash=token_hash(token), user_id=user.id, started_at=at, last_seen_at=at))
    db.session.flush()
    return token


def find_session(*, token: str, at: datetime) -> SignInSession | None:
    """The live session of this token with its user; None when ended, idle for 30 minutes or 10 hours old.

    Notes that it was seen, at most once a minute.
    """
    found = db.session.scalar(
        sa.select(SignInSession)
        .join(SignInSession.user)
        # What one may see depends on one's agency: it comes along instead of being asked for by every page.
        .options(contains_eager(SignInSession.user).joinedload(User.agency))
        .where(SignInSession.token_hash == token_hash(token), SignInSession.ended_at.is_(None))
    )
    if found is None or not found.user.is_active:
        return None
    if at - found.last_seen_at >= IDLE or at - found.started_at >= LONGEST:
        return None
    if at - found.last_seen_at >= SEEN_EVERY:
        found.last_seen_at = at
    return found


def sign_out(*, session: SignInSession, at: datetime) -> None:
    """End this browser's session."""
    session.ended_at = at
    audit.record(actor=session.user, at=at, act="signed_out")
    db.session.flush()


def end_sessions(*, user: User, at: datetime) -> None:
    """End every session of this person: after a new password or role, or when the account is disabled."""
    db.session.execute(
        sa.update(SignInSession)
        .where(SignInSession.user_id == user.id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
        .execution_options(synchronize_session="fetch")
    )


def change_password(*, actor: User, at: datetime, current: str, new: str) -> str | None:
    """Set a new password, end every session and start one; returns its token, or None if `current` is wrong.

    Wrong tries count as at signing in: TooManyTries after 10 in 5 minutes.
    """
    _check_tries(actor.email, at)
    if not _is_right(actor, current):
        _note_wrong_try(actor.email, at)
        return None
    set_password(user=actor, at=at, new=new)
    return start_session(user=actor, at=at)


def set_password(*, user: User, at: datetime, new: str) -> None:
    """Keep the hash of a new password of at least 12 characters and end every session."""
    check_new_password(new, user)
    user.password_hash = hash_password(new)
    end_sessions(user=user, at=at)
    audit.record(actor=user, at=at, act="password_set")
    db.session.flush()


def check_new_password(new: str, user: User) -> None:
    """RuleBroken("new_password") unless it is 12 to 200 characters and is not easily guessed from the account."""
    if len(new) < SHORTEST_PASSWORD:
        raise RuleBroken("new_password", f"Password must be {SHORTEST_PASSWORD} characters or more")
    if len(new) > LONGEST_PASSWORD:
        raise RuleBroken("new_password", f"Password must be {LONGEST_PASSWORD} characters or fewer")
    if len(set(new)) < 4:
        raise RuleBroken("new_password", "Password must have more different characters")
    if user.email.split("@")[0] in new.lower() or user.name.lower() in new.lower():
        raise RuleBroken("new_password", "Password must not contain your name or e-mail address")


def hash_password(password: str) -> str:
    """The argon2 hash of a password."""
    return _hasher.hash(password)


def token_hash(token: str) -> str:
    """What the database keeps of a random token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def normalised_email(email: str) -> str:
    """The one spelling of an address: two accounts never differ by capitals only."""
    return email.strip().lower()


def _is_right(user: User | None, password: str) -> bool:
    # The same work for an account that is unknown, disabled or not yet set up, so that time tells nothing.
    usable = user is not None and user.is_active and user.password_hash
    kept = user.password_hash if user is not None and usable else None
    try:
        return _hasher.verify(kept or _nobodys_hash(), password[:LONGEST_PASSWORD]) and bool(usable)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(32))


def _check_tries(email: str, at: datetime) -> None:
    hashed = _email_hash(email)
    if db.session.get_bind().dialect.name == "postgresql":
        # Tries at one address queue, or many at the same moment would each see nine. SQLite's writers queue anyway.
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(hashed[:15], 16))))
    tries = sa.select(sa.func.count()).where(WrongTry.email_hash == hashed, WrongTry.tried_at > at - WRONG_TRIES_WITHIN)
    if (db.session.scalar(tries) or 0) >= WRONG_TRIES:
        raise TooManyTries


def _note_wrong_try(email: str, at: datetime) -> None:
    db.session.execute(sa.delete(WrongTry).where(WrongTry.tried_at < at - _WRONG_TRIES_KEPT))
    db.session.add(WrongTry(email_hash=_email_hash(email), tried_at=at))
    db.session.flush()


def _email_hash(email: str) -> str:
    return hashlib.sha256(normalised_email(email).encode("utf-8", "surrogatepass")).hexdigest()
