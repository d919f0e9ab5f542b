"""The pages of the closures area: sending a file, what became of it, and who may."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from caf_tracker import clock
from caf_tracker.exchange.closures.columns import Column
from caf_tracker.exchange.closures.example import EXAMPLE_AREA, example_file
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, ClosureFile
from caf_tracker.models.words import Role
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import SignIn
from tests.integration.closures.files import HEADINGS, cases, lines, load, load_bytes, matches, row

MAY_IMPORT = {Role.SOCIAL_CARE_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE, Role.SYSTEM_ADMIN}
MAY_REVIEW = {Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE}


def send(client: Client, content: bytes, name: str = "closures.csv") -> TestResponse:
    """Send a file with the page's form."""
    return client.submit("/closures", {"file": (io.BytesIO(content), name)})


def files() -> int:
    """How many files have been loaded."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(ClosureFile)) or 0


@pytest.fixture
def manager(client: Client, authority: Authority, sign_in: SignIn) -> Client:
    """The social care manager's browser."""
    sign_in(client, authority.manager)
    return client


@pytest.fixture
def coordinator(client: Client, authority: Authority, sign_in: SignIn) -> Client:
    """The North coordinator's browser."""
    sign_in(client, authority.coordinator)
    return client


def test_a_file_is_loaded_and_the_result_shown(manager: Client, authority: Authority) -> None:
    sibling = row("CSC-1", "Bo Fell", BORN="2024-01-09")
    response = send(manager, lines(row("CSC-1"), row("CSC-2", BORN="never"), sibling))
    assert response.status_code == 302
    page = manager.get(response.location)
    assert "The file has been loaded." in page.text
    assert "What became of the file" in page.text
    for text in ("Birth date", "This is not a date. Write it like 2026-03-27 or 27/03/2026."):
        assert text in page.text
    assert len(cases()) == 1
    file = db.session.scalars(sa.select(ClosureFile)).one()
    assert (file.rows, file.loaded, file.loaded_by_id) == (3, 1, authority.manager.id)
    loading = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "load_closures_file")).one()
    assert loading.user_id == authority.manager.id


def test_the_page_and_the_command_do_the_same(manager: Client) -> None:
    content = lines(row("CSC-1"), row("CSC-2", "Ed Moor", AREA="Narnia"))
    by_command = load_bytes(content)
    send(manager, content)
    by_page = db.session.scalars(sa.select(ClosureFile).order_by(ClosureFile.id.desc())).first()
    assert by_page is not None
    assert (by_page.rows, by_page.loaded, by_page.already_known) == (2, 0, 1)
    assert by_command.counts == (2, 1, 0, 0)


def test_the_headings_and_words_are_on_the_page(manager: Client) -> None:
    text = manager.get("/closures").text.replace("&#39;", "'")
    for column in Column:
        assert column in text
    for word in ("care_proceedings", "single_agency", "proceedings_withdrawn"):
        assert word in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "This is a PDF"),
        (b"PK\x03\x04\x14\x00", "This is an Excel workbook"),
        (HEADINGS.replace(",Area", "").encode(), "lacks the heading “Area”"),
        (f"{HEADINGS},Area".encode(), "“Area” stands twice"),
        (HEADINGS.replace(",", "|").encode(), "The first line does not hold the headings"),
        (HEADINGS.encode() + b"\n\x81\x8d", "neither UTF-8 nor Windows-1252"),
        (b"\0" * 1000, "characters that no CSV file holds"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_beside_the_field(manager: Client, content: bytes, said: str) -> None:
    response = send(manager, content)
    assert response.status_code == 200
    assert "Error: Closures from social care’s system" in response.text
    assert response.text.count(said) == 2, "in the summary and beside the field"
    assert 'href="#file"' in response.text
    assert files() == 0
    assert cases() == []


def test_no_file_at_all_is_said(manager: Client) -> None:
    response = manager.submit("/closures", {})
    assert response.text.count("Choose a closures file") == 2
    assert files() == 0


def test_text_instead_of_a_file_is_said(manager: Client) -> None:
    response = manager.submit("/closures", {"file": "Reference,Child's name"})
    assert response.text.count("Choose a closures file") == 2


def test_a_file_that_is_too_large_is_refused_with_the_limit(manager: Client) -> None:
    response = manager.post(
        "/closures",
        content_type="multipart/form-data; boundary=parts",
        input_stream=io.BytesIO(lines(row())),
        environ_overrides={"CONTENT_LENGTH": str(25 * 1024 * 1024 + 1)},
    )
    assert response.status_code == 413
    assert "25 MB" in response.text
    assert files() == 0


def test_the_file_name_of_the_sender_is_not_kept(manager: Client) -> None:
    location = send(manager, lines(row()), name="../../Ada Fell.csv").location
    assert "Ada" not in location
    assert "Ada Fell" not in manager.get(location).text


def test_the_example_is_refused_row_by_row_as_it_stands_and_loads_with_an_area_of_ours(manager: Client) -> None:
    example = manager.get("/closures/example.csv")
    assert example.mimetype == "text/csv"
    assert example.headers["Content-Disposition"] == "attachment; filename=closures-example.csv"
    assert example.data == b"".join(example_file(clock.today()))
    untouched = load_bytes(example.data)
    assert untouched.file.loaded == 0
    assert [column for _, column in untouched.problems] == ["Area"] * 4
    with_area = load_bytes(example.data.replace(EXAMPLE_AREA.encode(), b"North"))
    assert with_area.problems == []
    assert with_area.counts == (4, 3, 0, 0)


def test_the_example_in_the_documentation_is_the_same(app: Flask) -> None:
    with open(f"{app.root_path}/../docs/closures-file.md", encoding="utf-8") as document:
        block = document.read().split("```csv\n")[1].split("```")[0]
    assert block == b"".join(example_file(date(2026, 4, 7))).decode("utf-8-sig").replace('"', "").replace("\r\n", "\n")


def test_the_problems_can_be_downloaded_and_no_spreadsheet_takes_them_for_formulas(manager: Client) -> None:
    result = load(row("CSC-1", AREA="=cmd|' /C calc'!A0"), "=HYPERLINK(1)")
    content = manager.get(f"/closures/files/{result.file.id}/problems.csv").data.decode("utf-8-sig")
    assert content.splitlines()[0] == '"Line","Column","Reason"'
    assert '"2","Area","This is not the name of an area here."' in content
    assert not any(cell.startswith("=") for line in content.splitlines() for cell in line.strip('"').split('","'))


def test_a_long_list_of_problems_is_paged_in_order(manager: Client) -> None:
    result = load(*["ragged"] * 120)
    seen: list[str] = []
    address: str | None = f"/closures/files/{result.file.id}"
    while address:
        page = manager.get(address)
        seen += [line for line in page.text.split('govuk-table__cell--numeric">')[1:]]
        following = page.text.split('rel="next"')[0].rsplit('href="', 1)[-1] if 'rel="next"' in page.text else None
        address = following.split('"')[0].replace("&amp;", "&") if following else None
    assert [int(cell.split("<")[0]) for cell in seen] == list(range(2, 122))


def test_earlier_files_are_listed_and_an_interrupted_one_is_marked(manager: Client, authority: Authority) -> None:
    load(row())
    load(row()).file.finished_at = None
    db.session.commit()
    page = manager.get("/closures").text
    assert page.count("/closures/files/") == 2
    assert page.count("Not finished") == 1
    assert "The command line" in page
    assert "Loading this file was not finished" in manager.get("/closures/files/2").text
    assert "Loading this file was not finished" not in manager.get("/closures/files/1").text


@pytest.mark.parametrize("number", ["99", "2147483647", "2147483648", "99999999999999999999", "-1", "x"])
def test_a_file_that_does_not_exist_is_not_found(manager: Client, number: str) -> None:
    assert manager.get(f"/closures/files/{number}").status_code == 404
    assert manager.get(f"/closures/files/{number}/problems.csv").status_code == 404


@pytest.mark.parametrize("after", ["", "x", "W10", "WzFd", "WyJcdTAwMDAiXQ", "WzEsMl0", "WzFlOTksMV0"])
def test_a_page_address_that_was_tampered_with_shows_a_page(manager: Client, after: str) -> None:
    load("ragged")
    assert manager.get(f"/closures/files/1?after={after}").status_code == 200
    assert manager.get(f"/closures?after={after}").status_code == 200


def test_who_may_load_and_who_may_compare(app: Flask, authority: Authority, sign_in: SignIn) -> None:
    factories.make_case(authority)
    load(row("CSC-1"), row("CSC-2"))
    assert len(matches()) == 1
    for user in authority.everyone:
        client = app.test_client()
        assert isinstance(client, Client)
        sign_in(client, user)
        expected = 200 if user.role in MAY_IMPORT else 403
        for path in ("/closures", "/closures/example.csv", "/closures/files/1", "/closures/files/1/problems.csv"):
            assert client.get(path).status_code == expected, (user.role, path)
        expected = 200 if user.role in MAY_REVIEW else 403
        assert client.get("/closures/possible-matches").status_code == expected, user.role
        # The pair is of North: who sees South alone cannot tell that it exists.
        if user.role in MAY_REVIEW and user.area_id != authority.area.id:
            expected = 404
        assert client.get("/closures/possible-matches/1").status_code == expected, user.role


def test_an_upload_without_a_token_is_refused(manager: Client) -> None:
    response = manager.post("/closures", data={"file": (io.BytesIO(lines(row())), "closures.csv")})
    assert response.status_code == 400
    assert files() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0
