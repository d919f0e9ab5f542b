"""Every duty and every kind of mail has its words, in plain text and in HTML."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from itertools import product

import html5lib
import pytest

from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.front_door import FrontDoor, parse_hours
from caf_tracker.models.words import MailKind
from caf_tracker.reminders.contents import CaseLine, Content, Reminder
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.messages import compose, render
from caf_tracker.reminders.summary import Figures, LastFile, Owed, Waiting

HOURS = "Mon-Thu 08:30-17:00, Fri 08:30-16:00"
LETTERHEAD = Letterhead(
    product="Early Help & Co",
    sender="early-help@council.example",
    base_url="https://caf.council.example",
    caf="EHA",
    signed_with="a key of the tests",
    front_door=FrontDoor("01632 960108", "01632 960100", HOURS, parse_hours(HOURS)),
)
SENT = datetime(2026, 3, 4, 8, 1, tzinfo=UTC)


def reminder(duty: str = "lead_not_answered", *, yours: bool = True, late: int = 0, settled: bool = False,
             reference: str = "EH-000123K", telling_id: int = 41) -> Reminder:  # fmt: skip
    return Reminder(
        telling_id=telling_id, duty=duty, case_id=123, reference=reference, due_on=date(2026, 3, 8), late=late,
        yours=yours, settled=settled, safety=DUTIES[duty].safety,
    )  # fmt: skip


def of(kind: MailKind, *reminders: Reminder) -> Content:
    by_case: dict[str, list[Reminder]] = {}
    for each in reminders:
        by_case.setdefault(each.reference, []).append(each)
    figures = Figures(
        owed=(Owed("no_lead", 4, 2), *(Owed(duty, 1, 0) for duty in DUTIES if duty != "no_lead")),
        longest=(Waiting("EH-000123K", 34), Waiting("EH-000124A", 1)),
        last_tick=SENT, unsent=3, oldest_unsent=SENT, given_up=1, last_file=LastFile(SENT, 200, 2),
    )  # fmt: skip
    return Content(
        kind=kind, day=date(2026, 3, 4), link="https://caf.council.example/invitation/abc", figures=figures,
        cases=tuple(CaseLine(reference, tuple(found)) for reference, found in by_case.items()),
    )  # fmt: skip


def folded(text: str) -> str:
    return " ".join(text.split())


def visible(html: str) -> str:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return folded("".join(parser.parse(html).find("body").itertext()))


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_is_written_in_plain_text_and_valid_html(kind: MailKind) -> None:
    subject, text, html = render(of(kind, reminder()), LETTERHEAD)

    assert subject
    for words in (folded(text), visible(html)):
        assert "Worried about a child now?" in words
        assert "999" in words
        assert "01632 960108" in words
        assert "01632 960100" in words
        assert "Early Help & Co" in words
        assert "{" not in words


@pytest.mark.parametrize(
    ("duty", "yours", "late", "settled"), list(product(DUTIES, [True, False], [0, 1, 7], [True, False]))
)
def test_every_duty_has_words_for_whoever_reads_them(duty: str, yours: bool, late: int, settled: bool) -> None:
    found = reminder(duty, yours=yours, late=late, settled=settled)
    subject, text, html = render(of(MailKind.TELLING, found), LETTERHEAD)

    assert "EH-000123K" in subject
    for words in (folded(text), visible(html)):
        assert "EH-000123K" in words
        assert words.count("CAF") == 0, "the authority's own word stands for it"
        if settled:
            assert "nothing for you to do" in words
        else:
            assert "8 March 2026" in words
            assert (f"{late} working day late" in words or f"{late} working days late" in words) == (late > 0)
    for address in ("https://caf.council.example/cases/EH-000123K", "https://caf.council.example/told/41"):
        assert address in text
        assert f'href="{address}"' in html


def test_the_words_are_different_for_whoever_owes_it_and_for_the_others() -> None:
    for duty in DUTIES:
        mine, others = (
            render(of(MailKind.TELLING, reminder(duty, yours=yours)), LETTERHEAD)[1] for yours in (True, False)
        )
        assert mine != others
        assert "Please" in mine


def test_the_sentence_of_a_nomination() -> None:
    _, text, _ = render(of(MailKind.TELLING, reminder()), LETTERHEAD)
    assert "You were asked to be lead professional for EH-000123K. Please accept or decline by 8 March 2026." in folded(
        text
    )
    _, text, _ = render(of(MailKind.TELLING, reminder(late=3)), LETTERHEAD)
    assert "This was due by 8 March 2026: 3 working days late. Please accept or decline now." in folded(text)
    _, text, _ = render(of(MailKind.TELLING, reminder(late=1, yours=False)), LETTERHEAD)
    assert "Their answer was due by 8 March 2026: 1 working day late." in folded(text)


def test_the_duties_of_a_case_stand_in_one_line() -> None:
    content = of(
        MailKind.DIGEST, reminder("no_lead", telling_id=1), reminder("step_down_unfinished", telling_id=2, late=2),
        reminder("no_lead", telling_id=3, reference="EH-000124A"),
    )  # fmt: skip
    subject, text, html = render(content, LETTERHEAD)

    assert subject == "Your reminders for 4 March 2026: 2 cases"
    first, second = [line for line in text.splitlines() if line.startswith("EH-")]
    assert first.startswith("EH-000123K (2 working days late): ")
    assert "nominate somebody" in first
    assert "record how else it ended" in first
    assert second.startswith("EH-000124A: ")
    assert html.count("<li") == 2
    assert all(f"/told/{number}" in text for number in (1, 2, 3))


def test_a_safety_duty_says_that_it_is_urgent() -> None:
    assert render(of(MailKind.TELLING, reminder("handover_stalled")), LETTERHEAD)[0].startswith("Urgent: ")
    assert not render(of(MailKind.TELLING, reminder("handover_stalled", settled=True)), LETTERHEAD)[0].startswith(
        "Urgent"
    )
    assert not render(of(MailKind.TELLING, reminder("caf_not_started")), LETTERHEAD)[0].startswith("Urgent")


def test_the_summary_says_what_is_owed_and_how_the_tool_itself_is() -> None:
    subject, text, html = render(of(MailKind.SUMMARY), LETTERHEAD)

    assert subject == "Weekly summary, 4 March 2026"
    for words in (folded(text), visible(html)):
        assert "even when nothing is owed" in words
        assert "Cases without a lead professional" in words
        assert "EH-000123K" in words
        assert "34 working days" in words
        assert "Mail not yet sent: 3, the oldest since 4 March 2026 at 08:01" in words
        assert "4 March 2026 at 08:01, 200 rows, 2 not usable" in words


def test_the_summary_goes_out_when_nothing_is_owed_and_nothing_ever_ran() -> None:
    empty = Figures(owed=(), longest=(), last_tick=None, unsent=0, oldest_unsent=None, given_up=0, last_file=None)
    content = Content(kind=MailKind.SUMMARY, day=date(2026, 3, 2), figures=empty)
    for words in map(folded, render(content, LETTERHEAD)[1:]):
        assert "Nothing is owed." in words
        assert "Reminders were last worked out: never" in words
        assert "No file of closures has been loaded yet." in words


def test_the_bytes_of_a_mail() -> None:
    raw = compose(
        of(MailKind.TELLING, reminder()), LETTERHEAD, recipient="hana@example.org", message_id="telling-7.2026", at=SENT
    )

    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b""), "lines end as SMTP wants them"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["From"] == "Early Help & Co <early-help@council.example>"
    assert mail["To"] == "hana@example.org"
    assert mail["Message-ID"] == "<telling-7.2026@council.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)) is not None
    assert mail.get_body(("html",)) is not None


def test_html_is_escaped() -> None:
    html = render(of(MailKind.TELLING, reminder()), LETTERHEAD)[2]
    assert "Early Help &amp; Co" in html
    _, text, _ = render(of(MailKind.TELLING, reminder()), LETTERHEAD)
    assert "Early Help & Co" in text
