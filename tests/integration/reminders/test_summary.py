"""The week's summary: to every coordinator and head of service, even when nothing is owed."""

from datetime import date

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import ClosureFile, ClosureProblem, Mail, Tick
from caf_tracker.models.words import MailKind
from caf_tracker.reminders import summary
from caf_tracker.reminders.contents import read
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.messages import render
from tests.factories import Authority, make_case, make_step_down
from tests.fixtures.plugin import ClockAt


def queue(moment: str, clock_at: ClockAt) -> int:
    at = clock_at(moment)
    made = summary.queue_summaries(db.session(), at) if summary.is_due(db.session(), at) else 0
    db.session.commit()
    return made


def recipients() -> set[int | None]:
    return set(db.session.scalars(sa.select(Mail.user_id).where(Mail.kind == MailKind.SUMMARY)))


def text_for(user_id: int, letterhead: Letterhead) -> str:
    mail = db.session.scalars(sa.select(Mail).where(Mail.user_id == user_id, Mail.kind == MailKind.SUMMARY)).one()
    return render(read(db.session(), [mail.id], clock.now())[mail.id], letterhead)[1]


def test_it_goes_to_the_active_coordinators_and_heads_though_nothing_is_owed(
    authority: Authority, clock_at: ClockAt, letterhead: Letterhead
) -> None:
    authority.other_coordinator.disabled_at = clock.now()
    db.session.commit()

    assert queue("2026-03-02 08:00", clock_at) == 3

    assert recipients() == {authority.head.id, authority.other_head.id, authority.coordinator.id}
    assert "Nothing is owed." in text_for(authority.head.id, letterhead)


@pytest.mark.parametrize(("moment", "sent"), [
    ("2026-03-02 07:59:59", False),
    ("2026-03-02 08:00", True),
    ("2026-03-01 12:00", False),     # Sunday of the week before, which had its own
    ("2026-05-04 08:00", False),     # early May bank holiday
    ("2026-05-05 07:59:59", False),  # the Tuesday after it
    ("2026-05-05 08:00", True),
    ("2026-03-30 08:00", True),      # the first Monday of summer time
    ("2026-03-30 07:59:59", False),
])  # fmt: skip
def test_it_comes_on_the_first_working_day_of_the_week(
    authority: Authority, clock_at: ClockAt, moment: str, sent: bool
) -> None:
    at = clock_at(moment)
    week = summary.first_working_day(clock.london_date(at))
    if clock.london_date(at) == date(2026, 3, 1):
        queue("2026-02-23 08:00", clock_at)
        db.session.execute(sa.update(Mail).values(sent_at=clock.now()))
    assert (queue(moment, clock_at) > 0) is sent
    if sent:
        assert set(db.session.scalars(sa.select(Mail.day).where(Mail.sent_at.is_(None)))) == {week}


def test_a_host_that_was_off_on_monday_sends_it_when_it_is_back_and_once(
    authority: Authority, clock_at: ClockAt
) -> None:
    assert queue("2026-03-03 14:00", clock_at) == 4
    assert queue("2026-03-03 14:05", clock_at) == 0
    assert queue("2026-03-06 08:00", clock_at) == 0
    assert queue("2026-03-09 08:00", clock_at) == 4


def test_queueing_twice_makes_one_each(authority: Authority, clock_at: ClockAt) -> None:
    at = clock_at("2026-03-02 08:00")
    assert summary.queue_summaries(db.session(), at) == 4
    assert summary.queue_summaries(db.session(), at) == 0


def test_each_reads_the_figures_of_their_own_area(
    authority: Authority, clock_at: ClockAt, letterhead: Letterhead
) -> None:
    clock_at("2026-02-20 10:00")
    here = make_case(authority)
    there = make_case(authority, area=authority.other_area)
    for case, manager in ((here, authority.manager), (there, authority.other_manager)):
        make_step_down(case, manager, decided_on=date(2026, 2, 16), closed_on=date(2026, 2, 20))
    db.session.commit()
    queue("2026-03-02 08:00", clock_at)

    text = text_for(authority.head.id, letterhead)

    assert here.reference in text
    assert there.reference not in text
    assert "Cases without a lead professional: 1 open, 1 late" in text
    # From Monday 16 February (the decision) to Monday 2 March.
    assert f"{here.reference}: 10 working days" in text
    assert there.reference in text_for(authority.other_head.id, letterhead)


def test_the_ten_longest_waiting(authority: Authority, clock_at: ClockAt, letterhead: Letterhead) -> None:
    clock_at("2026-02-20 10:00")
    cases = [make_case(authority) for _ in range(12)]
    for number, case in enumerate(cases):
        make_step_down(case, authority.manager, decided_on=date(2026, 2, 1 + number))
    db.session.commit()
    queue("2026-03-02 08:00", clock_at)

    text = text_for(authority.head.id, letterhead)

    named = [case.reference for case in cases if case.reference in text]
    assert named == [case.reference for case in cases[:10]]


def test_it_says_how_the_tool_itself_is(authority: Authority, clock_at: ClockAt, letterhead: Letterhead) -> None:
    early = clock_at("2026-03-02 07:00")
    db.session.add(Tick(job="sweep", started_at=early, finished_at=early))
    db.session.add(
        Mail(kind=MailKind.INVITATION, user=authority.teacher, message_id="old", created_at=early, next_try_at=early)
    )
    file = ClosureFile(loaded_at=early, rows=200)
    file.problems = [ClosureProblem(line=3, column="born", reason="no date")]
    db.session.add(file)
    db.session.commit()
    queue("2026-03-02 08:00", clock_at)

    text = text_for(authority.coordinator.id, letterhead)

    assert "Reminders were last worked out: 2 March 2026 at 07:00" in text
    assert "Mail not yet sent: 1, the oldest since 2 March 2026 at 07:00" in text, (
        "its own kind, just queued, is no news"
    )
    assert "2 March 2026 at 07:00, 200 rows, 1 not usable" in text
