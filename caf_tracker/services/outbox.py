"""What a system administrator may do with mail that did not go."""

from datetime import datetime

from caf_tracker import audit
from caf_tracker.access.permissions import Permission, require
from caf_tracker.errors import NotVisible, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Mail, User
from caf_tracker.models.words import MailKind


def send_again(*, actor: User, at: datetime, mail_id: int) -> Mail:
    """Put a mail that was given up, or waits for its next try, at the head of the queue; it goes within seconds.

    One whose 72 hours are over gets one more try. An invitation whose link no longer works cannot be sent again.
    """
    require(actor, Permission.SEE_OUTBOX)
    mail = db.session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NotVisible
    if mail.sent_at is not None:
        raise TransitionNotAllowed("This mail has been sent meanwhile.")
    if mail.kind is MailKind.INVITATION and mail.link is None:
        raise TransitionNotAllowed(
            "The link in this invitation no longer works. Send a new one from the person’s page."
        )
    mail.given_up_at = None
    mail.next_try_at = at
    audit.record(actor=actor, at=at, act="send_mail_again", mail=mail.id)
    db.session.flush()
    return mail
