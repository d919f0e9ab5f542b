"""The files that pages bring with them: their addresses change with their content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Request, url_for

_FOLDERS = {"assets.static": Path(__file__).parents[1] / "assets", "static": Path(__file__).parents[1] / "static"}


def init_app(app: Flask) -> None:
    """Adds what the base template asks for."""
    app.jinja_env.globals.update(asset=asset, vendored=vendored)


def asset(filename: str) -> str:
    """The address of one of our own files."""
    return _address("assets.static", filename)


def vendored(filename: str) -> str:
    """The address of a file of the design system."""
    return _address("static", f"vendor/{filename}")


def is_a_file(request: Request) -> bool:
    """Whether a file was asked for, and no page."""
    return request.endpoint in _FOLDERS


def may_be_kept(request: Request) -> bool:
    """Whether what was asked for is a file as it now stands, under the address that no other content will have."""
    if request.endpoint not in _FOLDERS or request.method not in ("GET", "HEAD"):
        # OPTIONS is answered even where there is no such file.
        return False
    filename = (request.view_args or {}).get("filename", "")
    return request.args.get("v") == _digest(_FOLDERS[request.endpoint] / filename)


def _address(endpoint: str, filename: str) -> str:
    return url_for(endpoint, filename=filename, v=_digest(_FOLDERS[endpoint] / filename))


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
