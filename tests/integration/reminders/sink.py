"""A real SMTP server on this machine that answers as a test tells it to."""

import asyncio
from collections import defaultdict, deque
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Answer(Enum):
    """What the server does with a mail; one that is not scripted is dealt with as usual."""

    TAKE = "take"
    CLOSING = "421 4.3.2 Shutting down"
    BUSY = "451 4.3.0 Try again later"
    NOBODY = "550 5.1.1 No such user here"
    NOBODY_PLAIN = "550 No such user here"
    RELAYING_DENIED = "550 5.7.1 Relaying denied"
    CONTENT_REFUSED = "550 5.7.1 Looks like spam"
    DROP_BEFORE_TEXT = "drop before the text"
    HANG_BEFORE_TEXT = "hang before the text"
    DROP_AFTER_ACCEPT = "drop after accept"
    HANG_AFTER_ACCEPT = "hang after accept"


_AT_RECIPIENT = (Answer.CLOSING, Answer.BUSY, Answer.NOBODY, Answer.NOBODY_PLAIN, Answer.RELAYING_DENIED)


class _OnAnyPort(Controller):
    """Listens on a port that is free, and knows which one it is."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # it listens by now
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types here


class Sink:
    """The server's ear: `taken` are the mails it has accepted, whatever it answered then."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.connections = 0
        # What it does with a mail for which no answer was given: it takes it.
        self.usual = Answer.TAKE
        # After so many mails it ends a connection, as some servers do.
        self.mails_a_connection: int | None = None
        self._answers: dict[str, deque[Answer]] = defaultdict(deque)
        self._release = asyncio.Event()
        self._controller: Controller | None = None

    def answer(self, recipient: str, *answers: Answer) -> None:
        """The next answers for this recipient, one a try."""
        self._answers[recipient].extend(answers)

    def forget(self) -> None:
        """What was taken, and what was to be answered."""
        self.taken.clear()
        self._answers.clear()

    def to(self, recipient: str) -> list[EmailMessage]:
        """What was taken for this recipient."""
        return [mail for mail in self.taken if mail["To"] == recipient]

    def start(self, port: int = 0) -> int:
        """Listen, on a port that is free unless one is named; the port."""
        self._release = asyncio.Event()
        self._controller = _OnAnyPort(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        return self._controller.port

    def stop(self) -> None:
        """Stop listening."""
        if self._controller is not None:
            self._controller.loop.call_soon_threadsafe(self._release.set)
            self._controller.stop(no_assert=True)
            self._controller = None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        session.carried = 0  # type: ignore[attr-defined]  # this sink's own note on the session
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mails_a_connection is not None and session.carried >= self.mails_a_connection:  # type: ignore[attr-defined]
            return Answer.CLOSING.value
        envelope.rcpt_tos.append(address)
        envelope.answer = self._next(address)  # type: ignore[attr-defined]
        if envelope.answer in _AT_RECIPIENT:  # type: ignore[attr-defined]
            return str(envelope.answer.value)  # type: ignore[attr-defined]
        if envelope.answer is Answer.DROP_BEFORE_TEXT:  # type: ignore[attr-defined]
            _drop(server)
        if envelope.answer is Answer.HANG_BEFORE_TEXT:  # type: ignore[attr-defined]
            await self._release.wait()
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer: Answer = envelope.answer  # type: ignore[attr-defined]
        if answer is Answer.CONTENT_REFUSED:
            return str(answer.value)
        assert isinstance(envelope.original_content, bytes)
        found: Any = message_from_bytes(envelope.original_content, policy=policy.default)
        self.taken.append(found)
        session.carried += 1  # type: ignore[attr-defined]
        if answer is Answer.DROP_AFTER_ACCEPT:
            _drop(server)
        if answer is Answer.HANG_AFTER_ACCEPT:
            await self._release.wait()
        return "250 OK"

    def _next(self, recipient: str) -> Answer:
        waiting = self._answers[recipient]
        return waiting.popleft() if waiting else self.usual


def _drop(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()
