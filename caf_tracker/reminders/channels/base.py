"""What every channel does, and the four ways in which one says that a mail did not certainly arrive."""

from typing import Protocol


class Trouble(Exception):
    """A mail was not sent; `words` is what the server said, for the system administrator."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class ServerTrouble(Trouble):
    """The server could not be reached, hung, or closed the connection before it was given the mail's text."""


class MailRefused(Trouble):
    """The server answers, but would not take this mail now, for a reason that says nothing about the address."""


class RecipientRefused(Trouble):
    """The server says for good that there is nobody at this address."""


class OutcomeUnknown(Trouble):
    """The text was handed over and no answer came: the mail may have arrived, or not."""


class Channel(Protocol):
    """A way out for mail; between connect() and close() it may carry any number of mails."""

    def connect(self) -> None:
        """Make ready to send; ServerTrouble if that cannot be done."""

    def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        """Hand over one mail; returning means that it was taken, everything else is a Trouble."""

    def close(self) -> None:
        """Let go of whatever is held open; never raises."""
