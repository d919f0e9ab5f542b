"""What goes to the log of an error: its kind and the code that it passed, never its words.

An error quotes what it stumbled over: a date that somebody typed, the row that the database refuses, the values of a
statement. So do tracebacks that show variables. Logs are read by people who may see no case.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, request
from structlog.typing import EventDict, WrappedLogger

_log = logging.getLogger(__name__)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def init_app(app: Flask) -> None:
    """Sets both logs up: the web's errors, and the lines of the scheduler and the relay."""

    def log_exception(exc_info: ExcInfo) -> None:
        _log.error("Nobody had thought of this, at %s %s:\n%s", request.method, request.endpoint, told(exc_info[1]))

    app.log_exception = log_exception  # type: ignore[method-assign]  # where Flask writes down what it caught
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _without_words,
            structlog.dev.ConsoleRenderer(colors=False),
        ]
    )


def told(error: BaseException | None) -> str:
    """The error and those behind it: each one's kind, then the lines of code it passed; nothing that it says."""
    found: list[str] = []
    while error is not None:
        kind = type(error)
        found.append(f"{kind.__module__}.{kind.__qualname__}\n{''.join(traceback.format_tb(error.__traceback__))}")
        error = error.__cause__ or error.__context__
    return "because of ".join(found)


def _without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    exc_info: Any = event.pop("exc_info", None)
    if exc_info:
        error = exc_info if isinstance(exc_info, BaseException) else _being_handled(exc_info)
        event["exception"] = told(error)
    return event


def _being_handled(exc_info: Any) -> BaseException | None:
    error: BaseException | None = exc_info[1] if isinstance(exc_info, tuple) else sys.exc_info()[1]
    return error
