"""Reading the .eml files that the demonstration writes instead of sending."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

# The newest so many are listed.
LISTED = 100


@dataclass(frozen=True)
class SentMail:
    """One file, as its reader would see it."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str


def newest(folder: Path) -> list[SentMail]:
    """The mails in the folder, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in files[:LISTED]]


def one(folder: Path, name: str) -> SentMail | None:
    """The mail in the file of that name; None if there is none."""
    path = folder / f"{name}.eml"
    return _read(path) if re.fullmatch(r"[A-Za-z0-9.@-]{1,150}", name) and path.is_file() else None


def _read(path: Path) -> SentMail:
    mail = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body = mail.get_body(("plain",))
    return SentMail(
        name=path.stem,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        at=parsedate_to_datetime(str(mail["Date"])),
        text=body.get_content() if body else "",
    )
