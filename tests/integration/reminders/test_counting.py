"""Mails and lines a week: what is counted is what the mails hold."""

from collections import Counter
from datetime import date

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Mail
from caf_tracker.models.words import MailKind
from caf_tracker.reminders import counting
from caf_tracker.reminders.contents import read
from caf_tracker.reminders.counting import Recipient
from caf_tracker.reminders.tick import tick
from tests import stories
from tests.factories import Authority
from tests.fixtures.plugin import ClockAt

LAST_OF_FEBRUARY, FIRST_OF_MARCH = date(2026, 2, 23), date(2026, 3, 2)


def test_each_line_of_each_mail_is_counted_in_the_week_in_which_it_goes(
    authority: Authority, clock_at: ClockAt
) -> None:
    for child in ("Kit Rowan", "Ada Lane"):
        stories.decide(authority, "2026-02-26 16:00", child=child)
    stories.tell("2026-02-26 16:00")
    db.session.execute(sa.update(Mail).values(sent_at=clock.now()))
    # Nothing can be sent in the second week: its last digest says all that the ones before it would have said.
    for moment in ("2026-02-27 08:00", "2026-03-02 08:00", "2026-03-03 08:00", "2026-03-04 08:00", "2026-03-05 08:00"):
        tick(clock_at(moment))
        db.session.commit()
    found = counting.received(db.session(), [LAST_OF_FEBRUARY, FIRST_OF_MARCH])
    mails: Counter[tuple[Recipient, date]] = Counter()
    printed = mails.copy()
    sent = db.session.query(Mail).filter(Mail.kind != MailKind.SUMMARY).all()
    contents = read(db.session(), [mail.id for mail in sent], clock.now())
    for mail in sent:
        key = Recipient(mail.user_id, mail.agency_id), counting.monday_of(clock.london_date(mail.created_at))
        mails[key] += 1
        printed[key] += sum(len(line.reminders) for line in contents[mail.id].cases)
    assert {key: got.mails for key, got in found.items()} == mails
    assert {key: got.lines for key, got in found.items()} == printed
    mine = [found[Recipient(authority.coordinator.id), week] for week in (LAST_OF_FEBRUARY, FIRST_OF_MARCH)]
    assert [(got.mails, dict(got.lines_of)) for got in mine] == [
        # Of both families in one mail on Thursday; one digest, in which each family's fifth day stands for its second.
        (1, {"no_lead": 2}),
        (1, {"no_lead": 2}),
    ]


def test_what_was_given_up_reached_nobody(authority: Authority) -> None:
    stories.decide(authority, "2026-02-26 16:00")
    stories.tell("2026-02-26 16:00")
    assert counting.received(db.session(), [LAST_OF_FEBRUARY])
    for mail in db.session.query(Mail):
        mail.given_up_at = clock.now()
    db.session.flush()
    assert counting.received(db.session(), [LAST_OF_FEBRUARY]) == {}
