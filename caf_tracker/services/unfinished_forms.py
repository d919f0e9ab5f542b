"""Keeping the answers of a form of several pages until it is sent, and deleting what nobody sent."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from caf_tracker.errors import NotVisible, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Case, UnfinishedForm, User
from caf_tracker.services import drafts

# Our own default: long enough for a day's interruptions, short enough that no family's details lie about.
KEPT_FOR = timedelta(days=1)


def begin_form(
    *, actor: User, at: datetime, kind: str, answers: dict[str, Any], case: Case | None = None
) -> UnfinishedForm:
    """Start keeping a form."""
    forget_old_forms(at=at)
    form = UnfinishedForm(
        key=secrets.token_urlsafe(32),
        kind=kind,
        user_id=actor.id,
        case_id=case.id if case else None,
        answers=answers,
        begun_at=at,
    )
    db.session.add(form)
    db.session.flush()
    return form


def forget_old_forms(*, at: datetime) -> None:
    """Delete whatever anybody left lying for more than a day, sent or not; a draft after its own longer time."""
    db.session.execute(
        sa.delete(UnfinishedForm).where(
            UnfinishedForm.begun_at < at - KEPT_FOR,
            sa.or_(UnfinishedForm.kind != drafts.KIND, UnfinishedForm.begun_at < at - drafts.KEPT_FOR),
        )
    )


def find_form(*, actor: User, at: datetime, key: str, kind: str, case: Case | None = None) -> UnfinishedForm:
    """The actor's own form with this key; TransitionNotAllowed if it was sent already.

    NotVisible for a key that is unknown, somebody else's, too old, of another kind or about another case.
    """
    form = db.session.get(UnfinishedForm, key) if key.isascii() and "\0" not in key else None
    if form is None or form.user_id != actor.id or form.kind != kind or form.begun_at < at - KEPT_FOR:
        raise NotVisible
    if case is not None and form.case_id != case.id:
        raise NotVisible
    if form.sent_at is not None:
        raise TransitionNotAllowed("You have already sent this form.", by_you=True)
    return form


def keep_answers(*, form: UnfinishedForm, **answers: Any) -> None:
    """Put these answers in place of the ones given before under the same names."""
    form.answers = {**form.answers, **answers}
    db.session.flush()


def send_form(*, at: datetime, form: UnfinishedForm) -> dict[str, Any]:
    """Mark the form as sent, forget its answers, and return them once.

    Called before the act itself: of two sendings at the same time, one stops here with a StaleDataError.
    """
    answers = form.answers
    form.sent_at = at
    form.answers = {}
    db.session.flush()
    return answers
