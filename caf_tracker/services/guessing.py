"""A limit to guessing passwords that holds over all processes, and cannot be used to keep somebody out.

Whoever knows an address could use its tries up and lock its owner out. So a browser from which that person has signed
in before has a few tries of its own (OWASP, "Slow down online guessing attacks with device cookies").
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import KnownBrowser, User, WrongTry
from caf_tracker.services.tokens import new_token, token_hash

# Our own defaults.
WRONG_TRIES = 10
WRONG_TRIES_OF_A_KNOWN_BROWSER = 5
WITHIN = timedelta(minutes=5)
KNOWN_FOR = timedelta(days=180)
_WRONG_TRIES_KEPT = timedelta(days=1)


class TooManyTries(Exception):
    """The account's wrong tries are used up for some minutes; even the right password is not looked at."""


def check_tries(*, email: str, browser: str, at: datetime) -> None:
    """TooManyTries after 10 wrong tries in 5 minutes for one address, existing or not.

    A browser known to this account then still has the rest of 5 of its own.
    """
    hashed = token_hash(email)
    if db.session.get_bind().dialect.name == "postgresql":
        # Tries at one address queue, or many at the same moment would each see nine. SQLite's writers queue anyway.
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(hashed[:15], 16))))
    everybodys, this_browsers = db.session.execute(
        sa.select(
            sa.func.count(), sa.func.count().filter(WrongTry.browser_hash == token_hash(browser))
        ).where(WrongTry.email_hash == hashed, WrongTry.tried_at > at - WITHIN)
    ).one()  # fmt: skip
    if everybodys < WRONG_TRIES:
        return
    if this_browsers >= WRONG_TRIES_OF_A_KNOWN_BROWSER or not _is_known(browser, email, at):
        raise TooManyTries


def note_wrong_try(*, email: str, browser: str, at: datetime) -> None:
    """Count this try against the address, and against the browser where it is one known to the account."""
    db.session.execute(sa.delete(WrongTry).where(WrongTry.tried_at < at - _WRONG_TRIES_KEPT))
    known = token_hash(browser) if _is_known(browser, email, at) else None
    db.session.add(WrongTry(email_hash=token_hash(email), tried_at=at, browser_hash=known))
    db.session.flush()


def remember_browser(*, user: User, browser: str, at: datetime) -> str:
    """Know this browser from now on as one of this person's; returns the new token for its cookie.

    The token changes with every signing in, so that a copy of an older one, or one planted before, means nothing.
    """
    token = new_token()
    db.session.execute(sa.delete(KnownBrowser).where(KnownBrowser.signed_in_at <= at - KNOWN_FOR))
    if browser:
        old = KnownBrowser.token_hash == token_hash(browser)
        db.session.execute(sa.delete(KnownBrowser).where(old, KnownBrowser.user_id == user.id))
        db.session.execute(sa.update(KnownBrowser).where(old).values(token_hash=token_hash(token)))
    db.session.add(KnownBrowser(token_hash=token_hash(token), user_id=user.id, signed_in_at=at))
    db.session.flush()
    return token


def forget_browsers(*, user: User) -> None:
    """Know no browser of this person any more: they have a new password, perhaps because somebody had the old one."""
    db.session.execute(sa.delete(KnownBrowser).where(KnownBrowser.user_id == user.id))


def _is_known(browser: str, email: str, at: datetime) -> bool:
    known = sa.select(KnownBrowser.id).join(User, KnownBrowser.user_id == User.id)
    return bool(
        browser
        and db.session.scalar(
            known.where(
                KnownBrowser.token_hash == token_hash(browser),
                KnownBrowser.signed_in_at > at - KNOWN_FOR,
                User.email == email,
            )
        )
    )
