"""An app with a few views of its own, on which the edge is tried out."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, abort, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from caf_tracker.access.permissions import Permission
from caf_tracker.errors import EditConflict, NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import Area
from caf_tracker.web.access import public, requires, signed_in
from caf_tracker.web.fields import Form, TextField
from caf_tracker.web.layout import confirm
from tests.fixtures.clients import Client
from tests.fixtures.databases import Database
from tests.fixtures.plugin import close_connections, make_app

ERRORS = {
    "not-visible": NotVisible(),
    "not-permitted": NotPermitted(),
    "rule-broken": RuleBroken("", "The rule that was broken."),
    "transition": TransitionNotAllowed("The handover is confirmed already."),
    "conflict": EditConflict({"name": "Theirs", "note": "Same"}, {"name": "Yours", "note": "Same"}, 7),
    "too-large": RequestEntityTooLarge(),
    "bug": RuntimeError("the secret inside"),
}


class NameForm(Form):
    name = TextField("Name", needed="Enter a name")


@pytest.fixture(scope="session")
def edges() -> Iterator[dict[str, Flask]]:
    """The apps of `edge` by their database, each made once a worker."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        close_connections(app)


@pytest.fixture
def edge(database: Database, edges: dict[str, Flask]) -> Iterator[Flask]:
    """The app with views that end in every way a request can end."""
    if (app := edges.get(database.url)) is None:
        app = edges[database.url] = make_app(database.url)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        _add_views(app)
    close_connections(app)
    database.empty()
    with app.app_context():
        yield app


@pytest.fixture
def visitor(edge: Flask) -> Client:
    """A browser that is not signed in."""
    client = edge.test_client()
    assert isinstance(client, Client)
    return client


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")


def _add_views(app: Flask) -> None:
    _add_ends(app)
    _add_doors(app)


def _add_ends(app: Flask) -> None:
    @app.route("/try/<ending>", methods=["GET", "POST"])
    @public
    def write(ending: str) -> ResponseReturnValue:
        db.session.add(Area(name=ending))
        confirm("It is kept.")
        if ending in ERRORS:
            db.session.flush()
            raise ERRORS[ending]
        if ending.isdigit():
            abort(int(ending))
        if ending == "fails-late":
            db.session.add(Area(name=ending))
        return _plain("kept")

    @app.get("/try/banner")
    @public
    def banner() -> ResponseReturnValue:
        return render_template_string(
            "{% extends 'base.html' %}{% block title %}Banner{% endblock %}"
            "{% block content %}<h1>Banner</h1>{% endblock %}"
        )

    @app.route("/try/form", methods=["GET", "POST"])
    @public
    def form() -> ResponseReturnValue:
        shown = NameForm()
        if shown.validate_on_submit():
            with shown.showing_broken_rules():
                db.session.add(Area(name=request.form["name"]))
                db.session.flush()
                raise RuleBroken("name", "Somebody has this name")
        return render_template_string(
            "{% extends 'base.html' %}{% block title %}Form{% endblock %}{% block content %}<h1>Form</h1>"
            "<form method='post'>{{ form.csrf_token }}{{ form.name() }}</form>{% endblock %}",
            form=shown,
        )


def _add_doors(app: Flask) -> None:
    @app.route("/try/members", methods=["GET", "POST"])
    @signed_in
    def members() -> ResponseReturnValue:
        return _plain("for members")

    @app.get("/try/administrators")
    @requires(Permission.MANAGE_AGENCIES)
    def administrators() -> ResponseReturnValue:
        return _plain("for administrators")

    @app.get("/try/unmarked")
    def unmarked() -> ResponseReturnValue:
        return _plain("for nobody")
