"""The marker on a view decides who comes in; a view without one lets nobody in."""

import re

import pytest
from flask import Flask

from caf_tracker.models.words import Role
from tests import factories
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn


def test_signed_out_people_are_asked_to_sign_in_and_brought_back(visitor: Client) -> None:
    response = visitor.get("/try/members?name=Reed")
    assert response.status_code == 302
    # The path alone: what is asked for may be a name.
    assert response.location == "/sign-in?next=/try/members"


def test_everybody_signed_in_passes_a_door_for_them(edge: Flask, visitor: Client, sign_in: SignIn) -> None:
    sign_in(visitor, factories.make_authority().auditor)
    assert visitor.get("/try/members").text == "for members"


def test_a_permission_lets_in_the_roles_that_hold_it_and_no_other(edge: Flask, sign_in: SignIn) -> None:
    authority = factories.make_authority()
    for user in authority.everyone:
        client = edge.test_client()
        assert isinstance(client, Client)
        sign_in(client, user)
        expected = 200 if user.role is Role.SYSTEM_ADMIN else 403
        assert client.get("/try/administrators").status_code == expected, user.role


def test_a_view_without_a_marker_lets_nobody_in(edge: Flask, visitor: Client, sign_in: SignIn) -> None:
    sign_in(visitor, factories.make_authority().system_admin)
    response = visitor.get("/try/unmarked")
    assert response.status_code == 500
    assert "for nobody" not in response.text


def test_what_browsers_are_told_never_to_do(visitor: Client) -> None:
    headers = visitor.get("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_each_answer_has_a_nonce_of_its_own_that_its_scripts_carry(visitor: Client) -> None:
    first, second = visitor.get("/sign-in"), visitor.get("/sign-in")
    nonces = [page.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0] for page in (first, second)]
    assert nonces[0] != nonces[1]
    assert f'<script nonce="{nonces[0]}">' in first.text


def test_files_are_kept_by_browsers_until_their_content_changes(visitor: Client) -> None:
    page = visitor.get("/sign-in").text
    addresses = re.findall(r'(?:href|src|data-design-system)="(/(?:assets|static)/[^"]+)"', page)
    assert {address.split("?")[0].rsplit(".", 1)[1] for address in addresses} == {"css", "js", "svg"}
    for address in addresses:
        with visitor.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
        # The address of other content, as a page drawn by another version has it, is asked for anew each time.
        with visitor.get(f"{address[:-1]}x") as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-cache", address


def test_a_file_that_is_not_there_is_no_crash_by_any_method(visitor: Client) -> None:
    address = "/static/no-such-file.css?v=0123456789ab"
    assert visitor.get(address).status_code == 404
    # The answers to these have no page to look at.
    visitor.check_pages = False
    assert visitor.options(address).status_code == 200
    assert visitor.head(address).status_code == 404


def test_another_sites_name_is_answered_in_text_alone(
    edge: Flask, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(edge.config, "TRUSTED_HOSTS", ["caf.example"])
    assert visitor.get("/sign-in", base_url="https://caf.example").status_code == 200
    for path in ("/sign-in", "/no/such/page"):
        response = visitor.get(path, base_url="https://evil.example")
        assert response.status_code == 400
        assert response.mimetype == "text/plain"
        assert "call 999" in response.text
