"""The page of reminders sent: who got how many, in what area, and what it asks of the database."""

from datetime import date, timedelta

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Case, Mail, Telling, Tick, User
from caf_tracker.models.words import MailKind, MailMode
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.pages import parsed, text_of
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read


def digest(person: User, case: Case, day: date, lines: int, duty: str = "action_not_done") -> None:
    """A digest of that day with so many lines."""
    at = clock.london(day)
    made = Tick(job="sweep", started_at=at, made=lines)
    mail = Mail(
        kind=MailKind.DIGEST, user_id=person.id, day=day, created_at=at, next_try_at=at, sent_at=at, attempts=1,
        message_id=f"digest-{person.id}-{day}",
    )  # fmt: skip
    db.session.add_all([made, mail])
    db.session.flush()
    db.session.add_all(
        Telling(
            duty=duty,
            case_id=case.id,
            subject_id=number,
            cause="actions",
            cause_id=mail.id,
            ladder=duty,
            anchor_on=day,
            rung=1,
            user_id=person.id,
            parts=1,
            mail=MailMode.DIGEST,
            told_at=at,
            tick_id=made.id,
            mail_id=mail.id,
        )
        for number in range(lines)
    )
    db.session.flush()


def table(page: str, caption: str) -> list[list[str]]:
    """The rows of the table with this caption."""
    [rows] = [one.iterfind("tbody/tr") for one in parsed(page).iter("table") if caption in text_of(one[0])]
    return [[text_of(cell) for cell in row] for row in rows]


def test_who_got_most_stands_first_and_how_often_it_was_too_much(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = factories.make_case(authority)
    for day in (23, 24, 25):
        digest(authority.teacher, case, date(2026, 2, day), 6, "engagement_unknown")
    digest(authority.health_visitor, case, date(2026, 3, 2), 2)
    digest(authority.health_visitor, case, date(2026, 2, 23), 1)
    clock_at("2026-03-03 10:00")
    sign_in(client, authority.head)
    assert 'href="/reminders-sent"' in client.get("/caseload").text
    page = client.get("/reminders-sent")
    rows = table(page.text, "Who was reminded")
    assert [row[0].split(",")[0] for row in rows] == [authority.teacher.name, authority.health_visitor.name]
    assert rows[0][1:] == ["None", "18 lines, 3 mails", "None", "None", "None", "None"]
    assert rows[1][1:3] == ["2 lines, 1 mail", "1 line, 1 mail"]
    # Of the area's nine professionals the other seven had none.
    others = 7
    assert table(page.text, "How many lines") == [
        ["None", str(6 * others + 5 + 4)], ["1 to 5", "2"], ["6 to 10", "0"], ["11 to 15", "0"], ["16 to 25", "1"],
        ["26 or more", "0"],
    ]  # fmt: skip
    assert table(page.text, "How many mails")[:4] == [
        ["None", str(6 * others + 5 + 4)], ["1", "2"], ["2", "0"], ["3", "1"],
    ]  # fmt: skip
    assert table(page.text, "reminded of most") == [
        ["Whether the family uses an agency’s support is not known", "18"], ["Something agreed is not done", "3"],
    ]  # fmt: skip
    assert case.reference not in page.text


def test_each_sees_the_people_of_their_own_area_and_nothing_of_older_weeks(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = factories.make_case(authority)
    digest(authority.health_visitor, case, date(2026, 3, 3), 1)
    digest(authority.other_manager, case, date(2026, 3, 3), 1)
    digest(authority.teacher, case, date(2026, 3, 3) - timedelta(weeks=6), 1)
    seen = {}
    for viewer in (authority.coordinator, authority.other_head):
        sign_in(client, viewer)
        seen[viewer] = [row[0].split(",")[0] for row in table(client.get("/reminders-sent").text, "Who was reminded")]
    assert seen == {
        authority.coordinator: [authority.health_visitor.name],
        authority.other_head: [authority.other_manager.name],
    }


def test_it_comes_page_by_page_in_as_many_statements_with_none_as_with_many(
    client: Client, authority: Authority, sign_in: SignIn, statements: Counting
) -> None:
    sign_in(client, authority.head)
    with statements() as none:
        page = client.get("/reminders-sent")
    assert "Nobody in your area has been reminded by mail in these weeks." in read(page)
    case = factories.make_case(authority)
    for number in range(52):
        somebody = factories.make_user(f"Person {number}", authority.teacher.role, authority.school, authority.area)
        digest(somebody, case, date(2026, 3, 3), 1 + number % 3)
    with statements() as many:
        page = client.get("/reminders-sent")
    assert len(none) == len(many)
    names = [row[0] for row in table(page.text, "Who was reminded")]
    following = next(link.get("href") for link in parsed(page.text).iter("a") if "after=" in (link.get("href") or ""))
    names += [row[0] for row in table(client.get(following).text, "Who was reminded")]
    assert len(names) == len(set(names)) == 52
