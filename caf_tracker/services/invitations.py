"""One-time links with which a person sets a password: on being invited, and when they have forgotten it."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker import audit
from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import Invitation, Mail, User
from caf_tracker.models.words import MailKind
from caf_tracker.services import sign_in
from caf_tracker.services.tokens import new_token, token_hash

# Our own default: a week holds a holiday's length of unread mail without leaving a key under the mat.
LINK_HOLDS = timedelta(days=7)


def send_link(*, actor: User, at: datetime, user: User, base_url: str) -> str:
    """Queue a mail with a new one-time link and return the link; links sent before stop working."""
    token = new_token()
    end_links(user=user, at=at)
    db.session.add(Invitation(token_hash=token_hash(token), user_id=user.id, sent_at=at, expires_at=at + LINK_HOLDS))
    link = f"{base_url}/invitation/{token}"
    db.session.add(
        Mail(
            kind=MailKind.INVITATION,
            user_id=user.id,
            link=link,
            message_id=f"<invitation-{secrets.token_hex(16)}@caf-tracker>",
            created_at=at,
            next_try_at=at,
        )
    )
    audit.record(actor=actor, at=at, act="link_sent", user_id=user.id)
    db.session.flush()
    return link


def end_links(*, user: User, at: datetime) -> None:
    """Let no link sent so far work any longer, and send none that still waits."""
    db.session.execute(
        sa.update(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)).values(expires_at=at)
    )
    db.session.execute(
        sa.update(Mail)
        .where(
            Mail.user_id == user.id,
            Mail.kind == MailKind.INVITATION,
            Mail.sent_at.is_(None),
            Mail.given_up_at.is_(None),
        )
        .values(given_up_at=at, link=None, last_error="A newer link took its place, or the account was disabled.")
    )


def find_invitation(*, token: str, at: datetime) -> Invitation:
    """The invitation of this link; NotVisible when it is unknown, used, expired, or its account is disabled."""
    found = db.session.scalar(
        sa.select(Invitation)
        .options(joinedload(Invitation.user))
        .where(Invitation.token_hash == token_hash(token), Invitation.used_at.is_(None), Invitation.expires_at > at)
    )
    if found is None or not found.user.is_active:
        raise NotVisible
    return found


def accept_invitation(*, invitation: Invitation, at: datetime, new_password: str) -> str:
    """Set the person's password, use the link up and sign them in; returns the token for their cookie."""
    used = db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result is a cursor result
        raise NotVisible
    sign_in.set_password(user=invitation.user, at=at, new=new_password)
    audit.record(actor=invitation.user, at=at, act="invitation_accepted")
    return sign_in.start_session(user=invitation.user, at=at)
