"""The cookies of a signed-in browser: random tokens and nothing else; what they stand for are rows."""

from datetime import timedelta

from flask import Flask, Request, Response, current_app, g, request, session
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.extensions import login_manager
from caf_tracker.models import SignInSession, User
from caf_tracker.services import guessing, sign_in

COOKIE = "caf_session"
# Stays when one signs out: it says only that somebody has signed in here before, see services/guessing.py.
KNOWN_COOKIE = "caf_known"


def init_app(app: Flask) -> None:
    """Finds out who is asking, from the cookie."""
    # No context processor: a page about a database that does not answer must not ask it who is reading.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.request_loader(_whose_cookie)
    app.jinja_env.globals["time_left"] = time_left
    app.after_request(_send_cookies)


def give_cookies(user: User, token: str) -> None:
    """Sends the token of a new session, and one by which this browser is known from now on, with this answer."""
    if sign_in.owner_of(token=request.cookies.get(COOKIE, "")) != user.id:
        # The form cookie starts anew, so that none planted before is trusted. Whoever signs in again after a break
        # keeps it: pages left open in other windows can still be sent.
        session.clear()
        g.pop("csrf_token", None)
    # Sent once the rows behind them are kept: transaction.undo forgets them.
    g.new_cookies = (token, guessing.remember_browser(user=user, browser=known_browser(), at=clock.now()))


def take_cookie(response: Response) -> Response:
    """Forgets the session's cookie, and everything that the form cookie holds."""
    session.clear()
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
    )
    return response


def known_browser() -> str:
    """The token by which this browser says that somebody has signed in here before, if it has one."""
    return request.cookies.get(KNOWN_COOKIE, "")


def owner_of_cookie() -> int | None:
    """The number of the person who is, or last was, signed in at this browser."""
    token = request.cookies.get(COOKIE, "")
    return sign_in.owner_of(token=token) if token else None


def this_session() -> SignInSession | None:
    """The row of the browser that is asking, once its user was asked for."""
    found: SignInSession | None = g.get("sign_in_session") if current_user.is_authenticated else None
    return found


def time_left() -> sign_in.TimeLeft | None:
    """How long the person who is asking stays signed in if nothing more is done; None for nobody."""
    found: sign_in.TimeLeft | None = g.get("time_left") if current_user.is_authenticated else None
    return found


def _send_cookies(response: Response) -> Response:
    if "new_cookies" in g:
        token, known = g.new_cookies
        _set(response, COOKIE, token, None)
        _set(response, KNOWN_COOKIE, known, guessing.KNOWN_FOR)
    return response


def _set(response: Response, name: str, value: str, lasts: timedelta | None) -> None:
    response.set_cookie(
        name, value, max_age=lasts, httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/",
    )  # fmt: skip


def _whose_cookie(asking: Request) -> User | None:
    token = asking.cookies.get(COOKIE, "")
    if not token:
        return None
    found = sign_in.find_session(token=token, at=clock.now())
    g.sign_in_session = found
    # Reckoned now: an error page comes after a rollback, and would have to ask the database again.
    g.time_left = sign_in.time_left(session=found, at=clock.now()) if found else None
    return found.user if found else None
