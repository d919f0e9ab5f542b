"""What ends a session ends it for every copy of its cookie; what was sent too late comes back to its writer alone."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from random import Random

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import User
from caf_tracker.models.words import Role
from caf_tracker.services import invitations
from caf_tracker.services.sign_in import start_session
from caf_tracker.web.access import Door, door_of
from caf_tracker.web.sign_in_sessions import COOKIE
from tests.factories import PASSWORD, Authority
from tests.fixtures import forms
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.fixtures.proving import Figure, Length
from tests.integration.door.asking import LIKELY, Asker, Form
from tests.integration.door.conftest import CountingHasher
from tests.integration.door.families import Families, fill_in_forms, make_families

ACCOUNT = "/account/password"
NEW = "three random words"


def token_of(client: Client) -> str:
    found = client.get_cookie(COOKIE)
    return found.value if found else ""


def sign_out(client: Client, _authority: Authority, _administrator: Client) -> None:
    page = client.get(ACCOUNT).text
    client.post("/sign-out", data={"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]})


def change_password(client: Client, _authority: Authority, _administrator: Client) -> None:
    client.submit(ACCOUNT, {"current_password": PASSWORD, "new_password": NEW})


def follow_a_link(client: Client, authority: Authority, _administrator: Client) -> None:
    user, by = authority.other_health_visitor, authority.system_admin
    link = invitations.send_link(actor=by, at=clock.now(), user=user, base_url="https://caf.example")
    client.delete_cookie(COOKIE)
    client.submit(link.removeprefix("https://caf.example"), {"new_password": NEW})


def disable(_client: Client, authority: Authority, administrator: Client) -> None:
    administrator.submit(f"/people/{authority.other_health_visitor.id}/disable", {})


def change_role(_client: Client, authority: Authority, administrator: Client) -> None:
    path = f"/people/{authority.other_health_visitor.id}/change"
    assert administrator.submit(path, {"role": Role.AGENCY_ADMIN.value}).status_code == 302


ENDS = {end.__name__: end for end in (sign_out, change_password, follow_a_link, disable, change_role)}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_ends_a_session_ends_every_copy_of_its_cookie(
    app: Flask, authority: Authority, new_client: Callable[[], Client], sign_in: SignIn, hasher: CountingHasher,
    end: Callable[[Client, Authority, Client], None],
) -> None:  # fmt: skip
    client, copy, administrator = new_client(), new_client(), new_client()
    sign_in(client, authority.other_health_visitor)
    sign_in(administrator, authority.system_admin)
    copy.set_cookie(COOKIE, old := token_of(client))
    assert copy.get(ACCOUNT).status_code == 200
    end(client, authority, administrator)
    assert copy.get(ACCOUNT).status_code == 302
    assert token_of(client) != old or end in (disable, change_role)
    # Nor does it come back to life when the account is in use again.
    authority.other_health_visitor.disabled_at = None
    assert copy.get(ACCOUNT).status_code == 302


@pytest.mark.parametrize("idle", [True, False])
def test_what_expired_stays_expired_although_it_is_shown_again_and_again(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, idle: bool
) -> None:
    start = clock_at("2026-03-03 08:00")
    sign_in(client, authority.health_visitor)
    for minutes in () if idle else range(25, 600, 25):
        clock_at(start + timedelta(minutes=minutes))
        assert client.get(ACCOUNT).status_code == 200
    for minutes in (30, 31, 45) if idle else (600, 601):
        clock_at(start + timedelta(minutes=minutes))
        assert client.get(ACCOUNT).status_code == 302


def test_staying_keeps_a_session_for_thirty_minutes_more_and_ten_hours_at_most(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    start = clock_at("2026-03-03 08:00")
    sign_in(client, authority.health_visitor)
    token = client.get(ACCOUNT).text.split('name="csrf_token" value="')[1].split('"')[0]

    def stay(**after: int) -> object:
        clock_at(start + timedelta(**after))
        answer = client.post("/account/stay", data={"csrf_token": token})
        return answer.json if answer.status_code == 200 else answer.status_code

    for minutes in range(25, 575, 25):
        assert stay(minutes=minutes) == {"seconds": 1800, "isFinal": minutes >= 570}
    assert stay(minutes=575) == {"seconds": 1500, "isFinal": True}
    assert stay(minutes=599, seconds=59) == {"seconds": 1, "isFinal": True}
    assert stay(minutes=600) == 401


def test_a_page_of_the_product_says_how_long_its_session_lasts(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    start = clock_at("2026-03-03 08:00")
    assert "session-ends" not in client.get("/sign-in").text
    sign_in(client, authority.health_visitor)
    assert 'data-seconds="1800" data-final="false"' in client.get("/").text
    # "Last seen" is written once a minute: until then the page must not promise more than holds.
    clock_at(start + timedelta(seconds=59))
    assert 'data-seconds="1741"' in client.get("/").text


def test_signing_in_again_makes_a_new_id_and_keeps_what_is_open_in_other_windows(
    client: Client, authority: Authority, hasher: CountingHasher, clock_at: ClockAt
) -> None:
    start, user = clock_at("2026-03-03 08:00"), authority.health_visitor
    client.submit("/sign-in", {"email": user.email, "password": PASSWORD})
    old = token_of(client)
    address, fields = forms.filled(client.get(ACCOUNT).text, ACCOUNT)
    clock_at(start + timedelta(minutes=31))
    client.submit("/sign-in", {"email": user.email, "password": PASSWORD})
    assert token_of(client) != old
    sent = {**fields, "current_password": PASSWORD, "new_password": NEW}
    assert client.post(address, data=sent).status_code == 302


def test_nobody_else_takes_over_the_forms_of_a_browser(
    client: Client, authority: Authority, hasher: CountingHasher, clock_at: ClockAt
) -> None:
    start = clock_at("2026-03-03 08:00")
    client.submit("/sign-in", {"email": authority.manager.email, "password": PASSWORD})
    address, fields = forms.filled(client.get(ACCOUNT).text, ACCOUNT)
    clock_at(start + timedelta(minutes=31))
    client.submit("/sign-in", {"email": authority.coordinator.email, "password": PASSWORD})
    sent = {**fields, "current_password": PASSWORD, "new_password": NEW}
    assert client.post(address, data=sent).status_code == 400


TYPED = 'She said: "<b>not today</b>" & went\r\nto Zoë’s 👶'
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def forms_of(app: Flask, families: Families, role: str, step: int) -> Iterator[Form]:
    """Each form that this person meets, once; of the addresses only every so manieth is looked at."""
    user = getattr(families.authority, role)
    fill_in_forms(app, families, user)
    asker = Asker(app, families, user)
    for places in list(asker.by_rule.values())[::step]:
        view = app.view_functions[places[0].rule.endpoint]
        if "POST" in (places[0].rule.methods or ()) and not (door_of(view) or Door()).everybody:
            shown = (asker.forms_at(place) for place in places)
            yield from next(filter(None, shown), [])[:1]


@pytest.mark.proof
def test_what_was_typed_into_any_form_comes_back_to_its_writer_and_to_nobody_else(
    app: Flask, client: Client, hasher: CountingHasher, clock_at: ClockAt, length: Length, figure: Figure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    start, families = clock_at("2026-03-03 10:00"), make_families()
    roles = ("manager", "system_admin", "health_visitor", "coordinator")[: length(1, 4)]
    found = {role: list(forms_of(app, families, role, length(3, 1))) for role in roles}
    tokens = {role: start_session(user=getattr(families.authority, role), at=start) for role in roles}
    db.session.commit()
    # Tokens of forms have tests of their own; these browsers come and go too often to fetch one each time.
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    client.check_pages = False
    clock_at(start + timedelta(minutes=30))
    for role in roles:
        given_back = 0
        for form in found[role]:
            client.set_cookie(COOKIE, tokens[role])
            given_back += is_given_back(client, form, getattr(families.authority, role), families.authority.head)
        figure(f"{role}: {given_back} forms given back, {len(found[role]) - given_back} that hold a password not")
        assert given_back >= length(5, {"manager": 25, "system_admin": 5}.get(role, 10))


def is_given_back(client: Client, form: Form, writer: User, other: User) -> bool:
    """Whether what was typed comes back to the writer, and not to somebody else, who comes first."""
    chance = Random(form.address)  # noqa: S311 - no secret, and the same every time
    typed = [(name, TYPED if value in LIKELY else value) for name, value in form.filled_in(chance)]
    late = client.post(form.address, data=MultiDict(typed))
    assert late.status_code == 401, form.address
    sealed = sealed_in(late.text)
    if any("password" in name for name in form.choices):
        assert sealed == ""
        return False
    assert come_back(client, other, sealed).location == "/"
    back = come_back(client, writer, sealed)
    assert f'action="{form.address}"' in back.text
    shown = [(unescape(name), unescape(value)) for name, value in _HIDDEN.findall(back.text)]
    assert [pair for pair in shown if pair[0] != "csrf_token"] == [pair for pair in typed if pair[0] != "csrf_token"]
    return True


def test_what_comes_back_cannot_be_made_up_changed_or_kept_for_long(
    app: Flask, client: Client, authority: Authority, sign_in: SignIn, hasher: CountingHasher, clock_at: ClockAt,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    start, user = clock_at("2026-03-03 10:00"), authority.manager
    sign_in(client, user)
    clock_at(start + timedelta(minutes=30))
    sealed = sealed_in(client.post("/cases/find", data={"text": TYPED}).text)
    assert come_back(client, user, sealed).status_code == 200
    letter = "B" if sealed[9] == "A" else "A"
    for made_up in (sealed[:9] + letter + sealed[10:], sealed[5:], sealed + "x", "x.y", "[1]", "\0", "☃"):
        assert come_back(client, user, made_up).location == "/"
    clock_at(start + timedelta(days=1, minutes=30))
    assert come_back(client, user, sealed).status_code == 200
    clock_at(start + timedelta(days=1, minutes=30, seconds=1))
    assert come_back(client, user, sealed).location == "/"


def test_a_file_is_chosen_again(app: Flask, client: Client, authority: Authority, sign_in: SignIn) -> None:
    sign_in(client, authority.manager)
    token = client.get("/closures").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.set_cookie(COOKIE, "x")
    late = client.post("/closures", data={"file": (BytesIO(b"a,b"), "closures.csv"), "csrf_token": token})
    assert late.status_code == 401
    assert sealed_in(late.text) == ""
    assert '<a class="govuk-link" href="/sign-in?next=/closures">Sign in again</a>' in late.text


def test_what_only_takes_a_form_is_not_opened_after_signing_in(
    app: Flask, client: Client, authority: Authority, sign_in: SignIn
) -> None:
    sign_in(client, authority.system_admin)
    token = client.get(ACCOUNT).text.split('name="csrf_token" value="')[1].split('"')[0]
    client.set_cookie(COOKIE, "x")
    late = client.post("/outbox/1/send-again", data={"csrf_token": token})
    assert '<a class="govuk-link" href="/sign-in?next=/">Sign in again</a>' in late.text


def sealed_in(html: str) -> str:
    """What a page carries along, sealed."""
    return unescape(dict(_HIDDEN.findall(html)).get("sealed", ""))


def come_back(client: Client, user: User, sealed: str) -> TestResponse:
    """Sign in with what the page that said so carried along."""
    client.delete_cookie(COOKIE)
    return client.post("/sign-in", data={"email": user.email, "password": PASSWORD, "sealed": sealed})
