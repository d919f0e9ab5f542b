"""An act that the database refused because of another at the same moment is done once more.

The second time it sees what the other did, and answers in words: a name that is taken, both texts of an edit, who was
quicker. Nothing of the first time was kept, so nothing is done twice.
"""

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from caf_tracker.extensions import db
from caf_tracker.services import locks
from caf_tracker.web import transaction


def init_app(app: Flask) -> None:
    """Stands between the routes and their views."""
    answer = app.dispatch_request

    def answer_or_once_more() -> ResponseReturnValue:
        # A file has been read to its end by then, and its loading keeps many transactions by itself.
        if request.method != "POST" or request.files:
            return answer()
        try:
            done = answer()
            # What the database has to say against it, it says here and not at the commit.
            db.session.flush()
            return done
        except (IntegrityError, StaleDataError, DBAPIError) as error:
            if not _somebody_was_quicker(error):
                raise
        transaction.undo()
        g.pop("readings", None)
        return answer()

    app.dispatch_request = answer_or_once_more  # type: ignore[method-assign]  # as Flask lets one wrap wsgi_app


def _somebody_was_quicker(error: Exception) -> bool:
    if isinstance(error, IntegrityError | StaleDataError):
        return True
    # Who waited for SQLite's one writer until the end has waited long enough.
    return isinstance(error, DBAPIError) and locks.could_be_done_again(error)
