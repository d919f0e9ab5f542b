"""A mailbox with many families: one list a day, one link each, children under 1 on top, the oldest question first."""

import re
from datetime import datetime
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from caf_tracker import clock
from caf_tracker.answer_links import telling_of
from caf_tracker.extensions import db
from caf_tracker.models import Agency, Case, Telling
from caf_tracker.models.words import AgencyKind, EngagementStatus, Evidence
from caf_tracker.reminders.channels.smtp import SmtpChannel
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import relay_tick, tick
from caf_tracker.services import engagement
from caf_tracker.services.mailbox_questions import find_question
from tests.factories import Authority, add_to_team, make_agency, make_case, make_child, make_lead
from tests.fixtures.plugin import ClockAt
from tests.integration.reminders.sink import Sink

# Each family in the order in which its case was opened: when the nursery joined its team, and how old the child is.
# On Monday 9 March each of them has come to a rung of its ladder for the nursery: the 5th or 15th working day, under 1
# the 3rd or 10th.
_FAMILIES = {
    "answered": ("2026-02-23", 6),
    "newest": ("2026-03-02", 30),
    "young": ("2026-03-04", 8),
    "oldest": ("2026-02-16", 40),
    "young and older": ("2026-02-23", 7),
}
_MORNING = "2026-03-09 08:00"
_LINK = re.compile(r"https?://\S+/answer/(\S+)")


@pytest.fixture
def nursery(authority: Authority) -> Agency:
    """An agency that has a mailbox and nobody with an account."""
    return make_agency(AgencyKind.NURSERY, "Little Oaks Nursery")


@pytest.fixture
def families(
    authority: Authority, nursery: Agency, clock_at: ClockAt, smtp: SmtpChannel, letterhead: Letterhead
) -> dict[str, Case]:
    """The families, each told of when the nursery joined, up to the evening before."""
    clock_at("2026-02-02 09:00")
    made = {}
    for name, (_, months) in _FAMILIES.items():
        made[name] = make_case(authority, children=[make_child(f"Child of the {name}", months=months)])
        make_lead(made[name], authority.health_visitor, authority.manager)
    for day in sorted({joined for joined, _ in _FAMILIES.values()}):
        at = clock_at(f"{day} 10:00")
        for name, (joined, _) in _FAMILIES.items():
            if joined == day:
                add_to_team(made[name], nursery).own_reference = f"LO {name}"
        db.session.commit()
        _tell(at, smtp, letterhead)
    return made


def test_one_list_with_one_link_a_family_in_the_order_that_matters(
    authority: Authority, nursery: Agency, families: dict[str, Case], smtp: SmtpChannel, sink: Sink,
    letterhead: Letterhead, clock_at: ClockAt, app: Flask,
) -> None:  # fmt: skip
    sink.taken.clear()
    mailbox = nursery.mailbox or ""
    at = clock_at(_MORNING)
    tick(at)
    # Between the list and the post the health visitor hears it by telephone.
    engagement.record_engagement(
        actor=authority.health_visitor, at=at, case=families["answered"], agency=nursery,
        status=EngagementStatus.ENGAGED, evidence=Evidence.DIRECT, as_of=clock.today(), said_by="Priya Moor",
    )  # fmt: skip
    db.session.commit()
    relay_tick(smtp, letterhead)

    [mail] = sink.to(mailbox)
    assert mail["Subject"] == "Your reminders for 9 March 2026: 5 cases"
    text = _plain(mail)
    assert "A line a family: those with a child under 1 first, then the oldest question." in text
    expected = ["young and older", "young", "oldest", "newest", "answered"]
    assert re.findall(r"^(EH-\w+)", text, re.MULTILINE) == [families[name].reference for name in expected]

    # One link each, that asks about this family and no other; none for what was answered since.
    links = [telling_of(app.config["SECRET_KEY"], token) for token in _LINK.findall(text)]
    asked = [find_question(telling_id=telling_id, at=at)[1].own_reference for telling_id in links]
    assert asked == [f"LO {name}" for name in expected[:-1]]
    assert "settled since" in text.partition(families["answered"].reference)[2]
    # No other way in, and nothing of the families themselves.
    assert "/cases/" not in text
    assert "/told/" not in text
    assert "Child of" not in str(mail)

    # Nobody writes again that day, nor on the next, on which nothing more has come.
    for later in ("2026-03-09 15:00", "2026-03-10 08:00"):
        _tell(clock_at(later), smtp, letterhead)
    assert sink.to(mailbox) == [mail]
    told = sa.select(sa.func.count()).where(Telling.agency_id == nursery.id, Telling.mail_id.is_(None))
    assert db.session.scalar(told) == 0


def _tell(at: datetime, smtp: SmtpChannel, letterhead: Letterhead) -> None:
    tick(at)
    relay_tick(smtp, letterhead)


def _plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
