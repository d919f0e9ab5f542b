"""Two people change the same thing: neither overwrites what they did not see."""

from collections.abc import Callable

import pytest
from flask import Flask

from caf_tracker.models import Adult, Case, Child
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.integration.path.forms import FORMS
from tests.integration.path.sending import facts, hidden, send
from tests.integration.path.stages import Stage

SignIn = Callable[..., object]


@pytest.fixture
def authority(app: Flask) -> Authority:
    return factories.make_authority()


@pytest.fixture
def case(authority: Authority) -> Case:
    return factories.make_case(authority)


@pytest.mark.parametrize("what", ["a child", "an adult"])
def test_the_second_is_shown_both_texts_and_may_save_theirs(
    client: Client, sign_in: SignIn, authority: Authority, case: Case, what: str
) -> None:
    form, stage = FORMS[f"change {what}"], Stage(authority, case)
    path, data = form.path(stage), form.data(stage)
    sign_in(client, authority.coordinator)
    seen = hidden(client.get(path).text)
    assert send(client, path, {**data, "name": "Saved First"}).status_code == 302
    before = facts()
    refused = send(client, path, {**data, "name": "Typed Second"}, carried=seen)
    assert refused.status_code == 409
    assert "Saved First" in refused.text
    assert "Typed Second" in refused.text
    assert facts() == before
    again = send(client, path, {**data, "name": "Typed Second"}, carried=hidden(refused.text))
    assert again.status_code == 302
    found: Child | Adult = case.children[0] if what == "a child" else case.adults[0]
    assert found.name == "Typed Second"


@pytest.mark.parametrize("version", ["", "0", "-1", "2", "1e9", "9" * 30, "x\0"])
def test_a_version_that_was_tampered_with_saves_nothing(
    client: Client, sign_in: SignIn, authority: Authority, case: Case, version: str
) -> None:
    form, stage = FORMS["change a child"], Stage(authority, case)
    sign_in(client, authority.coordinator)
    before = facts()
    response = send(client, form.path(stage), {**form.data(stage), "version": version})
    assert response.status_code == 409
    assert facts() == before


def test_a_child_or_adult_of_another_case_is_no_page_of_this_one(
    client: Client, sign_in: SignIn, authority: Authority, case: Case
) -> None:
    other = factories.make_case(authority)
    sign_in(client, authority.coordinator)
    here, before = f"/cases/{case.reference}", facts()
    carried = hidden(client.get(f"{here}/children/{case.children[0].id}").text)
    child = FORMS["change a child"].data(Stage(authority, case))
    for path in (
        f"{here}/children/{other.children[0].id}",
        f"{here}/adults/{other.adults[0].id}",
        f"{here}/children/{10**30}",
    ):
        assert client.get(path).status_code == 404
        assert send(client, path, child, carried=carried).status_code == 404
    factories.make_step_down(case, authority.manager)
    before = facts()
    said = {"adult": str(other.adults[0].id), "agreed": "yes"}
    assert "Choose one of the answers" in send(client, f"{here}/agreement", said).text
    assert facts() == before
