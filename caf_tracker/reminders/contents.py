"""What a mail is about, read from the rows at the moment it is sent: references and dates, nothing of a family."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caf_tracker import clock, working_days
from caf_tracker.duties import timescales
from caf_tracker.duties.catalogue import DUTIES
from caf_tracker.duties.reading import open_duties
from caf_tracker.models import Mail, Telling
from caf_tracker.models.words import MailKind
from caf_tracker.references import reference_of
from caf_tracker.reminders.summary import Figures, figures_by_area

# Duty, subject and cause: what makes a ladder one ladder.
_LadderKey = tuple[str, int, str, int]


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One telling as its reader needs it: what is owed, whether by them, by when, and whether it still is."""

    telling_id: int
    duty: str
    case_id: int
    reference: str
    due_on: date
    late: int
    yours: bool
    settled: bool
    safety: bool
    # Told to an agency's mailbox, whose reader has no account: it answers by a link of its own.
    by_mailbox: bool = False
    under_one: bool = False
    anchor_on: date = date.min


@dataclass(frozen=True)
class CaseLine:
    """All that one mail says of one case."""

    reference: str
    reminders: tuple[Reminder, ...]

    @property
    def safety(self) -> bool:
        """Whether anything still owed on it is a safety duty."""
        return any(reminder.safety and not reminder.settled for reminder in self.reminders)

    @property
    def late(self) -> int:
        """By how many working days the latest of what is still owed is late."""
        return max((reminder.late for reminder in self.reminders if not reminder.settled), default=0)

    @property
    def by_mailbox(self) -> bool:
        """Whether it goes to an agency's mailbox."""
        return any(reminder.by_mailbox for reminder in self.reminders)

    @property
    def for_a_mailbox(self) -> tuple[bool, date]:
        """The order of a mailbox's list: families with a child under 1 on top, then the oldest question first."""
        open_ones = [reminder for reminder in self.reminders if not reminder.settled]
        young = any(reminder.under_one for reminder in open_ones)
        return not young, min((reminder.anchor_on for reminder in open_ones), default=date.max)

    @property
    def settled(self) -> bool:
        """Whether nothing of it is still owed."""
        return all(reminder.settled for reminder in self.reminders)


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything that a mail's text is made of; which fields are filled depends on the kind."""

    kind: MailKind
    day: date
    cases: tuple[CaseLine, ...] = ()
    link: str | None = None
    figures: Figures | None = None


def read(session: Session, mail_ids: Sequence[int], at: datetime) -> dict[int, Content]:
    """The contents of these mails, by id, in a few statements whatever their number."""
    mails = session.scalars(sa.select(Mail).where(Mail.id.in_(mail_ids)).options(sa.orm.joinedload(Mail.user))).all()
    lines = _lines(session, mail_ids, at)
    summaries = [mail for mail in mails if mail.kind is MailKind.SUMMARY]
    figures = figures_by_area(session, {mail.user.area_id for mail in summaries if mail.user}, at)
    return {
        mail.id: Content(
            kind=mail.kind,
            day=mail.day or clock.london_date(at),
            cases=lines.get(mail.id, ()),
            link=mail.link,
            figures=figures[mail.user.area_id] if mail.kind is MailKind.SUMMARY and mail.user else None,
        )
        for mail in mails
    }


def _lines(session: Session, mail_ids: Sequence[int], at: datetime) -> dict[int, tuple[CaseLine, ...]]:
    tellings = session.scalars(sa.select(Telling).where(Telling.mail_id.in_(mail_ids)).order_by(Telling.id)).all()
    still_open = _still_open({telling.case_id for telling in tellings}, at)
    by_mail: dict[int, dict[_LadderKey, Reminder]] = defaultdict(dict)
    for telling in tellings:
        # A later rung of the same ladder stands for the earlier ones.
        by_mail[telling.mail_id or 0][_ladder_key(telling)] = _reminder(telling, still_open, clock.london_date(at))
    return {mail_id: _by_case(reminders.values()) for mail_id, reminders in by_mail.items()}


def _by_case(reminders: Iterable[Reminder]) -> tuple[CaseLine, ...]:
    """A line a case, most urgent first: safety, then the latest; what has been settled since comes last."""
    by_case: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in sorted(reminders, key=lambda each: (each.settled, not each.safety, -each.late, not each.yours)):
        by_case[reminder.reference].append(reminder)
    lines = [CaseLine(reference, tuple(found)) for reference, found in by_case.items()]
    if any(line.by_mailbox for line in lines):
        return tuple(sorted(lines, key=lambda line: (line.settled, *line.for_a_mailbox, line.reference)))
    return tuple(sorted(lines, key=lambda line: (line.settled, not line.safety, -line.late, line.reference)))


def _ladder_key(telling: Telling) -> _LadderKey:
    return (telling.duty, telling.subject_id, telling.cause, telling.cause_id)


def _still_open(case_ids: set[int], at: datetime) -> set[_LadderKey]:
    if not case_ids:
        return set()
    owed = open_duties(at, case_ids=sorted(case_ids))
    return {(duty.key, duty.subject_id, duty.cause, duty.cause_id) for duty in owed}


def _reminder(telling: Telling, still_open: set[_LadderKey], today: date) -> Reminder:
    ladder = timescales.in_force().ladders[telling.ladder]
    due_on = ladder.due_on(telling.anchor_on)
    return Reminder(
        telling_id=telling.id,
        duty=telling.duty,
        case_id=telling.case_id,
        reference=reference_of(telling.case_id),
        due_on=due_on,
        late=max(working_days.between(due_on, today), 0),
        yours=bool(telling.parts & ladder.owed_by),
        settled=_ladder_key(telling) not in still_open,
        safety=DUTIES[telling.duty].safety,
        by_mailbox=telling.agency_id is not None,
        under_one="_young" in telling.ladder,
        anchor_on=telling.anchor_on,
    )
