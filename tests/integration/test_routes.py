"""Every route is accounted for: each view says who may come in, and nobody else gets past."""

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from caf_tracker.references import reference_of
from caf_tracker.web.access import door_of
from tests.fixtures.clients import Client


def pages(app: Flask) -> list[Rule]:
    """Every rule that leads to a view of ours."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]


def address(rule: Rule, app: Flask) -> str:
    """An address of this rule, of things that need not exist."""
    values: dict[str, object] = {
        name: 1 if isinstance(converter, IntegerConverter) else reference_of(1)
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def test_each_endpoint_says_who_may_come_in(app: Flask) -> None:
    unmarked = sorted(rule.endpoint for rule in pages(app) if door_of(app.view_functions[rule.endpoint]) is None)
    assert unmarked == [], "put @requires(Permission.X), @signed_in or @public on each of these views"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_gets_past_a_door_without_signing_in(
    app: Flask, client: Client, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The token is checked before the door and would hide one that stands open.
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    let_in = []
    for rule in pages(app):
        door = door_of(app.view_functions[rule.endpoint])
        if door is None or door.everybody or method not in (rule.methods or set()):
            continue
        response = client.open(address(rule, app), method=method)
        sent_to_sign_in = response.status_code == 302 and response.location.startswith("/sign-in")
        # What somebody typed is not thrown away by a redirect: a form is refused where it stands.
        if not (sent_to_sign_in if method == "GET" else response.status_code == 401):
            let_in.append(f"{method} {rule.rule}: {response.status}")
    assert let_in == []
