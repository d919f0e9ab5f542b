"""Signing in and out: passwords, and sessions as rows."""

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
from caf_tracker.models import SignInSession, User
from caf_tracker.services.guessing import check_tries, forget_browsers, note_wrong_try
from caf_tracker.services.tokens import new_token, token_hash

# Our own defaults: long enough for a home visit's notes, short enough for a laptop left open in an office.
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_hasher = PasswordHasher()


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and the token for their cookie: the database keeps only its hash."""

    user: User
    token: str


@dataclass(frozen=True)
class TimeLeft:
    """How long a session still lasts, and whether that is the end of its ten hours, which nothing puts off."""

    seconds: int
    is_final: bool


def sign_in(*, email: str, password: str, at: datetime, browser: str = "") -> SignedIn | None:
    """Start a session, or None for a wrong address or password (which of the two is never said).

    At most 10 wrong tries in 5 minutes for one address, existing or not, and a few more for a browser that holds the
    token of having signed in before; then TooManyTries.
    """
    email = normalised_email(email)
    user = db.session.scalar(sa.select(User).where(User.email == email))
    check_tries(email=email, browser=browser, at=at)
    if not _is_right(user, password) or user is None:
        note_wrong_try(email=email, browser=browser, at=at)
        return None
    if user.password_hash and _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hash_password(password)
    audit.record(actor=user, at=at, act="signed_in")
    return SignedIn(user, start_session(user=user, at=at))


def start_session(*, user: User, at: datetime) -> str:
    """A new session row; returns the token for the cookie."""
    token = new_token()
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


def owner_of(*, token: str) -> int | None:
    """The number of the person whose session this token is or was, long after it ended."""
    return db.session.scalar(sa.select(SignInSession.user_id).where(SignInSession.token_hash == token_hash(token)))


def time_left(*, session: SignInSession, at: datetime) -> TimeLeft:
    """How long the session lasts if nothing is done in it from now on."""
    idle, longest = session.last_seen_at + IDLE, session.started_at + LONGEST
    return TimeLeft(int((min(idle, longest) - at).total_seconds()), longest <= idle)


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


def change_password(*, actor: User, at: datetime, current: str, new: str, browser: str = "") -> str | None:
    """Set a new password, end every session and start one; returns its token, or None if `current` is wrong.

    Wrong tries count as at signing in, with TooManyTries.
    """
    check_tries(email=actor.email, browser=browser, at=at)
    if not _is_right(actor, current):
        note_wrong_try(email=actor.email, browser=browser, at=at)
        return None
    set_password(user=actor, at=at, new=new)
    return start_session(user=actor, at=at)


def set_password(*, user: User, at: datetime, new: str) -> None:
    """Keep the hash of a new password of at least 12 characters, end every session and know no browser any more."""
    check_new_password(new, user)
    user.password_hash = hash_password(new)
    end_sessions(user=user, at=at)
    forget_browsers(user=user)
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
