"""Mail to the log: that it would have gone, never what it says (an invitation's link lets somebody in)."""

import structlog

_log = structlog.get_logger(__name__)


class LogChannel:
    """Says of each mail that it would have been sent."""

    def connect(self) -> None:
        """Nothing to open."""

    def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        _log.info("mail_to_log", message_id=message_id, size=len(content))

    def close(self) -> None:
        """Nothing is held open."""
