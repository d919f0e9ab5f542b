"""What the page of reminders sent reads, in three statements: people of staff and numbers, nothing of a case."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import User
from caf_tracker.models.words import Role
from caf_tracker.reminders import counting
from caf_tracker.reminders.counting import MOST_LINES, MOST_MAILS, Received, Recipient
from caf_tracker.web.paging import PAGE

# This week so far and the five before it: as many as stand beside each other.
WEEKS = 6

# Those whom the duties name; of others only who was reminded counts.
_REMINDED = (Role.PRACTITIONER, Role.SOCIAL_CARE_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)

# How many weeks somebody had so many lines, or mails: the smallest number of each band.
_LINES, _MAILS = (0, 1, 6, 11, MOST_LINES + 1, 26), (0, 1, 2, 3, 4, 5, MOST_MAILS + 1)


@dataclass(frozen=True)
class Band:
    """A row of a distribution: from so many to so many (None: or more), and how many weeks of somebody's were so."""

    least: int
    most: int | None
    weeks: int


@dataclass(frozen=True)
class Reminded:
    """Somebody, with what they got in each week, the latest first."""

    user: User
    weeks: tuple[Received, ...]

    @property
    def most_lines(self) -> int:
        """The lines of their largest week."""
        return max(week.lines for week in self.weeks)

    @property
    def at_all(self) -> bool:
        """Whether they got any mail."""
        return any(week.mails for week in self.weeks)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """All that the page shows."""

    mondays: tuple[date, ...]
    reminded: list[Reminded]
    not_reminded: int
    lines: list[Band]
    mails: list[Band]
    # Duty and lines, most first.
    duties: list[tuple[str, int]]


def reminders_sent(viewer: User, at: datetime) -> Sent:
    """What the people of the viewer's area got, or of the whole authority for whoever has no area."""
    today = clock.london_date(at)
    weeks = counting.mondays(today - timedelta(weeks=WEEKS - 1), today)
    staff = sa.select(User)
    if viewer.area_id is not None:
        staff = staff.where(User.area_id == viewer.area_id)
    found = counting.received(db.session(), weeks, staff.with_only_columns(User.id))
    everybody = db.session.scalars(staff.options(joinedload(User.agency))).all()
    rows = [
        Reminded(user, tuple(found.get((Recipient(user.id), monday), Received()) for monday in reversed(weeks)))
        for user in everybody
    ]
    counted = [row for row in rows if row.at_all or (row.user.is_active and row.user.role in _REMINDED)]
    reminded = [row for row in counted if row.at_all]
    return Sent(
        mondays=tuple(reversed(weeks)),
        reminded=sorted(reminded, key=_most_first),
        not_reminded=len(counted) - len(reminded),
        lines=_bands(_LINES, [week.lines for row in counted for week in row.weeks]),
        mails=_bands(_MAILS, [week.mails for row in counted for week in row.weeks]),
        duties=sum((week.lines_of for week in found.values()), Counter()).most_common(),
    )


def page_after(reminded: Sequence[Reminded], after: tuple[int, ...] | None) -> list[Reminded]:
    """A page and one more of those who come after this one."""
    following = reminded if after is None else [row for row in reminded if _most_first(row) > (-after[0], after[1])]
    return list(following[: PAGE + 1])


def _most_first(row: Reminded) -> tuple[int, int]:
    return -row.most_lines, row.user.id


def _bands(starts: Sequence[int], numbers: list[int]) -> list[Band]:
    ends = [start - 1 for start in starts[1:]]
    return [
        Band(least, most, sum(least <= number and (most is None or number <= most) for number in numbers))
        for least, most in zip(starts, [*ends, None], strict=True)
    ]
