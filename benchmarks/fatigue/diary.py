"""What is to be done when: acts by day and round of the day, each in a transaction of its own."""

import heapq
from collections import Counter
from datetime import date, datetime, time
from functools import partial
from itertools import count

from caf_tracker import working_days
from caf_tracker.errors import NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db

# Everything that people do falls on these hours, so that between them nothing changes: a sweep after each finds what
# the sweeps of every five minutes would find.
ROUNDS = (time(10, 0), time(15, 0))

# What is done at a moment, `functools.partial` having bound the rest.
Act = partial[None]


class Diary:
    """The acts to come, in order of time."""

    def __init__(self) -> None:
        self._acts: list[tuple[date, int, int, str, Act]] = []
        self._order = count()
        # What the product refused, by act and reason: a case may have closed meanwhile.
        self.refused: Counter[str] = Counter()
        self.done = 0

    def plan(self, day: date, round_: int, act: Act, called: str | None = None) -> None:
        """Do this on the first working day from this one."""
        if not working_days.is_working_day(day):
            day = working_days.add(day, 1)
        heapq.heappush(self._acts, (day, round_, next(self._order), called or act.func.__name__, act))

    def perform(self, day: date, round_: int, at: datetime) -> bool:
        """Do all that is planned for this round; whether there was anything."""
        any_done = False
        while self._acts and self._acts[0][:2] <= (day, round_):
            self._do(*heapq.heappop(self._acts)[-2:], at)
            any_done = True
        return any_done

    def _do(self, called: str, act: Act, at: datetime) -> None:
        try:
            act(at)
        except (RuleBroken, TransitionNotAllowed, NotPermitted, NotVisible) as refused:
            db.session.rollback()
            self.refused[f"{called}: {refused!r}"] += 1
        else:
            db.session.commit()
            self.done += 1
        # Whoever acts next reads all anew, as each request does.
        db.session.expunge_all()
