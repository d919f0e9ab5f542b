"""Mail into a folder, one .eml file a mail: for development and the demonstration."""

import re
from pathlib import Path

from caf_tracker.reminders.channels.base import ServerTrouble


class FilesChannel:
    """Writes each mail to a file named after its Message-ID, so that one sent twice is there once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def connect(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ServerTrouble(f"The mail folder cannot be made: {error.strerror}.") from error

    def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
        name = re.sub(r"[^A-Za-z0-9.@-]", "-", message_id)
        unfinished = self._folder / f".{name}.part"
        try:
            unfinished.write_bytes(content)
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise ServerTrouble(f"The mail folder cannot be written: {error.strerror}.") from error

    def close(self) -> None:
        """Nothing is held open."""
