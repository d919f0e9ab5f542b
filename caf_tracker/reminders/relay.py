"""The relay: claims waiting mail, sends it over one connection and marks each mail, told at least once and never lost.

The order is claim, connect, send, mark, with a commit after the claim and after each mark: no transaction is open
while a server is waited for. A relay that dies between sending and marking leaves a claim whose lease runs out; the
next one sends again under the same Message-ID and logs that the first outcome was not known.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from caf_tracker import audit, clock
from caf_tracker.extensions import db
from caf_tracker.reminders import outbox
from caf_tracker.reminders.channels.base import (
    Channel,
    MailRefused,
    OutcomeUnknown,
    RecipientRefused,
    ServerTrouble,
)
from caf_tracker.reminders.contents import Content, read
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.messages import compose
from caf_tracker.reminders.outbox import Claim

_NOT_COMPOSED = "The mail could not be composed; the log says why."

_SENDABLE = re.compile(r"[!-~]+@[!-~]+")

_log = structlog.get_logger(__name__)


@dataclass
class RelayResult:
    """What one run did; `bounced` counts addresses newly found to be missing."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    bounced: int = 0

    def __iadd__(self, other: "RelayResult") -> "RelayResult":
        self.sent += other.sent
        self.put_off += other.put_off
        self.given_up += other.given_up
        self.bounced += other.bounced
        return self


@dataclass
class _Line:
    """The one connection of a run, opened for the first mail and again if the server limits mails a connection."""

    channel: Channel
    is_open: bool = False
    carried: int = 0

    def connect(self) -> None:
        if not self.is_open:
            self.channel.connect()
            self.is_open, self.carried = True, 0

    def close(self) -> None:
        self.channel.close()
        self.is_open = False


def relay(channel: Channel, letterhead: Letterhead, *, stopping: Callable[[], bool] = lambda: False) -> RelayResult:
    """Send everything that is due, until nothing is, the server is in trouble, or somebody wants to stop."""
    result = RelayResult()
    line = _Line(channel)
    try:
        while not stopping() and (claims := _claim()):
            if not _send_all(claims, line, letterhead, result, stopping):
                break
    finally:
        line.close()
    return result


def _claim() -> list[Claim]:
    claims = outbox.claim(db.session(), clock.now())
    db.session.commit()
    for claimed in claims:
        if claimed.taken_over:
            _log.warning("mail_outcome_unknown", mail_id=claimed.mail_id, message_id=claimed.message_id,
                         why="a relay claimed it and never said what became of it")  # fmt: skip
    return claims


def _send_all(
    claims: list[Claim], line: _Line, letterhead: Letterhead, result: RelayResult, stopping: Callable[[], bool]
) -> bool:
    """Send a claimed batch; False once the server is in trouble, what was not tried being given back."""
    contents = _read_all(claims)
    for position, claimed in enumerate(claims):
        if stopping() or not _deal_with(claimed, contents.get(claimed.mail_id), line, letterhead, result):
            outbox.release(db.session(), claims[position:])
            db.session.commit()
            return False
    return True


def _deal_with(
    claimed: Claim, content: Content | None, line: _Line, letterhead: Letterhead, result: RelayResult
) -> bool:
    """Send one mail and mark what became of it; False if there is no point in trying the next."""
    if clock.now() >= claimed.until:
        # This process was stopped for so long that the mail is another's by now.
        return False
    try:
        _send(claimed, content, line, letterhead)
    except RecipientRefused as refused:
        _mark_refused(claimed, refused, result)
    except MailRefused as refused:
        _mark_put_off(claimed, refused.words, result)
    except ServerTrouble as trouble:
        line.close()
        _mark_away(claimed, trouble, result)
        return False
    except OutcomeUnknown as unknown:
        line.close()
        _mark_unknown(claimed, unknown, result)
        return False
    else:
        _mark_sent(claimed, result)
    return True


def _send(claimed: Claim, content: Content | None, line: _Line, letterhead: Letterhead) -> None:
    """Compose and hand over one mail; a Trouble says that it did not certainly go."""
    if claimed.barred:
        raise RecipientRefused("Not sent: the account is disabled.")
    if claimed.recipient is None:
        raise RecipientRefused("Not sent: there is no address.")
    if not _SENDABLE.fullmatch(claimed.recipient):
        raise RecipientRefused("Not sent: the address holds a character that mail servers do not take.")
    message = _compose(claimed, content, letterhead, claimed.recipient)

    def hand_over(recipient: str = claimed.recipient) -> None:
        line.connect()
        line.channel.send(sender=letterhead.sender, recipient=recipient, message_id=claimed.message_id, content=message)
        line.carried += 1

    try:
        hand_over()
    except ServerTrouble:
        if not line.carried:
            raise
        # Some servers end a connection after so many mails: this one was not taken, a new connection may take it.
        line.close()
        hand_over()


def _compose(claimed: Claim, content: Content | None, letterhead: Letterhead, recipient: str) -> bytes:
    if content is None:
        raise MailRefused(_NOT_COMPOSED)
    try:
        return compose(content, letterhead, recipient=recipient, message_id=claimed.message_id, at=clock.now())
    except Exception as error:  # one mail that cannot be written must not hold up all the others
        _log.exception("mail_not_composed", mail_id=claimed.mail_id, kind=claimed.kind.value)
        raise MailRefused(_NOT_COMPOSED) from error


def _mark_sent(claimed: Claim, result: RelayResult) -> None:
    now = clock.now()
    if now >= claimed.until:
        _log.warning("mail_outcome_unknown", mail_id=claimed.mail_id, message_id=claimed.message_id,
                     why="sent after the lease had run out, so another relay may have sent it too")  # fmt: skip
    outbox.mark_sent(db.session(), claimed, now)
    db.session.commit()
    result.sent += 1


def _mark_refused(claimed: Claim, refused: RecipientRefused, result: RelayResult) -> None:
    now = clock.now()
    outbox.give_up(db.session(), claimed, now, refused.words)
    if not claimed.barred and outbox.mark_bounced(db.session(), claimed, now):
        audit.record(at=now, act="mark_address_refused", job="relay", mail=claimed.mail_id)
        result.bounced += 1
    db.session.commit()
    result.given_up += 1


def _mark_away(claimed: Claim, trouble: ServerTrouble, result: RelayResult) -> None:
    outbox.wait_for_server(db.session(), claimed, clock.now(), trouble.words)
    db.session.commit()
    result.put_off += 1


def _mark_unknown(claimed: Claim, unknown: OutcomeUnknown, result: RelayResult) -> None:
    """The server broke off when it had the text: the mail may arrive twice, and the log says so."""
    _log.warning("mail_outcome_unknown", mail_id=claimed.mail_id, message_id=claimed.message_id,
                 why="no answer after the text was handed over")  # fmt: skip
    words = f"No answer after the mail was handed over, so it may have arrived and is sent again: {unknown.words}"
    _mark_put_off(claimed, words, result, may_have_arrived=True)


def _mark_put_off(claimed: Claim, words: str, result: RelayResult, *, may_have_arrived: bool = False) -> None:
    given_up = outbox.put_off(db.session(), claimed, clock.now(), words, may_have_arrived=may_have_arrived)
    db.session.commit()
    result.given_up += given_up
    result.put_off += not given_up


def _read_all(claims: list[Claim]) -> dict[int, Content]:
    """What the mails of a batch are about; one that cannot be read is left out and holds up no other."""
    try:
        return _read([claimed.mail_id for claimed in claims])
    except Exception:
        _log.exception("mails_not_read", count=len(claims))
    contents: dict[int, Content] = {}
    for claimed in claims:
        try:
            contents |= _read([claimed.mail_id])
        except Exception:
            _log.exception("mail_not_read", mail_id=claimed.mail_id)
    return contents


def _read(mail_ids: list[int]) -> dict[int, Content]:
    try:
        return read(db.session(), mail_ids, clock.now())
    finally:
        # Ends the transaction: SQLite's write lock must not be held while a server is waited for.
        db.session.rollback()
