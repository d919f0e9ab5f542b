"""Who was told of what, and what became of the mail, in words."""

from dataclasses import dataclass
from datetime import datetime

from caf_tracker.labels import duty_title
from caf_tracker.models import Telling
from caf_tracker.web.told_words import mail_words, stands_in


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """One telling."""

    telling_id: int
    at: datetime
    who: str
    # For whom they stand in, in a sentence; empty for those told on their own account.
    why: str
    of: str
    mail: str
    # Whether the mail did not arrive.
    failed: bool
    # Whether the reader of the page is who was told (they may ask why).
    is_yours: bool


def told_lines(tellings: list[Telling], *, viewer_id: int, caf: str) -> list[ToldLine]:
    """The tellings in words."""
    return [
        ToldLine(
            telling_id=telling.id,
            at=telling.told_at,
            who=_who(telling),
            why=stands_in(telling, yours=telling.user_id == viewer_id),
            of=duty_title(telling.duty, caf),
            mail=mail_words(telling.mail, telling.sent),
            failed=telling.sent is not None and telling.sent.given_up_at is not None,
            is_yours=telling.user_id == viewer_id,
        )
        for telling in tellings
    ]


def unreachable(tellings: list[Telling]) -> list[str]:
    """The people (and mailboxes) that were told and whose address is known not to work, each once."""
    found = {}
    for telling in tellings:
        bounced = telling.user.bounced_at if telling.user else None
        if telling.agency:
            bounced = (telling.closed_period or telling.agency).mailbox_bounced_at
        if bounced:
            found[_who(telling)] = True
    return list(found)


def _who(telling: Telling) -> str:
    if telling.user:
        return telling.user.name
    mailbox = "out-of-term mailbox" if telling.closed_period else "mailbox"
    return f"{telling.agency.name} ({mailbox})" if telling.agency else ""
