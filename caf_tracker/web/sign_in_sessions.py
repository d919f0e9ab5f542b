"""The cookie of a signed-in browser: a random token and nothing else; what it stands for is a row."""

from flask import Flask, Request, Response, current_app, g, session
from flask_login import current_user

from caf_tracker import clock
from caf_tracker.extensions import login_manager
from caf_tracker.models import SignInSession, User
from caf_tracker.services import sign_in

COOKIE = "caf_session"


def init_app(app: Flask) -> None:
    """Finds out who is asking, from the cookie."""
    # No context processor: a page about a database that does not answer must not ask it who is reading.
    login_manager.init_app(app, add_context_processor=False)
    login_manager.request_loader(_whose_cookie)


def give_cookie(response: Response, token: str) -> Response:
    """Sends the token of a new session. The form cookie starts anew too, so that none planted before is trusted."""
    session.clear()
    response.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/",
    )
    return response


def take_cookie(response: Response) -> Response:
    """Forgets the cookie, and everything that the form cookie holds."""
    session.clear()
    response.delete_cookie(
        COOKIE, path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
    )
    return response


def this_session() -> SignInSession | None:
    """The row of the browser that is asking, once its user was asked for."""
    found: SignInSession | None = g.get("sign_in_session") if current_user.is_authenticated else None
    return found


def _whose_cookie(asking: Request) -> User | None:
    token = asking.cookies.get(COOKIE, "")
    if not token:
        return None
    found = sign_in.find_session(token=token, at=clock.now())
    g.sign_in_session = found
    return found.user if found else None
