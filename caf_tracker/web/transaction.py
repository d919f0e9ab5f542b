"""One commit at the edge: kept after a successful answer and before it is sent, undone after any other."""

from flask import Flask, Response, g, make_response, session
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from caf_tracker.extensions import db
from caf_tracker.web import error_pages
from caf_tracker.web.reading import write_readings


def init_app(app: Flask) -> None:
    """Settles every request. Registered last of the after-request steps, so that it runs first."""
    app.before_request(_remember_confirmations)
    app.after_request(_settle)


def _remember_confirmations() -> None:
    g.confirmations_before = list(session.get("_flashes", ()))


def _settle(response: Response) -> Response:
    if response.status_code >= 400:
        undo()
    try:
        write_readings(response)
        db.session.commit()
    except StaleDataError:
        undo()
        return make_response(error_pages.quicker())
    except SQLAlchemyError as error:
        undo()
        return make_response(error_pages.database_failed(error))
    return response


def undo() -> None:
    """Keep nothing of what this request has begun, and confirm none of it."""
    db.session.rollback()
    g.pop("new_cookies", None)
    # A confirmation of what was undone would be a lie on the next page; those of earlier acts wait for one.
    if "confirmations_before" in g:
        session.pop("_flashes", None)
        if g.confirmations_before:
            session["_flashes"] = g.confirmations_before
