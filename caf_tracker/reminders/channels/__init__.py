"""The ways out for mail, chosen by the setting MAIL_CHANNEL."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caf_tracker.reminders.channels.base import Channel
from caf_tracker.reminders.channels.files import FilesChannel
from caf_tracker.reminders.channels.log import LogChannel
from caf_tracker.reminders.channels.smtp import SmtpChannel, SmtpServer, Tls


def channel_for(settings: Mapping[str, Any]) -> Channel:
    """The channel that the settings name; ValueError for one that does not exist."""
    match settings["MAIL_CHANNEL"]:
        case "smtp":
            return SmtpChannel(
                SmtpServer(
                    host=settings["SMTP_HOST"],
                    port=int(settings["SMTP_PORT"]),
                    username=settings["SMTP_USERNAME"] or None,
                    password=settings["SMTP_PASSWORD"] or None,
                    tls=_tls(settings),
                )
            )
        case "files":
            return FilesChannel(Path(settings["MAIL_FOLDER"]))
        case "log":
            return LogChannel()
        case other:
            raise ValueError(f"MAIL_CHANNEL is {other!r}; it may be smtp, files or log.")


def _tls(settings: Mapping[str, Any]) -> Tls:
    if not settings["SMTP_TLS"]:
        return "none"
    # RFC 8314: on port 465 the connection is encrypted from its first byte.
    return "tls" if int(settings["SMTP_PORT"]) == 465 else "starttls"
