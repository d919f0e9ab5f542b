"""A year of an authority on a clock of its own: people act, the sweep tells, the digest mails, and nothing is sent."""

import random
from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import TypeVar

import sqlalchemy as sa

from benchmarks.fatigue import families, owed
from benchmarks.fatigue.diary import ROUNDS, Act, Diary
from benchmarks.fatigue.habits import Habits
from benchmarks.fatigue.town import CASES_OF_A_LEAD, Town
from caf_tracker import clock, working_days
from caf_tracker.duties import OpenDuty, open_duties
from caf_tracker.extensions import Base, db
from caf_tracker.models import Case, Lead, User
from caf_tracker.models.words import EngagementStatus
from caf_tracker.reminders.sweep import sweep
from caf_tracker.reminders.unposted import compose_and_count_as_sent

Row = TypeVar("Row", bound=Base)
_Ladder = tuple[str, int, str, int]

# A lead with room for another family gets one on about one working day in so many.
_A_FAMILY_IN = 8
_LONG_AGO = date(2000, 1, 3)


class Year:
    """The play: the town, its habits, one random sequence, and who leads how many."""

    def __init__(self, town: Town, habits: Habits, dice: random.Random, cases_of_a_lead: int = CASES_OF_A_LEAD) -> None:
        self.town, self.habits, self.dice = town, habits, dice
        self.diary = Diary()
        self._full = cases_of_a_lead
        # When whoever owes it means to come to it.
        self._meant: dict[_Ladder, date] = {}
        # What is owed this morning.
        self._owed: Collection[_Ladder] = ()
        self._load: dict[int, int] = {}
        # The last day on which each lead was given a family.
        self._given: dict[int, date] = {}
        self.loads: list[int] = []
        # What each agency of a team says of the family's engagement, by its place in the team.
        self.engages: dict[int, EngagementStatus] = {}

    def play(self, first: date, last: date, filled_by: date | None = None) -> None:
        """Every working day from first to last; caseloads grow until `filled_by`. On other days nothing is told."""
        length = working_days.between(first, filled_by or first) or 1
        for day in _working_days(first, last):
            self._sweep(clock.london(day))
            self._see_what_is_owed(day)
            self._families_come(day, min(1.0, working_days.between(first, day) / length))
            for number, hour in enumerate(ROUNDS):
                at = clock.london(day, hour)
                with clock.set_to(at):
                    if self.diary.perform(day, number, at):
                        self._sweep(at)

    def after(self, day: date, count: int, act: Act, called: str | None = None) -> None:
        """Have this done so many working days later, at some hour."""
        self.diary.plan(working_days.add(day, count), self.dice.randrange(len(ROUNDS)), act, called)

    def at_work(self, user: int, day: date, today: date) -> date:
        """When this person does what would fall on this day: before their leave if they plan around it, or after."""
        before = self.town.before_leave(user, day)
        return before if self.habits.plans_around_leave and before > today else self.town.back_on(user, day)

    def one(self, kind: type[Row], number: int) -> Row:
        """A row by its number."""
        return db.session.get_one(kind, number)

    def lead_with_room(self, day: date) -> int:
        """Whoever leads fewest of those who may be asked now."""
        found = min(
            self.town.leads,
            key=lambda lead: (not self._may_be_asked(lead, day), self._load.get(lead, 0), self.dice.random()),
        )
        self._given[found] = day
        return found

    def _may_be_asked(self, lead: int, day: date) -> bool:
        since = working_days.between(self._given.get(lead, _LONG_AGO), day)
        if since < self.habits.families_apart or self.town.is_away(lead, day):
            return False
        week = [day, *(working_days.add(day, later) for later in range(1, 6))]
        return not self.habits.plans_around_leave or not (
            self.town.stands_in(lead, day) or any(self.town.is_away(lead, soon) for soon in week)
        )

    def _sweep(self, at: datetime) -> None:
        with clock.set_to(at):
            sweep(at)
            compose_and_count_as_sent(db.session(), at)
            db.session.commit()

    def _see_what_is_owed(self, day: date) -> None:
        """Each morning people see what they owe, and mean to do it so many days after it began."""
        at = clock.london(day)
        with clock.set_to(at):
            duties = {_ladder(duty): duty for duty in open_duties(at)}
        self._owed = duties.keys()
        for ladder, duty in duties.items():
            if self._meant.get(ladder, date.min) < day:
                self._mean(ladder, duty, day)

    def _mean(self, ladder: _Ladder, duty: OpenDuty, day: date) -> None:
        young = f"{duty.key}.young" if "_young" in duty.ladder.key else duty.key
        delay = self.habits.delays.get(young) or self.habits.delays[duty.key]
        days = delay.days(self.dice)
        # Whoever meant to do it and did not comes to it some days on.
        start = day if ladder in self._meant else duty.starts_on
        when = max(working_days.add(start, days), day)
        user = duty.owed_by[0].user_id if duty.owed_by else None
        doer = self._doer(user, when, duty.key)
        if doer is not None:
            when = self.at_work(doer, when, day)
        self._meant[ladder] = when
        self.after(when, 0, partial(self._do, duty, doer), duty.key)

    def _doer(self, user: int | None, day: date, duty: str) -> int | None:
        """Who does it: while an agency's contact is away their colleague answers."""
        if user is not None and duty == "engagement_unknown" and self.town.is_away(user, day):
            return self.town.colleagues.get(user, user)
        return user

    def _do(self, duty: OpenDuty, doer: int | None, at: datetime) -> None:
        if _ladder(duty) not in self._owed:
            return
        if doer is None:
            owed.by_mailbox(self, duty, at)
        else:
            owed.ACTS[duty.key](self, duty, self.one(Case, duty.case_id), self.one(User, doer), at)

    def _families_come(self, day: date, share: float) -> None:
        led = db.session.execute(
            sa.select(Lead.user_id, sa.func.count())
            .join(Case, Case.id == Lead.case_id)
            .where(Lead.ended_at.is_(None), Case.closed_at.is_(None))
            .group_by(Lead.user_id)
        ).all()
        self._load = {user: number for user, number in led}
        self.loads.append(sum(self._load.values()))
        for lead in self.town.leads:
            room = self._full * share - self._load.get(lead, 0)
            if room > 0 and self._may_be_asked(lead, day) and self.dice.random() < max(room, 1) / _A_FAMILY_IN:
                self._given[lead] = day
                self.after(day, 0, partial(families.come, self, lead))


def _ladder(duty: OpenDuty) -> _Ladder:
    return (duty.key, duty.subject_id, duty.cause, duty.cause_id)


def _working_days(first: date, last: date) -> list[date]:
    days = [first if working_days.is_working_day(first) else working_days.add(first, 1)]
    while (following := working_days.add(days[-1], 1)) <= last:
        days.append(following)
    return days
