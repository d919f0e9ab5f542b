"""How many mails, and lines in them, everybody gets in a week: what shows that people are reminded too often.

A mail is a morning's digest or a reminder that went at once; a line is one reminder in it. The weekly summary of
coordinators and heads of service, invitations and codes remind of nothing that is owed and are not counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caf_tracker import clock
from caf_tracker.models import Mail, Telling
from caf_tracker.models.words import MailKind

# What a lead professional gets at most in a week of an authority that is well run.
MOST_MAILS, MOST_LINES = 5, 15

_REMINDERS = (MailKind.DIGEST, MailKind.TELLING)
_WEEK, _MIDNIGHT = timedelta(days=7), time(0)


@dataclass(frozen=True, order=True)
class Recipient:
    """A person, or an agency's mailbox."""

    user_id: int | None = None
    agency_id: int | None = None


@dataclass
class Received:
    """What one recipient got in one week: mails, and lines by the duty that they speak of."""

    mails: int = 0
    lines_of: Counter[str] = field(default_factory=Counter)

    @property
    def lines(self) -> int:
        """All lines of the week."""
        return self.lines_of.total()


Weeks = dict[tuple[Recipient, date], Received]


def monday_of(day: date) -> date:
    """The first day of the ISO week in which this day is."""
    return day - timedelta(days=day.weekday())


def mondays(first: date, last: date) -> list[date]:
    """The first days of all ISO weeks from that of one day to that of another."""
    start = monday_of(first)
    return [start + number * _WEEK for number in range((monday_of(last) - start).days // 7 + 1)]


def received(session: Session, weeks: Sequence[date], people: sa.Select[int] | None = None) -> Weeks:
    """What everybody, or these people, got in each of these weeks, consecutive Mondays, in two statements.

    A mail counts in the week in which it was composed, unless it was given up. Whoever got nothing is left out.
    """
    ends = [clock.london(monday + _WEEK, _MIDNIGHT) for monday in weeks]
    week = sa.case(*[(Mail.created_at < end, number) for number, end in enumerate(ends)]).label("week")
    wanted = [
        Mail.kind.in_(_REMINDERS),
        Mail.given_up_at.is_(None),
        Mail.created_at >= clock.london(weeks[0], _MIDNIGHT),
        Mail.created_at < ends[-1],
    ]
    if people is not None:
        wanted.append(Mail.user_id.in_(people))
    found: Weeks = {}
    for user_id, agency_id, number, mails in session.execute(
        sa.select(Mail.user_id, Mail.agency_id, week, sa.func.count()).where(*wanted).group_by(
            Mail.user_id, Mail.agency_id, week
        )
    ):  # fmt: skip
        found[Recipient(user_id, agency_id), weeks[number]] = Received(mails)
    for user_id, agency_id, number, duty, lines in session.execute(_lines(week, wanted)):
        found[Recipient(user_id, agency_id), weeks[number]].lines_of[duty] = lines
    return found


def _lines(week: sa.Label[int], wanted: list[sa.ColumnElement[bool]]) -> sa.Select[*tuple[Any, ...]]:
    """The lines by recipient, week and duty: of one ladder a mail prints only the last rung (see contents)."""
    ladder = (Telling.mail_id, Telling.duty, Telling.subject_id, Telling.cause, Telling.cause_id)
    printed = (
        sa.select(Mail.user_id, Mail.agency_id, week, *ladder)
        .join(Mail, Mail.id == Telling.mail_id)
        .where(*wanted)
        .distinct()
        .subquery()
    ).c
    group = (printed.user_id, printed.agency_id, printed.week, printed.duty)
    return sa.select(*group, sa.func.count()).group_by(*group)
