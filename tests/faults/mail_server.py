"""The drills' mail server: one for the whole run, which can be away and come back under the same address."""

from email.message import EmailMessage

from tests.integration.reminders.sink import Answer, Sink


class MailServer:
    """A sink with a fixed port."""

    def __init__(self) -> None:
        self._sink = Sink()
        self.port = self._sink.start()
        self._is_up = True

    @property
    def taken(self) -> list[EmailMessage]:
        """What it has accepted, in order, whatever it answered then."""
        return self._sink.taken

    def renew(self) -> None:
        """As new: up, empty and well."""
        self.mend()
        self._sink.forget()

    def answers(self, usual: Answer) -> None:
        """From now on it answers like this."""
        self._sink.usual = usual

    def knows_nobody_at(self, address: str) -> None:
        """It refuses this address for good."""
        self._sink.answer(address, *[Answer.NOBODY] * 1000)

    def go_down(self) -> None:
        """Nothing listens any more: connections are refused."""
        if self._is_up:
            self._sink.stop()
            self._is_up = False

    def mend(self) -> None:
        """Take mail again."""
        self._sink.usual = Answer.TAKE
        if not self._is_up:
            self._sink.start(self.port)
            self._is_up = True

    def close(self) -> None:
        self.go_down()
