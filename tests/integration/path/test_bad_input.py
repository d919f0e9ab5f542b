"""Whatever is typed into a form of the path: a message beside the field, nothing changed or lost, never a crash."""

import re
from collections.abc import Callable, Iterator

import pytest

from caf_tracker.references import reference_of
from tests.fixtures.clients import Client
from tests.integration.path.forms import FORMS
from tests.integration.path.forms.form import FormOfThePath
from tests.integration.path.sending import beside, facts, hidden, messages, send, typed
from tests.integration.path.stages import Data

# Written right to left, with marks that turn the direction, and beyond the first plane of Unicode.
UNUSUAL = "ليلى \u202eabc\u202c 👩‍👧 Ñandú"
# Longer than any field takes.
TOO_LONG = "x" * 30_001

# A refusal is made before any database is asked: the other engine's turn comes when proving.
refused_alike = pytest.mark.proof(only="postgresql")
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=[name.replace(" ", "-") for name in FORMS])


def bad(form: FormOfThePath) -> Iterator[tuple[Data, str]]:
    """What is refused, each with a part of the message that says so."""
    for name in (*form.texts, *form.long_texts):
        yield {name: f"Li\0sa {name}"}, "characters that cannot be kept"
        yield {name: TOO_LONG}, "characters or fewer"
    for name in form.choices:
        yield {name: "no-such-answer"}, ""
        yield {name: "1\0"}, ""
        yield {name: "9" * 40}, ""
    for name in form.dates:
        for parts, message in (
            (("4", "3", "2026"), "must be today or in the past"),
            (("30", "2", "2026"), "must be a real date"),
            (("9" * 20, "2", "2026"), "must be a real date"),
            (("3", "9" * 10, "2026"), "must be a real date"),
            (("3", "", "2026"), "must include a month"),
            (("a", "\0", "2026"), "in numbers"),
            (("3", "3", "26"), "year of 4 numbers"),
            (("1", "1", "9999999999"), "year"),
            (("", "", ""), "Enter"),
        ):
            yield {f"{name}-{part}": text for part, text in zip(("day", "month", "year"), parts, strict=True)}, message
    yield from form.wrong


@refused_alike
@each_form
def test_bad_input_is_answered_beside_its_field_and_changes_nothing(
    client: Client, sign_in: Callable[..., object], form: FormOfThePath
) -> None:
    stage = form.stage()
    sign_in(client, form.by(stage.authority))
    path, good, before = form.path(stage), form.data(stage), facts()
    page = client.get(path)
    assert page.status_code == 200
    for wrong, expected in bad(form):
        response = send(client, path, {**good, **wrong}, carried=hidden(page.text))
        said = messages(response.text)
        assert response.status_code == 200, f"{wrong!r:.80} answers {response.status}"
        assert any(expected in message for message in said), f"{wrong!r:.80} is answered with {said}"
        assert set(said) <= set(beside(response.text)), f"{wrong!r:.80}: a message stands in the summary alone"
        for text in good.values():
            if len(text) > 12 and text not in wrong.values():
                assert text in typed(response.text) or any(name in wrong for name in good if good[name] == text)
    assert facts() == before


@each_form
def test_sending_a_form_twice_does_it_once(client: Client, sign_in: Callable[..., object], form: FormOfThePath) -> None:
    stage = form.stage()
    sign_in(client, form.by(stage.authority))
    path, data, before = form.path(stage), form.data(stage), facts()
    carried = hidden(client.get(path).text)
    first = send(client, path, data, carried=carried)
    assert first.status_code == 302, messages(first.text)
    after = facts()
    assert after != before
    second = send(client, path, data, carried=carried)
    assert second.status_code == form.again
    assert facts() == after


@each_form
def test_unusual_letters_are_kept_as_they_were_typed(
    client: Client, sign_in: Callable[..., object], form: FormOfThePath
) -> None:
    names = [name for name in (*form.texts, *form.long_texts) if name != "find"]
    if not names:
        return
    stage = form.stage()
    sign_in(client, form.by(stage.authority))
    response = send(client, form.path(stage), {**form.data(stage), **dict.fromkeys(names, UNUSUAL)})
    assert response.status_code == 302, messages(response.text)
    assert [row for rows in facts().values() for row in rows if UNUSUAL in row]


@refused_alike
@each_form
def test_a_form_without_its_token_is_not_taken(
    client: Client, sign_in: Callable[..., object], form: FormOfThePath
) -> None:
    stage = form.stage()
    sign_in(client, form.by(stage.authority))
    path, before = form.path(stage), facts()
    carried = hidden(client.get(path).text) | {"csrf_token": "made-up"}
    response = send(client, path, form.data(stage), carried=carried)
    assert response.status_code == 400
    assert "That form was not sent" in response.text
    assert facts() == before


@refused_alike
@each_form
def test_a_case_of_others_is_no_page(client: Client, sign_in: Callable[..., object], form: FormOfThePath) -> None:
    stage = form.stage()
    authority, path = stage.authority, form.path(stage)
    strangers = {
        authority.manager: authority.other_manager,
        authority.coordinator: authority.other_coordinator,
        authority.health_visitor: authority.teacher,
    }
    sign_in(client, strangers[form.by(authority)])
    before = facts()
    # A token of the stranger's own, so that it is the case that stops them.
    carried = hidden(client.get("/account/password").text)
    nowhere = path.replace(stage.case.reference, reference_of(999_999)).replace("/approvals/1", "/approvals/999")
    data = form.data(stage)
    for refused, missing in (
        (client.get(path), client.get(nowhere)),
        (send(client, path, data, carried=carried), send(client, nowhere, data, carried=carried)),
    ):
        assert refused.status_code == missing.status_code == 404
        # Whoever is signed out meanwhile is brought back to the address that they asked for: it is theirs.
        assert _without_tokens(refused.text).replace(path, "") == _without_tokens(missing.text).replace(nowhere, "")
    assert facts() == before


def _without_tokens(html: str) -> str:
    """A page less what differs each time it is drawn."""
    return re.sub(r'(nonce|value)="[^"]*"', "", html)
