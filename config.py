"""Settings, read from the environment once and typed; what is unsafe in production is refused, one clear line each."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from caf_tracker.front_door import FrontDoor, parse_hours

Word = TypeVar("Word", bound=StrEnum)

INSTANCE = Path(__file__).parent / "instance"

# Telephone numbers of the demonstration authority: a real one must enter its own.
DEMONSTRATION_MASH = "0300 456 0108"
DEMONSTRATION_MASH_OUT_OF_HOURS = "0300 456 0100"
DEMONSTRATION_MASH_HOURS = "Mon-Thu 08:30-17:00, Fri 08:30-16:00"

_DEFAULT_SECRETS = {
    "dev",
    "development",
    "secret",
    "secret-key",
    "changeme",
    "change-me",
    "default",
    "test",
    "password",
}
_SHORTEST_SECRET = 32
_LOCALHOST = ("localhost", "127.0.0.1", "[::1]")


class Environment(StrEnum):
    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"
    TEST = "test"
    DEVELOPMENT = "development"


class MailChannel(StrEnum):
    SMTP = "smtp"
    FILES = "files"
    LOG = "log"


class SettingsRefused(Exception):
    """The settings are missing or unsafe; `problems` says what to mend, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that an authority sets; `load` reads it from the environment."""

    environment: Environment
    secret_key: str
    database_url: str
    port: int
    base_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    product_name: str
    caf_name: str
    mail_channel: MailChannel
    mail_folder: str
    mail_from: str
    smtp_host: str
    smtp_port: int
    smtp_username: str
    smtp_password: str
    smtp_tls: bool
    front_door: FrontDoor

    def flask_config(self) -> dict[str, Any]:
        """The same for `app.config`, with what Flask and its extensions ask for."""
        outside_the_machine = self.environment is Environment.PRODUCTION
        return {
            **{name.upper(): value for name, value in vars(self).items()},
            "SETTINGS": self,
            "TESTING": self.environment is Environment.TEST,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "caf_form",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": outside_the_machine,
            # The token lives as long as the sign-in, so that a long note is not lost to an hour-old form.
            "WTF_CSRF_TIME_LIMIT": None,
            "RATELIMIT_STORAGE_URI": "memory://",
            "RATELIMIT_ENABLED": self.environment is not Environment.TEST,
        }


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings; SettingsRefused names every one that is missing, unreadable or unsafe."""
    return _Reader(os.environ if environ is None else environ).settings()


def for_replay() -> Settings:
    """Settings of a replay: an empty database in memory, nothing sent, nothing taken from the environment."""
    return load({"DATABASE_URL": "sqlite://", "MAIL_CHANNEL": "log"})


class _Reader:
    """One reading of the environment, collecting what is wrong on the way."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []
        self.environment = self._choice("CAF_TRACKER_ENV", Environment, Environment.DEVELOPMENT)
        self.production = self.environment is Environment.PRODUCTION

    def settings(self) -> Settings:
        port = self._number("PORT", 5000)
        settings = Settings(
            environment=self.environment,
            secret_key=self._secret_key(),
            database_url=self._database_url(),
            port=port,
            base_url=self._base_url(port),
            trusted_hosts=self._trusted_hosts(),
            proxies=self._number("PROXY_COUNT", 0),
            product_name=self._text("PRODUCT_NAME", "CAF Tracker"),
            caf_name=self._text("CAF_NAME", "CAF"),
            mail_channel=self._mail_channel(),
            mail_folder=self._text("MAIL_FOLDER", str(INSTANCE / "mail")),
            mail_from=self._text("MAIL_FROM", "caf-tracker@example.org", needed=True),
            smtp_host=self._text("SMTP_HOST", "localhost"),
            smtp_port=self._number("SMTP_PORT", 25),
            smtp_username=self._text("SMTP_USERNAME", ""),
            smtp_password=self._text("SMTP_PASSWORD", ""),
            smtp_tls=self._yes("SMTP_TLS"),
            front_door=self._front_door(),
        )
        if self.production and self._yes("FLASK_DEBUG"):
            self.problems.append("FLASK_DEBUG is on: production never runs in debug mode.")
        if self.problems:
            raise SettingsRefused(self.problems)
        return settings

    def _text(self, name: str, otherwise: str, *, needed: bool = False) -> str:
        value = self.environ.get(name, "").strip()
        if not value and needed and self.production:
            self.problems.append(f"{name} is missing.")
        return value or otherwise

    def _number(self, name: str, otherwise: int) -> int:
        value = self._text(name, str(otherwise))
        if not re.fullmatch(r"[0-9]{1,5}", value):
            self.problems.append(f"{name} is no number.")
            return otherwise
        return int(value)

    def _yes(self, name: str) -> bool:
        return self.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}

    def _choice(self, name: str, words: type[Word], otherwise: Word) -> Word:
        value = self._text(name, otherwise.value)
        try:
            return words(value)
        except ValueError:
            self.problems.append(f"{name} is none of {', '.join(words)}.")
            return otherwise

    def _secret_key(self) -> str:
        value = self._text("SECRET_KEY", "", needed=True)
        if self.production and value:
            if value.lower() in _DEFAULT_SECRETS:
                self.problems.append("SECRET_KEY is a default that anybody can guess.")
            elif len(value) < _SHORTEST_SECRET:
                self.problems.append(f"SECRET_KEY is shorter than {_SHORTEST_SECRET} characters.")
        if value:
            return value
        return _kept_secret() if self.environment is Environment.DEMONSTRATION else secrets.token_hex(32)

    def _database_url(self) -> str:
        value = self._text("DATABASE_URL", "sqlite:///caf-tracker.sqlite3", needed=True)
        # Hosts hand out both spellings; SQLAlchemy wants the driver named.
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)

    def _base_url(self, port: int) -> str:
        value = self._text("BASE_URL", f"http://localhost:{port}", needed=True).rstrip("/")
        if self.production and self.environ.get("BASE_URL") and urlsplit(value).scheme != "https":
            self.problems.append("BASE_URL does not begin with https://.")
        return value

    def _trusted_hosts(self) -> tuple[str, ...]:
        named = tuple(host.strip() for host in self._text("TRUSTED_HOSTS", "").split(",") if host.strip())
        if named:
            return named
        if self.production:
            return (urlsplit(self._text("BASE_URL", "")).hostname or "localhost", *_LOCALHOST)
        return _LOCALHOST if self.environment is Environment.DEVELOPMENT else ()

    def _mail_channel(self) -> MailChannel:
        channel = self._choice("MAIL_CHANNEL", MailChannel, MailChannel.SMTP if self.production else MailChannel.FILES)
        if self.production and channel is MailChannel.SMTP:
            self._text("SMTP_HOST", "", needed=True)
        return channel

    def _front_door(self) -> FrontDoor:
        office = self._text("MASH_TELEPHONE", DEMONSTRATION_MASH, needed=True)
        out_of_hours = self._text("MASH_TELEPHONE_OUT_OF_HOURS", DEMONSTRATION_MASH_OUT_OF_HOURS, needed=True)
        if self.production:
            demonstration = {_digits(DEMONSTRATION_MASH), _digits(DEMONSTRATION_MASH_OUT_OF_HOURS)}
            for name in ("MASH_TELEPHONE", "MASH_TELEPHONE_OUT_OF_HOURS"):
                if _digits(self.environ.get(name, "")) in demonstration:
                    self.problems.append(f"{name} is the demonstration's number: enter your own front door's.")
        hours = self._text("MASH_HOURS", DEMONSTRATION_MASH_HOURS, needed=True)
        try:
            return FrontDoor(office, out_of_hours, hours, parse_hours(hours))
        except ValueError as reason:
            self.problems.append(f"MASH_HOURS cannot be read: {reason}")
            return FrontDoor(office, out_of_hours, hours, {})


def _digits(telephone: str) -> str:
    return re.sub(r"^(\+|00)44", "0", re.sub(r"[^\d+]", "", telephone))


def _kept_secret() -> str:
    """The demonstration's own secret, kept in a file so that its processes and its next start share it."""
    kept = INSTANCE / "secret-key"
    INSTANCE.mkdir(exist_ok=True)
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text()
