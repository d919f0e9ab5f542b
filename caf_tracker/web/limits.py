"""How much may be sent at once: a file of 25 MB, but never that much typed text."""

from flask import Flask, current_app, request


def init_app(app: Flask) -> None:
    """Limits every request. Registered before whatever reads the form."""
    app.before_request(_limit_typed_text)


def _limit_typed_text() -> None:
    # Fields of a form with a file have a limit of their own; a plain form is read whole and has only this one.
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
