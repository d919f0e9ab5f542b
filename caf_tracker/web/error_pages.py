"""Answers when something cannot be done: calm, plain, and with the telephone for a worry about a child."""

import logging
from dataclasses import dataclass

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from caf_tracker.errors import EditConflict, NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.logs import told
from caf_tracker.services import locks
from caf_tracker.web.interrupted import sealed
from caf_tracker.web.kept_typing import typed_by_the_person
from caf_tracker.web.layout import front_door
from caf_tracker.web.next_page import opens

_log = logging.getLogger(__name__)
Answer = tuple[str, int]


@dataclass(frozen=True)
class _Page:
    title: str
    text: tuple[str, ...]


_NOTHING_CHANGED = "Nothing was changed."
_PAGES = {
    400: _Page("We could not read that request", (_NOTHING_CHANGED, "Go back and try again.")),
    403: _Page(
        "You cannot do this",
        ("Your role does not include this act.", "If you think that it should, ask your system administrator."),
    ),
    404: _Page(
        "Page not found",
        ("Check the address, or the reference if you typed one.",
         "The page may not exist, or you may not have a part in the case that it is about.",
         "If you were asked to lead a family, the request may have been taken back or answered in the meantime."),
    ),
    405: _Page("This page cannot be used like that", (_NOTHING_CHANGED, "Go back and use the page’s own buttons.")),
    409: _Page(
        "Somebody else was quicker",
        ("Somebody changed the same thing at the same moment, or you sent it twice. What you sent was not saved.",
         "Open the page again and look at what stands there now. Send yours again if it is still needed."),
    ),
    413: _Page(
        "That is too large to send",
        (_NOTHING_CHANGED, "Files can be up to 25 MB. Go back and send a smaller one, or shorten your text."),
    ),
    429: _Page(
        "Too many tries",
        ("Wait five minutes, then try again.",
         "A computer or telephone on which you have signed in before may let you in at once."),
    ),
    503: _Page(
        "Too many people are saving at once",
        ("What you sent was not saved.", "Nothing is lost: wait a minute, open the page again and send it again."),
    ),
    500: _Page(
        "Sorry, something went wrong",
        (_NOTHING_CHANGED, "Try again in a few minutes. If it happens again, tell your system administrator."),
    ),
}  # fmt: skip


# A connection may break in the middle of a commit: nobody knows then what was kept.
_NOT_AVAILABLE = _Page(
    "Sorry, this is not available just now",
    ("Wait a minute and try again. If you were saving something, look first whether it is there.",
     "If it goes on, tell your system administrator."),
)  # fmt: skip
# What the driver says, and the pool, when the database does not answer, cannot write or has no connection left.
_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)

# Where whatever was typed stands on the page, to be copied: nobody is to write their reasons a second time.
_GIVE_BACK = (403, 404, 409, 503)


def init_app(app: Flask) -> None:
    """Answers every error with a page of ours."""
    app.register_error_handler(CSRFError, _csrf_failed)
    app.register_error_handler(SecurityError, _another_sites_name)
    app.register_error_handler(Unauthorized, _signed_out_meanwhile)
    app.register_error_handler(NotVisible, lambda _: page(404))
    app.register_error_handler(NotPermitted, lambda _: page(403))
    app.register_error_handler(RuleBroken, lambda broken: page(400, broken.message))
    app.register_error_handler(TransitionNotAllowed, _not_at_this_stage)
    app.register_error_handler(EditConflict, _edited_by_two)
    app.register_error_handler(StaleDataError, lambda _: quicker())
    app.register_error_handler(IntegrityError, _database_refused)
    for away in _AWAY:
        app.register_error_handler(away, database_failed)
    app.register_error_handler(HTTPException, lambda error: page(error.code or 500))


def page(status: int, *text: str, shown: _Page | None = None) -> Answer:
    """The page of this status, with a text of its own where one is given."""
    shown = shown or _PAGES.get(status, _PAGES[500 if status >= 500 else 400])
    bare = status >= 500
    typed = typed_by_the_person() if status in _GIVE_BACK and request.method == "POST" else []
    return render_template(
        "errors/page.html", title=shown.title, text=text or shown.text, bare=bare, typed=typed
    ), status


def quicker() -> Answer:
    """Somebody else changed the same thing first."""
    # A session whose flush failed answers nothing more, not even for the page that says so.
    db.session.rollback()
    return page(409)


def too_busy() -> Answer:
    """Others held the database for longer than anybody waits."""
    db.session.rollback()
    return page(503)


def went_wrong() -> Answer:
    """Nothing was kept, and the person cannot help it."""
    return page(500)


def _another_sites_name(_error: SecurityError) -> ResponseReturnValue:
    # Without a name of ours no address can be made, so this is text alone; the telephone stands on it all the same.
    door = front_door()
    text = (
        "This site is not known by that name.\n\n"
        f"Worried about a child now? In danger now: call 999. Otherwise call MASH: {door['telephone']}.\n"
    )
    return text, 400, {"Content-Type": "text/plain; charset=utf-8"}


def _csrf_failed(_error: CSRFError) -> Answer:
    return render_template("errors/not_sent.html", typed=typed_by_the_person()), 400


def _signed_out_meanwhile(_error: Unauthorized) -> Answer:
    path = request.path if opens(request.path) else "/"
    return render_template("errors/signed_out.html", typed=typed_by_the_person(), sealed=sealed(), path=path), 401


def _not_at_this_stage(refused: TransitionNotAllowed) -> Answer:
    arguments = request.view_args or {}
    # A form of several pages keeps its answers for a day, unless it was sent: they can be read on its own page.
    kept = "key" in arguments and not refused.by_you
    return render_template(
        "errors/not_at_this_stage.html",
        refused=refused,
        reference=arguments.get("reference"),
        kept=kept,
        typed=typed_by_the_person() if not refused.by_you else [],
    ), 409


def _edited_by_two(conflict: EditConflict) -> Answer:
    differing = [name for name in conflict.theirs if conflict.theirs[name] != conflict.yours.get(name, "")]
    g.edit_conflict = conflict
    return render_template(
        "errors/conflict.html", conflict=conflict, differing=differing, resent=request.form.items(multi=True)
    ), 409


def _database_refused(error: IntegrityError) -> Answer:
    db.session.rollback()
    # The database holds the invariants: two at once, or a double click, ends here. A bug may too, hence the log.
    who = current_user.id if current_user.is_authenticated else "nobody signed in"
    _log.error("The database refused a change by %s at %s: %s", who, request.endpoint, type(error.orig).__name__)
    return quicker()


def database_failed(error: SQLAlchemyError) -> Answer:
    """The page for a database that is busy, full or away; for any other error of it, the one that says sorry."""
    db.session.rollback()
    cause = type(getattr(error, "orig", None) or error).__name__
    if isinstance(error, OperationalError) and locks.were_in_the_way(error):
        _log.warning("Others were in the way at %s: %s", request.endpoint, cause)
        return too_busy()
    if isinstance(error, _AWAY):
        _log.error("The database does not answer or cannot write, at %s: %s", request.endpoint, cause)
        return page(503, shown=_NOT_AVAILABLE)
    _log.error("The commit failed; nothing of this request was kept.\n%s", told(error))
    return went_wrong()
