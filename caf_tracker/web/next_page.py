"""Where to go after signing in: only to a page of this site."""

import re

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

# One slash, then path segments of harmless characters: `//host`, `/\host` and `/<tab>/host` have no way through.
_PATH = re.compile(r"/(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?")


def safe_next(wanted: str | None) -> str:
    """The path if it is one of this site's, else the home page."""
    return wanted if wanted and len(wanted) <= 300 and _PATH.fullmatch(wanted) else "/"


def opens(path: str) -> bool:
    """Whether there is a page to open at this path: what only takes a form has none."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
