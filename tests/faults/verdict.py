"""What came of a drill, read from the database, the mail server and the log: who is untold, told twice, or waiting."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from caf_tracker import answer_links, database
from caf_tracker.extensions import Base
from caf_tracker.reminders.outbox import is_waiting
from tests.faults.drill import Drill
from tests.faults.scheduler_process import SIGNED_WITH

_TELLINGS, _MAILS, _USERS, _AGENCIES = (
    Base.metadata.tables[name] for name in ("tellings", "mails", "users", "agencies")
)

# Duty, subject, cause, its id, and the address of whoever is told.
Reminder = tuple[str, int, str, int, str]


@dataclass
class Verdict:
    """The state of things after a drill; `told` gives the highest rung by ladder and recipient."""

    told: dict[Reminder, int] = field(default_factory=dict)
    # Told by the rows, and yet no mail of it was taken by the server for that address.
    unreached: list[Reminder] = field(default_factory=list)
    # Mails that are marked as sent, and that the server never took.
    lost: list[str] = field(default_factory=list)
    told_twice: int = 0
    mails: int = 0
    repeated: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    # Waits for the digest of the next working day, because it was told after today's was composed.
    for_tomorrow: int = 0
    digests: Counter[str] = field(default_factory=Counter)

    def untold(self, expected: dict[Reminder, int]) -> list[Reminder]:
        """Who should have been told, or told higher, and was not reached."""
        unreached = set(self.unreached)
        return [
            reminder
            for reminder, rung in expected.items()
            if self.told.get(reminder, -(10**6)) < rung or reminder in unreached
        ]


def verdict_on(drill: Drill) -> Verdict:
    """Look at everything, through a connection of its own."""
    engine = database.make_engine(drill.store.url)
    try:
        with engine.connect() as connection:
            return _judge(connection, drill)
    finally:
        engine.dispose()


def _judge(connection: sa.Connection, drill: Drill) -> Verdict:
    verdict = Verdict()
    rows = connection.execute(
        sa.select(
            _TELLINGS,
            sa.func.coalesce(_USERS.c.email, _AGENCIES.c.mailbox).label("address"),
            _MAILS.c.message_id,
            _MAILS.c.sent_at,
            _MAILS.c.given_up_at,
        )
        .outerjoin(_USERS, _USERS.c.id == _TELLINGS.c.user_id)
        .outerjoin(_AGENCIES, _AGENCIES.c.id == _TELLINGS.c.agency_id)
        .outerjoin(_MAILS, _MAILS.c.id == _TELLINGS.c.mail_id)
        .where(_TELLINGS.c.mail != "folded")
        .order_by(_TELLINGS.c.rung)
    ).all()
    arrived = {(str(mail["To"]), told) for mail in drill.mail.taken for told in _tellings(mail)}
    # In one mail a later rung of the same ladder stands for the earlier ones.
    said = {(_reminder(row), row.mail_id) for row in rows if row.sent_at and (row.address, row.id) in arrived}
    for row in rows:
        verdict.told[_reminder(row)] = row.rung
        if row.told_at < drill.began or row.mail == "no" or (_reminder(row), row.mail_id) in said:
            continue
        if row.mail == "digest" and row.mail_id is None:
            verdict.for_tomorrow += 1
        else:
            verdict.unreached.append(_reminder(row))
    keys = Counter((*_reminder(row), row.rung) for row in rows)
    verdict.told_twice = sum(count - 1 for count in keys.values())
    _look_at_mails(verdict, drill.mail.taken, drill.log)
    verdict.pending = list(connection.scalars(sa.select(_MAILS.c.message_id).where(is_waiting)))
    sent = connection.scalars(sa.select(_MAILS.c.message_id).where(_MAILS.c.sent_at >= drill.began)).all()
    taken = {_name(mail).rpartition(".")[0] for mail in drill.mail.taken}
    verdict.lost = [message_id for message_id in sent if message_id not in taken]
    return verdict


def _reminder(row: Any) -> Reminder:
    return (row.duty, row.subject_id, row.cause, row.cause_id, row.address)


def _tellings(mail: EmailMessage) -> Iterator[int]:
    """What a mail tells of: a link to each telling, or to the answer of a mailbox."""
    plain = mail.get_body(("plain",))
    assert plain is not None
    for word in str(plain.get_content()).split():
        _, told, telling = word.partition("/told/")
        _, answered, token = word.partition(answer_links.PATH)
        if told:
            yield int(telling)
        elif answered and (found := answer_links.telling_of(SIGNED_WITH, token)) is not None:
            yield found


def _look_at_mails(verdict: Verdict, taken: list[EmailMessage], log: list[dict[str, Any]]) -> None:
    copies = Counter(map(_name, taken))
    verdict.mails = len(copies)
    verdict.repeated = Counter({name: count - 1 for name, count in copies.items() if count > 1})
    ambiguous = Counter(line["message_id"] for line in log if line["event"] == "mail_outcome_unknown")
    verdict.unexplained = [name for name, more in verdict.repeated.items() if ambiguous[name] < more]
    verdict.digests = Counter(str(mail["To"]) for mail in taken if str(mail["Message-ID"]).startswith("<digest-"))


def _name(mail: EmailMessage) -> str:
    """The Message-ID before its domain: the outbox's own, and the moment at which it was written."""
    return str(mail["Message-ID"]).strip("<>").rpartition("@")[0]
