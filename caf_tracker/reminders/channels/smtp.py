"""Mail by SMTP, any number of mails over one connection."""

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import Literal

from caf_tracker.reminders.channels.base import MailRefused, OutcomeUnknown, RecipientRefused, ServerTrouble

# RFC 5321, 4.2.3: mailbox unavailable, user not local, mailbox name not allowed.
_NOBODY_THERE = (550, 551, 553)
_SHUTTING_DOWN = 421
_ENHANCED_CODE = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")
_LEADING_DOT = re.compile(rb"(?m)^\.")

Tls = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """Where the server is and how to speak to it; `timeout` is in seconds, of one step."""

    host: str
    port: int = 25
    username: str | None = None
    password: str | None = None
    tls: Tls = "none"
    timeout: float = 20.0


class SmtpChannel:
    """One connection to one server."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def connect(self) -> None:
        try:
            self._connection = self._open()
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors too
            raise ServerTrouble(_words_of(error)) from error

    def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        if self._connection is None:
            raise ServerTrouble("There is no connection.")
        try:
            self._offer(self._connection, sender, recipient)
        except OSError as error:
            raise ServerTrouble(_words_of(error)) from error
        self._hand_over(self._connection, content)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.suppress(OSError):
            connection.quit()
        connection.close()

    def _open(self) -> smtplib.SMTP:
        server = self._server
        # The host's own short name: looking up its full one may wait for a name server that is not there.
        name = socket.gethostname()
        connection: smtplib.SMTP
        if server.tls == "tls":
            connection = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=server.timeout, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
        try:
            if server.tls == "starttls":
                connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
            if server.username:
                connection.login(server.username, server.password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    def _offer(self, connection: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Sender, recipient, and leave to send the text: nothing has been taken if any of it fails."""
        code, words = connection.mail(sender)
        if code != 250:
            # Our own address is refused: that is for the settings to mend and no recipient's fault.
            self._refused(connection, code, words)
        code, words = connection.rcpt(recipient)
        if code not in (250, 251):
            self._refused(connection, code, words, of_recipient=_speaks_of_recipient(code, words, at_once=True))
        code, words = connection.docmd("DATA")
        if code != 354:
            self._refused(connection, code, words, of_recipient=_speaks_of_recipient(code, words, at_once=False))

    def _hand_over(self, connection: smtplib.SMTP, content: bytes) -> None:
        try:
            connection.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")
            code, words = connection.getreply()
        except OSError as error:
            raise OutcomeUnknown(_words_of(error)) from error
        if code != 250:
            self._refused(connection, code, words, of_recipient=_speaks_of_recipient(code, words, at_once=False))

    def _refused(self, connection: smtplib.SMTP, code: int, words: bytes, *, of_recipient: bool = False) -> None:
        said = f"{code} {words.decode('utf-8', 'replace')}"
        if code == _SHUTTING_DOWN or code < 0:
            raise ServerTrouble(said)
        with contextlib.suppress(OSError):
            connection.rset()
        raise RecipientRefused(said) if of_recipient else MailRefused(said)


def _speaks_of_recipient(code: int, words: bytes, *, at_once: bool) -> bool:
    """Whether a refusal means that the address is no good.

    In answer to the recipient it does, unless the enhanced code (RFC 3463) speaks of policy (5.7): "relaying denied"
    would otherwise make every address count as missing. After the text it must say so (5.1 address, 5.2 mailbox).
    """
    if code not in _NOBODY_THERE:
        return False
    enhanced = _ENHANCED_CODE.search(words.decode("utf-8", "replace"))
    if enhanced is None:
        return at_once
    return enhanced[1] != "7" if at_once else enhanced[1] in ("1", "2")


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if isinstance(error, TimeoutError):
        return "The server did not answer in time."
    return str(error) or type(error).__name__
