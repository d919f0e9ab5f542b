"""What stands in a family's fields reaches nobody who may not see it, and no place where it may not stand."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from caf_tracker import clock
from caf_tracker.extensions import Base, db
from caf_tracker.models import AuditEvent, Mail, UnfinishedForm
from caf_tracker.models.words import MailKind, Role
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from tests import stories
from tests.fixtures.proving import Figure, Length
from tests.integration.closures.files import lines, row
from tests.integration.need_to_know.asking import PAGES, day
from tests.integration.need_to_know.canaries import (
    BORN,
    NHS_NUMBER,
    canaries_in,
    canary,
    fill,
    filled,
    personal_columns,
)
from tests.integration.need_to_know.table import cells
from tests.integration.need_to_know.walking import allowed, ask, sparing
from tests.integration.need_to_know.world import Person, World

# Those to whom every family of the table is hidden.
OUTSIDERS = [
    (cell.role, cell.relation)
    for cell in cells()
    if cell.endpoint == "case_page.show" and cell.expected != "P" and cell.role
]
VIEWS = sorted({cell.endpoint for cell in cells() if cell.method == "GET"})


@pytest.fixture
def filled_world(world: World) -> Iterator[World]:
    """The world with canaries in it."""
    with world.undone():
        # What somebody in the case is on the way to writing.
        lead = world.people[Role.PRACTITIONER, "lead"]
        case = world.families["decided", Role.PRACTITIONER].case_id
        form = sa.insert(UnfinishedForm).values(
            key="search-of-lead", kind="search", user_id=lead.user_id, case_id=case, answers={}, begun_at=clock.now(),
            version=1,
        )  # fmt: skip
        world.connection.execute(form)
        fill(world)
        yield world


@contextmanager
def everything_logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """All that goes to any log within the block: standard logging with its tracebacks, and what is printed."""
    said: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    handler, root = Keeping(), logging.getLogger()
    loggers = [root, logging.getLogger("caf_tracker"), logging.getLogger("sqlalchemy"), logging.getLogger("gunicorn")]
    levels = [logger.level for logger in loggers]
    root.addHandler(handler)
    logging.getLogger("caf_tracker").setLevel(logging.DEBUG)
    capsys.readouterr()

    def all_of_it() -> str:
        printed = capsys.readouterr()
        said.extend([printed.out, printed.err])
        return "\n".join(said)

    try:
        yield all_of_it
    finally:
        root.removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def access_line(response: TestResponse) -> str:
    """What a web server writes down of a request and its answer, and what a browser tells the next page."""
    return f"{response.request.method} {response.request.url} {response.status} {response.headers.get('Location', '')}"


def around(response: TestResponse) -> str:
    """Whatever of an answer may be seen by others than its reader: title, links, headers, cookies."""
    links = re.findall(r'(?:href|src|action|formaction|content)="([^"]*)"', response.text)
    title = re.findall("<title>(.*?)</title>", response.text, re.S)
    return "\n".join([*links, *title, str(response.headers), access_line(response)])


def test_every_personal_column_has_its_canary(filled_world: World) -> None:
    empty = [f"{column.table.name}.{column.name}" for column in personal_columns() if not filled(filled_world, column)]
    # Nobody answers a request, moves a family, or compares two children in this world.
    assert empty == []


@pytest.mark.proof
def test_no_page_shows_an_outsider_anything(
    filled_world: World, engine: str, length: Length, figure: Figure, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, asked, wrong = length(0, 1), 0, []
    with everything_logged(capsys) as logged:
        for place, (role, relation) in enumerate(OUTSIDERS):
            person = filled_world.people[role, relation]
            for number, endpoint in enumerate(VIEWS):
                if not whole and (place + number) % (29 if engine == "sqlite" else 58):
                    continue
                page = PAGES[endpoint]
                # Addresses and keys as somebody in the case has them.
                keys = vars(filled_world.people[Role.PRACTITIONER, "lead"]) if "key" in page.at else vars(person)
                numbers = filled_world.ids | vars(filled_world.families[page.stage, role]) | keys
                path = page.at.format(**numbers, answer=filled_world.answer)
                response = filled_world.ask(person, "GET", path)
                asked += 1
                found = canaries_in(response.text + str(response.headers) + access_line(response))
                wrong += [f"{endpoint} shows {role.value}, {relation}: {word}" for word in found]
        wrong += [f"the log holds {word}" for word in canaries_in(logged())]
    assert not wrong, "\n".join(wrong)
    figure(f"{asked} pages for outsiders on {engine}: no canary in body, header, address or log")


@pytest.mark.proof
def test_a_search_finds_an_outsider_nothing(filled_world: World, engine: str, length: Length, figure: Figure) -> None:
    words = sorted({canary(column) for column in personal_columns()} | {NHS_NUMBER, BORN.isoformat(), "zqchildren"})
    searching = [(role, relation) for role, relation in OUTSIDERS if (role, relation) in _who_search()]
    if not length(0, 1):
        searching = searching[: 2 if engine == "sqlite" else 1]
        words = words[:: 3 if engine == "sqlite" else 9]
    wrong = []
    for role, relation in searching:
        person = filled_world.people[role, relation]
        nothing = _search(filled_world, person, "Nobody of that name")
        for word in words:
            found = _search(filled_world, person, word)
            if found != nothing:
                wrong.append(f"{role.value}, {relation} sees that {word} is somewhere")
    assert not wrong, "\n".join(wrong)
    figure(f"{len(searching) * len(words)} searches by outsiders: each answered like one for nobody")


def _who_search() -> set[tuple[Role | None, str]]:
    searching = {cell.role for cell in cells() if cell.endpoint == "lists.find" and cell.expected == "P"}
    # The other area's coordinators and heads have families of their own to find: they are told by their canaries.
    return {(role, relation) for role, relation in OUTSIDERS if role in searching}


def _search(world: World, person: Person, text: str) -> str:
    """What the page of a search says, less what was typed and drawn by lot."""
    with world.undone():
        sent = world.ask(person, "POST", "/cases/find", data={"text": text})
        response = world.ask(person, "GET", sent.headers["Location"])
    key = sent.headers["Location"].partition("search=")[2]
    body = response.text.replace(text, "-").replace(key, "-")
    return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"|nonce-[^\']*', "", body)


@pytest.mark.proof
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_readers_carry_nothing_out(
    filled_world: World, engine: str, method: str, length: Length, figure: Figure, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not in the title, an address, a header, a cookie or the log, of pages and of acts, taken or with a mistake."""
    asked, wrong, seen = 0, [], set()
    with everything_logged(capsys) as logged:
        telling = [cell for cell in allowed(method) if cell.endpoint in ("case_page.show", "cases.change_child")][:1]
        for cell in [*telling, *sparing(allowed(method), engine, length(0, 1))]:
            for mistaken in (False, True) if method == "POST" else (False,):
                with filled_world.undone():
                    typed = dict.fromkeys(("name", "reason", "note", "gp", "find", "text"), "Zqtypedcanary" * 900)
                    response = ask(cell, filled_world, **(typed if mistaken else {}))
                asked += 1
                seen |= set(canaries_in(response.text))
                wrong += [f"{cell}: {word} around the page" for word in canaries_in(around(response))]
        wrong += [f"the log holds {word}" for word in canaries_in(logged())]
    assert not wrong, "\n".join(wrong)
    assert seen, "nobody saw anything: the canaries are not where they should be"
    figure(f"{asked} pages and acts of people in the case on {engine}: {len(seen)} canaries on pages, none around them")


def test_an_error_quotes_nothing_in_the_log(
    filled_world: World, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database's own words about a row that it refuses hold the row."""
    cell = next(cell for cell in allowed("POST") if cell.endpoint == "cases.change_child")
    refusing = {
        "sqlite": "CREATE TRIGGER refusing BEFORE UPDATE ON children BEGIN SELECT no_such_function(NEW.name); END",
        "postgresql": """
            CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'failing row contains %', NEW.name; END $$;
            CREATE TRIGGER refusing BEFORE UPDATE ON children FOR EACH ROW EXECUTE FUNCTION refusing()""",
    }
    with everything_logged(capsys) as logged:
        for value in ({"name": "Zqtypedcanary"}, {"gp": "Zqtypedcanary"}):
            with filled_world.undone():
                filled_world.connection.execute(sa.text(refusing[engine]))
                response = ask(cell, filled_world, **value)
            assert response.status_code >= 500
        said = logged()
    assert "children" in said or "change_child" in said, "an error that nobody can find is no better"
    assert canaries_in(said) == []


def test_no_mail_holds_a_word_of_a_family(filled_world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Mail to people and to mailboxes, of every kind, as it goes over the wire: headers, subject and body."""
    sent: list[bytes] = []

    class Keeping:
        def connect(self) -> None:
            """Nothing to open."""

        def send(self, *, sender: str, recipient: str, message_id: str, content: bytes) -> None:
            sent.append(f"{sender} {recipient} {message_id}\n".encode() + content)

        def close(self) -> None:
            """Nothing to close."""

    runner = filled_world.app.test_cli_runner()
    with everything_logged(capsys) as logged:
        for moment in ("2026-03-03 10:05", "2026-03-10 08:00"):
            with clock.set_to(stories.london(moment)):
                said = runner.invoke(args=["sweep", "--dry-run"]).output
                assert "EH-" in said
                assert canaries_in(said) == []
                tick(clock.now())
                relay_tick(Keeping(), Letterhead.from_settings(filled_world.app.config))
                db.session.remove()
        said = logged()
    rows = sa.select(Mail.kind, Mail.agency_id.is_not(None)).where(Mail.sent_at.is_not(None))
    to_mailboxes = {MailKind.TELLING, MailKind.DIGEST, MailKind.CODE}
    expected = {(kind, False) for kind in set(MailKind) - {MailKind.CODE}} | {(kind, True) for kind in to_mailboxes}
    assert set(map(tuple, filled_world.connection.execute(rows))) == expected
    assert len(sent) > 50
    assert {word for mail in sent for word in canaries_in(mail.decode())} == set()
    assert canaries_in(said) == []


def test_the_link_of_a_mailbox_shows_only_what_its_agency_told_us(filled_world: World) -> None:
    """Its own reference for the family and its worker's name: whoever opens the link need have no account."""
    asked, tables = filled_world.asked_case, Base.metadata.tables
    own = {column.name: canary(column) for column in personal_columns() if column.table.name == "team_agencies"}
    people = {name: {"case_id": asked, "name": canary(tables[name].c.name)} for name in ("children", "adults")}
    people["children"] |= {"name_key": canary(tables["children"].c.name_key), "born": BORN}
    with filled_world.undone():
        for name, values in people.items():
            filled_world.connection.execute(tables[name].insert().values(version=1, **values))
        team = tables["team_agencies"]
        filled_world.connection.execute(team.update().where(team.c.case_id == asked).values(own))
        link = f"/answer/{filled_world.answer}"
        said = {**day("as_of"), "status": "engaged", "evidence": "direct", "said_by": "Alma", "code": "no code"}
        answers = [
            filled_world.ask(None, method, link + path, data=data)
            for method, path, data in (
                ("GET", "", {}), ("POST", "/call", {}), ("GET", "/say", {}), ("POST", "/say", said),
                ("POST", "/say", said | {"code": filled_world.code}), ("GET", "", {}), ("POST", "/code", {}),
            )
        ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 302, 200, 200, 200, 410, 410]
    shown = {word for answer in answers for word in canaries_in(answer.text + around(answer))}
    assert shown == {own["own_reference"], own["worker_name"]}


def test_importing_says_no_word(filled_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the command, nor its log, nor the list of problems that a manager downloads quotes a row."""
    word = "Zqtypedcanary"
    bad = [{"BORN": word}, {"AREA": word}, {"NHS_NUMBER": word}, {"DECIDED_ON": word}, {"CLOSED_ON": word},
           {"COMES_FROM": word}, {"RECOMMENDATION": word}, {"REASON": word}, {"AGENCY": word},
           {"MANAGER": f"{word}@example.org"}, {"BORN": "", "DUE": word},
           {"BORN": BORN.isoformat(), "DUE": "2026-01-01"}]  # fmt: skip
    rows = [row(f"CSC-{number}", word, **cells) for number, cells in enumerate(bad)]
    file = tmp_path / "closures.csv"
    file.write_bytes(lines(row("CSC-90", word, NHS_NUMBER=NHS_NUMBER), *rows, f"{word},{word}", word * 5_000))
    runner = filled_world.app.test_cli_runner()
    with everything_logged(capsys) as logged:
        said = runner.invoke(args=["import-closures", str(file)]).output
        said += logged()
    assert "1 closures loaded" in said
    assert "0 problems" not in said
    manager = filled_world.people[Role.SOCIAL_CARE_MANAGER, "outsider"]
    for path in ("/closures", "/closures/files/2", "/closures/files/2/problems.csv", "/closures/example.csv"):
        said += filled_world.ask(manager, "GET", path).text
    assert canaries_in(said) == []


@pytest.mark.proof
def test_the_audit_log_holds_no_words_of_a_family(filled_world: World, engine: str, length: Length) -> None:
    """After every act that anybody may do: numbers, words of ours, and no canary."""
    for cell in sparing(allowed("POST"), engine, length(0, 1))[:: length(2, 1)]:
        with filled_world.undone():
            ask(cell, filled_world)
            details = filled_world.connection.scalars(sa.select(sa.cast(AuditEvent.details, sa.String))).all()
        assert canaries_in("\n".join(details)) == [], str(cell)
