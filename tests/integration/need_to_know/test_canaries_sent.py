"""What stands in a family's fields leaves in no mail, no link of a mailbox, and no word about a file of closures."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import Base, db
from caf_tracker.models import Mail
from caf_tracker.models.words import MailKind, Role
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from tests import stories
from tests.integration.closures.files import lines, row
from tests.integration.need_to_know.asking import day
from tests.integration.need_to_know.canaries import (
    BORN,
    NHS_NUMBER,
    canaries_in,
    canary,
    personal_columns,
)
from tests.integration.need_to_know.listening import around, everything_logged
from tests.integration.need_to_know.world import World


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
