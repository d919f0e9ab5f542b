"""Settings: what is unsafe in production stops the start, one clear line each; without any, development runs."""

import pytest

import config
from config import Environment, MailChannel, SettingsRefused

SAFE = {
    "CAF_TRACKER_ENV": "production",
    "SECRET_KEY": "4f1c0ffee" * 5,
    "DATABASE_URL": "postgresql://caf@db.example/caf",
    "BASE_URL": "https://caf.example",
    "MAIL_FROM": "caf@example.org",
    "SMTP_HOST": "mail.example",
    "MASH_TELEPHONE": "01632 960001",
    "MASH_TELEPHONE_OUT_OF_HOURS": "01632 960002",
    "MASH_HOURS": "Mon-Fri 09:00-17:00",
}


def problems(**changed: str) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        config.load({**SAFE, **changed})
    return refused.value.problems


def test_safe_settings_start_production() -> None:
    settings = config.load(SAFE)
    assert settings.environment is Environment.PRODUCTION
    assert settings.mail_channel is MailChannel.SMTP
    assert settings.database_url == "postgresql+psycopg://caf@db.example/caf"
    assert settings.flask_config()["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize("name", [name for name in SAFE if name != "CAF_TRACKER_ENV"])
def test_each_missing_setting_of_production_is_one_line(name: str) -> None:
    assert problems(**{name: ""}) == [f"{name} is missing."]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SECRET_KEY", "changeme", "SECRET_KEY is a default that anybody can guess."),
        ("SECRET_KEY", "x" * 31, "SECRET_KEY is shorter than 32 characters."),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG is on: production never runs in debug mode."),
        ("BASE_URL", "http://caf.example", "BASE_URL does not begin with https://."),
        ("MAIL_CHANNEL", "pigeon", "MAIL_CHANNEL is none of smtp, files, log."),
        ("PORT", "-1", "PORT is no number."),
        ("MASH_HOURS", "all day", "MASH_HOURS cannot be read: “all day” is not like “Mon-Fri 09:00-17:00”."),
    ],
)
def test_each_unsafe_setting_of_production_is_one_line(name: str, value: str, line: str) -> None:
    assert problems(**{name: value}) == [line]


@pytest.mark.parametrize("number", ["0300 456 0108", "03004560100", "+44 300 456 0108", "0044 300 4560100"])
@pytest.mark.parametrize("name", ["MASH_TELEPHONE", "MASH_TELEPHONE_OUT_OF_HOURS"])
def test_the_demonstrations_front_door_is_refused_however_it_is_written(name: str, number: str) -> None:
    assert problems(**{name: number}) == [f"{name} is the demonstration's number: enter your own front door's."]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(problems(FLASK_DEBUG="true", MASH_TELEPHONE="0300 456 0108", MASH_HOURS="never")) == 3


def test_no_setting_at_all_is_development() -> None:
    settings = config.load({})
    assert settings.environment is Environment.DEVELOPMENT
    assert settings.database_url.startswith("sqlite:///")
    assert settings.mail_channel is MailChannel.FILES
    assert settings.trusted_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert settings.secret_key != config.load({}).secret_key


def test_an_unknown_environment_is_refused_and_never_taken_for_development() -> None:
    with pytest.raises(SettingsRefused) as refused:
        config.load({"CAF_TRACKER_ENV": "prod"})
    assert refused.value.problems == ["CAF_TRACKER_ENV is none of production, demonstration, test, development."]
