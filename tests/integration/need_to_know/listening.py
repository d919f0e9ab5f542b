"""All that is written around a page: logs, addresses, titles, headers."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from werkzeug.test import TestResponse


@contextmanager
def everything_logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """All that goes to any log within the block: standard logging with its tracebacks, and what is printed."""
    said: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    handler, root = Keeping(), logging.getLogger()
    loggers = [root, logging.getLogger("caf_tracker"), logging.getLogger("sqlalchemy"), logging.getLogger("gunicorn")]
    levels = [logger.level for logger in loggers]
    root.addHandler(handler)
    logging.getLogger("caf_tracker").setLevel(logging.DEBUG)
    capsys.readouterr()

    def all_of_it() -> str:
        printed = capsys.readouterr()
        said.extend([printed.out, printed.err])
        return "\n".join(said)

    try:
        yield all_of_it
    finally:
        root.removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def access_line(response: TestResponse) -> str:
    """What a web server writes down of a request and its answer, and what a browser tells the next page."""
    return f"{response.request.method} {response.request.url} {response.status} {response.headers.get('Location', '')}"


def around(response: TestResponse) -> str:
    """Whatever of an answer may be seen by others than its reader: title, links, headers, cookies."""
    links = re.findall(r'(?:href|src|action|formaction|content)="([^"]*)"', response.text)
    title = re.findall("<title>(.*?)</title>", response.text, re.S)
    return "\n".join([*links, *title, str(response.headers), access_line(response)])
