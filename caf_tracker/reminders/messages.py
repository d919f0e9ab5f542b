"""The text of every mail, plain and HTML: a case's reference and links, and nothing else of a family."""

from datetime import UTC, date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import jinja2

from caf_tracker import clock
from caf_tracker.models.words import MailKind
from caf_tracker.reminders.contents import Content, Reminder
from caf_tracker.reminders.letterhead import Letterhead

TEMPLATES = Path(__file__).parents[2] / "templates"


def compose(content: Content, letterhead: Letterhead, *, recipient: str, message_id: str, at: datetime) -> bytes:
    """The mail as bytes for the wire: one recipient, a stable Message-ID, plain text and HTML."""
    subject, text, html = render(content, letterhead)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(letterhead.product, addr_spec=letterhead.sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(at.astimezone(UTC))
    message["Message-ID"] = f"<{message_id}@{letterhead.domain}>"
    # So that no holiday message answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "en-GB"
    # Quoted-printable keeps it to seven bits, which every server takes.
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def render(content: Content, letterhead: Letterhead) -> tuple[str, str, str]:
    """Subject, plain text and HTML."""
    kind = content.kind.value
    if content.kind in (MailKind.INVITATION, MailKind.CODE) and not content.link:
        raise ValueError("The mail has lost the link or code that it is about.")
    values = {"content": content, "letterhead": letterhead, "caf": letterhead.caf}
    text = _environment.get_template(f"mail/{kind}.txt").render(values)
    html = _environment.get_template(f"mail/{kind}.html").render(values)
    return _subject(content, letterhead), text, html


def _subject(content: Content, letterhead: Letterhead) -> str:
    match content.kind:
        case MailKind.TELLING:
            return _subject_of_telling(content, letterhead)
        case MailKind.DIGEST:
            return f"Your reminders for {_day(content.day)}: {_count(len(content.cases), 'case')}"
        case MailKind.SUMMARY:
            return f"Weekly summary, {_day(content.day)}"
        case MailKind.CODE:
            return "Your code to answer a question about a family"
        case MailKind.INVITATION:
            return f"Your invitation to {letterhead.product}"


def _subject_of_telling(content: Content, letterhead: Letterhead) -> str:
    urgent = "Urgent: " if any(line.safety for line in content.cases) else ""
    if len(content.cases) == 1:
        [line] = content.cases
        return f"{urgent}{line.reference}: {_said(line.reminders[0].duty, letterhead, 'title')}"
    return f"{urgent}Reminders about {_count(len(content.cases), 'case')}"


def _counted(duty: str, letterhead: Letterhead) -> str:
    """What a number of these duties is called."""
    return _said(duty, letterhead, "counted")


def _said(duty: str, letterhead: Letterhead, name: str) -> str:
    """One of the phrases in the duty's own template: title, counted, ask, owed or help."""
    return str(getattr(_duty_template(duty, letterhead), name)).strip()


def _duty_template(duty: str, letterhead: Letterhead) -> Any:
    return _environment.get_template(f"mail/duties/{duty}.txt").make_module({"caf": letterhead.caf})


def _sentences(reminder: Reminder, letterhead: Letterhead) -> str:
    """The whole of a reminder in plain words, for whoever reads it."""
    fact = str(_duty_template(reminder.duty, letterhead).fact(reminder)).strip()
    if reminder.settled:
        return f"{fact} This has been settled since: there is nothing for you to do."
    due = _day(reminder.due_on)
    late = f"was due by {due}: {_late(reminder.late)}" if reminder.late else f"is due by {due}"
    if not reminder.yours:
        owed, help_needed = (_said(reminder.duty, letterhead, name) for name in ("owed", "help"))
        return f"{fact} {owed} {late}. {help_needed}"
    ask = _said(reminder.duty, letterhead, "ask")
    if reminder.late:
        return f"{fact} This {late}. Please {ask} now."
    return f"{fact} Please {ask} by {due}."


def _day(value: date | datetime) -> str:
    value = clock.london_date(value) if isinstance(value, datetime) else value
    return f"{value.day} {value:%B %Y}"


def _moment(value: datetime) -> str:
    return f"{_day(value)} at {value.astimezone(clock.LONDON):%H:%M}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _late(days: int) -> str:
    return f"{_count(days, 'working day')} late"


def _make_environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(["html"], default_for_string=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"day": _day, "moment": _moment, "count": _count, "late": _late}
    environment.globals |= {"sentences": _sentences, "counted": _counted}
    return environment


_environment = _make_environment()
