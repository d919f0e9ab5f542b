"""What a person sent just after their session ended, so that they can send it once they have signed in again.

It travels in the page, signed, and is kept nowhere: a family's details are stored only when somebody may store them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer

from caf_tracker import clock
from caf_tracker.models import User
from caf_tracker.web.filters import in_words
from caf_tracker.web.kept_typing import is_secret
from caf_tracker.web.sign_in_sessions import owner_of_cookie

_HOLDS = timedelta(days=1)


@dataclass(frozen=True)
class Interrupted:
    """A form as it was sent, and where to."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Field and text, for the person to read."""
        return [(in_words(name), text) for name, text in self.fields if text.strip() and not is_secret(name)]


def sealed() -> str:
    """This request's form for the person whose session it came with; "" if it is nobody's or cannot be repeated."""
    owner = owner_of_cookie()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    chosen_a_file = any(file.filename for file in request.files.values())
    if owner is None or chosen_a_file or any("password" in name for name, _ in fields):
        return ""
    return _seal().dumps([owner, clock.now().isoformat(), request.full_path.rstrip("?"), fields])


def opened(seal: str | None, user: User) -> Interrupted | None:
    """The form in this seal if this person sent it, within a day; None for everybody else, and what was changed."""
    try:
        owner, sent_at, path, fields = _seal().loads(seal or "")
    except BadData:
        return None
    if owner != user.id or clock.now() - datetime.fromisoformat(sent_at) > _HOLDS:
        return None
    return Interrupted(path, [(name, text) for name, text in fields])


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="interrupted")
