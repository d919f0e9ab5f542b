"""Requests made up at random, from the forms and addresses that a person meets and from what nobody ought to send."""

import io
from contextvars import Context
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus, unquote_to_bytes, urlsplit

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule
from werkzeug.test import run_wsgi_app

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import User
from caf_tracker.services.sign_in import start_session
from caf_tracker.web.sign_in_sessions import COOKIE
from tests.integration.door import nasty
from tests.integration.door.families import Families, addresses

Fields = list[tuple[str, str]]
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Asked:
    """One request, as it goes over the wire."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str | None = None
    cookies: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)

    def environ(self) -> dict[str, Any]:
        """What a server hands to the product."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "QUERY_STRING": _latin(self.query),
            "PATH_INFO": unquote_to_bytes(self.path).decode("latin-1"), "SERVER_NAME": "localhost", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(self.body), "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False, "RAW_URI": self.path,
        }  # fmt: skip
        if self.cookies:
            environ["HTTP_COOKIE"] = _latin(self.cookies)
        if self.body or self.content_type is not None:
            environ |= {"CONTENT_TYPE": _latin(self.content_type or ""), "CONTENT_LENGTH": str(len(self.body))}
        return environ | {name: _latin(value) for name, value in self.headers}

    def __str__(self) -> str:
        return (
            f"{self.method} {self.path[:200]}?{self.query[:200]} {self.content_type!r} {self.headers} "
            f"cookies {self.cookies[-120:]!r} body {self.body[:600]!r}"
        )


@dataclass
class Answered:
    """What came back."""

    status: int
    headers: Headers
    text: str


@dataclass
class Form:
    """A form on a page: where it is sent, and for each field what may be chosen."""

    address: str
    choices: dict[str, list[str]] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    _select: str = ""

    def take(self, tag: str, given: dict[str, str]) -> None:
        """One of its tags."""
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option":
            self.choices[self._select].append(given.get("value", ""))
        elif tag == "select":
            self._select = name
            self.choices[name] = []
        elif name and (kind in ("radio", "checkbox") or tag == "button"):
            self.choices.setdefault(name, []).append(given.get("value", "on"))
            if kind != "radio":
                self.optional.add(name)
        elif name and kind != "file":
            self.choices[name] = [given.get("value") or _likely(name, tag)]

    def filled_in(self, chance: Random) -> Fields:
        """As somebody might send it."""
        return [
            (name, chance.choice(values))
            for name, values in self.choices.items()
            if values and (name not in self.optional or chance.random() < 0.4)
        ]


@dataclass
class Place:
    """An address, and what the person was shown there."""

    rule: Rule
    path: str
    forms: list[Form] | None = None


class Asker:
    """One person at their browser, who sends anything at all."""

    def __init__(self, app: Flask, families: Families, user: User) -> None:
        self.app, self.user_id = app, user.id
        self.moment = clock.now()
        token = start_session(user=user, at=self.moment)
        db.session.commit()
        self.cookies = f"{COOKIE}={token}"
        self.places = [
            Place(rule, _path(app, rule, values))
            for rule in app.url_map.iter_rules()
            for values in addresses(rule, families, user)
        ]
        self.by_rule: dict[str, list[Place]] = {}
        for place in self.places:
            self.by_rule.setdefault(place.rule.rule, []).append(place)
        self.queries = {"after", "search", "area", "stage", "under-1", "only", "show", "next", "find"}
        # An open transaction of the test would keep the product waiting for SQLite's one write lock.
        db.session.commit()
        shown = self.ask(Asked("GET", "/account/password", cookies=self.cookies))
        given = next(line for line in shown.headers.getlist("Set-Cookie") if line.startswith("caf_form="))
        self.cookies += f"; {given.split(';')[0]}"
        self.token = _Forms(shown.text, "").found[0].choices["csrf_token"][0]

    def ask(self, asked: Asked) -> Answered:
        """Send it, past everything that a browser or a test client would put right."""

        def answer() -> Answered:
            with clock.set_to(self.moment):
                chunks, status, headers = run_wsgi_app(self.app, asked.environ(), buffered=True)
                body = b"".join(chunks)
            return Answered(int(status.split()[0]), headers, body.decode("utf-8", "replace"))

        return Context().run(answer)

    def make_up(self, chance: Random) -> Asked:
        """Anything."""
        kind = chance.choices((self._form, self._look, self._stray, self._broken), (55, 18, 15, 12))[0]
        asked = kind(chance)
        if chance.random() < 0.06:
            asked.cookies = chance.choice(
                (chance.choice(nasty.COOKIES), asked.cookies + "; " + chance.choice(nasty.COOKIES), "")
            )
        if chance.random() < 0.06:
            asked.headers.append(chance.choice(nasty.HEADERS))
        return asked

    def _form(self, chance: Random) -> Asked:
        """A form of the product as it stands on its page, with some of it changed."""
        place = self._place(chance, "POST")
        for _ in range(4):
            if not self.forms_at(place):
                place = self._place(chance, "POST")
        if not self.forms_at(place):
            return self._post(place.path, self._noise(chance), chance)
        form = chance.choice(self.forms_at(place))
        fields = form.filled_in(chance)
        for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 2, 3, 6))):
            self._spoil(fields, chance)
        return self._post(form.address, fields, chance)

    def _look(self, chance: Random) -> Asked:
        """A page with a query that nobody wrote."""
        place = self._place(chance, "GET")
        if chance.random() < 0.2:
            return self._get(place.path, chance.choice(nasty.QUERIES))
        names = sorted(self.queries)
        pairs = [(name, nasty.text_for(name, chance)) for name in chance.choices(names, k=chance.randint(1, 5))]
        return self._get(place.path, _encoded(pairs))

    def _stray(self, chance: Random) -> Asked:
        """An address that leads nowhere, or to something by another way."""
        place = chance.choice(self.places)
        parts = place.path.split("/")
        for _ in range(chance.randint(0, 2)):
            parts[chance.randrange(1, len(parts))] = chance.choice(nasty.PATHS)
        path = "/".join(parts)
        method = chance.choice(nasty.METHODS)
        if method in ("GET", "HEAD", "OPTIONS"):
            return Asked(method, path, cookies=self.cookies)
        asked = self._post(path, self._noise(chance), chance)
        asked.method = method
        return asked

    def _broken(self, chance: Random) -> Asked:
        """A form in the wrong shape: another content type, a broken multipart, a file where text belongs."""
        place = self._place(chance, "POST")
        forms = self.forms_at(place)
        form = chance.choice(forms) if forms else Form(place.path, {"csrf_token": [self.token], "reason": ["None"]})
        address, fields = form.address, form.filled_in(chance)
        if chance.random() < 0.35:
            body = _encoded(fields).encode()
            cut = body[: chance.randrange(len(body) + 1)] + bytes(
                chance.randrange(256) for _ in range(chance.choice((0, 3)))
            )
            return Asked("POST", address, "", cut, chance.choice(nasty.CONTENT_TYPES), self.cookies)
        body = _multipart(fields, chance)
        if chance.random() < 0.5:
            body = body[: chance.randrange(len(body) + 1)]
        return Asked("POST", address, "", body, "multipart/form-data; boundary=b0undary", self.cookies)

    def _place(self, chance: Random, method: str) -> Place:
        # By rule first, so that a rule with one address is met as often as one with fifty.
        rules = [rule for rule, places in self.by_rule.items() if method in (places[0].rule.methods or ())]
        return chance.choice(self.by_rule[chance.choice(rules)])

    def forms_at(self, place: Place) -> list[Form]:
        """The forms that this person is shown there."""
        if place.forms is None:
            shown = self.ask(Asked("GET", place.path, cookies=self.cookies))
            place.forms = _Forms(shown.text, place.path).found if shown.status == 200 else []
        return place.forms

    def _spoil(self, fields: Fields, chance: Random) -> None:
        if not fields:
            return
        at = chance.randrange(len(fields))
        name, value = fields[at]
        if name == "csrf_token" and chance.random() < 0.8:
            return
        match chance.randrange(10):
            case 0:
                del fields[at]
            case 1:
                fields.append((name, nasty.text_for(name, chance)))
            case 2:
                fields[at] = (f"{name}[]", value)
            case 3:
                fields.append((chance.choice(nasty.TEXTS), chance.choice(nasty.TEXTS)))
            case 4:
                fields[at] = (name, chance.choice(fields)[1])
            case _:
                fields[at] = (name, nasty.text_for(name, chance))

    def _noise(self, chance: Random) -> Fields:
        names = ("reason", "answer", "version", "name", "find", "person", "search", "action_1", "add", "")
        given = [(name, nasty.text_for(name, chance)) for name in chance.choices(names, k=chance.randint(0, 4))]
        return [("csrf_token", self.token if chance.random() < 0.9 else "made-up"), *given]

    def _post(self, address: str, fields: Fields, chance: Random) -> Asked:
        split = urlsplit(address)
        if chance.random() < 0.02:
            fields = [*fields, *[("x", "1")] * 2_000]
        return Asked("POST", split.path, split.query, _encoded(fields).encode(), _FORM, self.cookies)

    def _get(self, path: str, query: str) -> Asked:
        return Asked("GET", path, query, cookies=self.cookies)


def _path(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


class _Forms(HTMLParser):
    """The forms of a page that are sent by POST: a thousand pages are read, so no tree is made of them."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.path, self.open = path, False
        self.feed(html)
        self.found = [form for form in self.found if form.address not in ("/sign-out", "/account/stay")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, or a field of the one that is open."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = given.get("method", "get") == "post"
            if self.open:
                self.found.append(Form(given.get("action") or self.path))
        elif self.open and tag in ("input", "textarea", "select", "option", "button"):
            self.found[-1].take(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        self.open = self.open and tag != "form"


# What stands in a field for text unless chance puts something else there.
LIKELY = ("Gwen Archer", "One agency visits, weekly, and knows the family well.")


def _likely(name: str, tag: str) -> str:
    for ending, value in (("-day", "2"), ("-month", "3"), ("-year", "2026"), ("email", "nobody@example.org")):
        if name.endswith(ending):
            return value
    return "three random words" if "password" in name else LIKELY[tag == "textarea"]


def _encoded(fields: Fields) -> str:
    def encoded(text: str) -> str:
        return quote_plus(text.encode("utf-8", "surrogatepass"))

    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in fields)


def _multipart(fields: Fields, chance: Random) -> bytes:
    parts = []
    for name, value in fields:
        filename = chance.choice(
            ("", "", "", '; filename="a.csv"', '; filename=""', '; filename="\x00\xff"', "; filename*=x''%ff")
        )
        kind = chance.choice(("", "", "\r\nContent-Type: text/csv", "\r\nContent-Type: \xff", "\r\nBroken"))
        head = f'--b0undary\r\nContent-Disposition: form-data; name="{quote(name)}"{filename}{kind}\r\n\r\n'
        parts.append(head.encode("utf-8", "surrogatepass") + value.encode("utf-8", "surrogatepass") + b"\r\n")
    return b"".join(parts) + b"--b0undary--\r\n"


def _latin(text: str) -> str:
    # Servers hand bytes over as if they were Latin-1.
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")
