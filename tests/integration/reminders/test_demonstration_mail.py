"""The page that shows the demonstration's mail, and its absence everywhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from caf_tracker.extensions import db
from caf_tracker.reminders.channels import channel_for
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from tests.factories import Authority, make_authority, make_case, make_lead
from tests.fixtures.clients import Client
from tests.fixtures.databases import Database
from tests.fixtures.plugin import ClockAt, SignIn, close_connections, make_app

PATHS = ("/demonstration/mail", "/demonstration/mail/anything")


@pytest.fixture
def demonstration(database: Database, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(database.url, CAF_TRACKER_ENV="demonstration", MAIL_CHANNEL="files", MAIL_FOLDER=str(tmp_path))
    database.empty()
    with app.app_context():
        yield app
        db.session.remove()
    close_connections(app)


@pytest.fixture
def people(demonstration: Flask) -> Authority:
    made = make_authority()
    db.session.commit()
    return made


@pytest.fixture
def browser(demonstration: Flask, people: Authority, sign_in: SignIn) -> Client:
    client = demonstration.test_client()
    assert isinstance(client, Client)
    sign_in(client, people.teacher)
    return client


def test_a_mail_is_listed_and_can_be_read(
    browser: Client, people: Authority, demonstration: Flask, clock_at: ClockAt
) -> None:
    at = clock_at("2026-03-03 10:00")
    case = make_case(people)
    make_lead(case, people.health_visitor, people.manager, accepted=False)
    db.session.commit()
    tick(at)
    relay_tick(channel_for(demonstration.config), Letterhead.from_settings(demonstration.config))

    page = browser.get("/demonstration/mail").text
    assert people.health_visitor.email in page
    [link] = [part.split('"')[0] for part in page.split('href="') if "telling-" in part and case.reference in part][:1]
    mail = browser.get(link).text

    assert "Please accept or decline by 6 March 2026." in " ".join(mail.split())
    assert f'/cases/{case.reference}"' in mail, "the links in it can be followed"


def test_an_empty_folder_says_so(browser: Client) -> None:
    assert "No mail has been sent yet." in browser.get("/demonstration/mail").text


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fwsgi", "%2e%2e", "a%00b", "x" * 5000, "é", ".hidden"])
def test_no_other_file_can_be_read(browser: Client, name: str) -> None:
    assert browser.get(f"/demonstration/mail/{name}").status_code == 404


def test_one_must_be_signed_in(demonstration: Flask, people: Authority) -> None:
    for path in PATHS:
        response = demonstration.test_client().get(path)
        assert response.status_code == 302
        assert response.location.startswith("/sign-in")


def test_it_exists_in_the_demonstration_alone(
    app: Flask, client: Client, sign_in: SignIn, authority: Authority
) -> None:
    sign_in(client, authority.system_admin)
    for path in PATHS:
        assert client.get(path).status_code == 404
