"""Drafts: what somebody is typing and has not saved, kept for them alone while they type.

A draft is one person's, of one place, and nobody else ever reads it. It carries the version that its writer was shown,
so that saving it later is refused like any text that was overtaken, and overwrites nobody's.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from caf_tracker.extensions import db
from caf_tracker.models import Case, UnfinishedForm, User

KIND = "draft"
# Our own default. An assessment may take ten working days: somebody who falls ill in the middle of one finds their
# draft again within that time, and no half-written text about a family outlasts it. Each saving starts the time anew.
KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Draft:
    """What was typed, the version of the text that it was typed over, and when it was kept."""

    text: str
    version: int
    kept_at: datetime


def find_draft(*, actor: User, at: datetime, about: str) -> Draft | None:
    """The actor's own draft of this place, unless it is too old."""
    form = db.session.get(UnfinishedForm, _key(actor, about))
    if form is None or form.begun_at < at - KEPT_FOR:
        return None
    return Draft(form.answers["text"], form.answers["version"], form.begun_at)


def keep_draft(*, actor: User, at: datetime, about: str, case: Case, text: str, version: int) -> bool:
    """Keep what was typed in place of what was kept of it before; whether this is the beginning of a draft."""
    form = db.session.get(UnfinishedForm, _key(actor, about))
    begins = form is None
    if form is None:
        form = UnfinishedForm(key=_key(actor, about), kind=KIND, user_id=actor.id, case_id=case.id)
        db.session.add(form)
    form.answers = {"text": text, "version": version}
    form.begun_at = at
    db.session.flush()
    return begins


def forget_draft(*, actor: User, about: str) -> None:
    """Delete the actor's draft of this place, if there is one."""
    form = db.session.get(UnfinishedForm, _key(actor, about))
    if form is not None:
        db.session.delete(form)
        db.session.flush()


def _key(actor: User, about: str) -> str:
    # Of two windows that keep the first words at the same moment, the database lets one begin the draft.
    digest = sha256(f"{KIND} {actor.id} {about}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
