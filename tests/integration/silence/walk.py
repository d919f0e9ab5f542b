"""A walk through the product: acts and passing time on its own clock, swept as the scheduler would, and checked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import NoReturn

from caf_tracker import clock, working_days
from caf_tracker.checker import Finding, check
from caf_tracker.checker.days import GRACE, first_telling_time
from caf_tracker.checker.findings import Kind
from caf_tracker.checker.history import History
from caf_tracker.checker.rows import block, starts
from caf_tracker.duties import holders
from caf_tracker.errors import EditConflict, NotPermitted, NotVisible, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import UnsweptChange
from caf_tracker.reminders.sweep import due_now, sweep
from tests.integration.silence.scene import ACTS, Act, NothingToDo, Scene

REFUSALS = (RuleBroken, NotPermitted, NotVisible, TransitionNotAllowed, EditConflict)


class Violation(AssertionError):
    """The checker found something; the message tells the walk up to there."""

    def __init__(self, findings: list[Finding], journal: list[str]) -> None:
        super().__init__("\n".join([*journal, *(str(finding) for finding in findings)]))


@dataclass
class Tally:
    """How often each act was tried and done, and what was looked at."""

    tried: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    walks: int = 0
    steps: int = 0
    checks: int = 0
    told: int = 0
    # What the checker found first, and in which walk: walked again, as Hypothesis does, a walk may go another way.
    first: tuple[int, Finding] | None = None


class Walk:
    """One walk, in one transaction that is undone at its end; each act has a savepoint, as it has a request in life."""

    def __init__(self, start: date, tally: Tally) -> None:
        self.at = clock.london(start, time(9, 30))
        self.tally = tally
        self._histories: list[History] | None = []
        self.journal: list[str] = []
        tally.walks += 1

    def end(self) -> None:
        """Undo everything."""
        db.session.rollback()
        db.session.expunge_all()

    @property
    def histories(self) -> list[History]:
        """How each case stands now."""
        if self._histories is None:
            connection = db.session.connection()
            found = [rows for start in starts(connection) for rows in block(connection, start, self.at)]
            self._histories = [History(rows, self.at) for rows in found]
        return self._histories

    def fits(self, act: Act) -> bool:
        """Whether the act can succeed on some case as things stand."""
        return act.fits is None or any(act.fits(history) for history in self.histories)

    def do_one_of(self, acts: Sequence[Act], dice: Random) -> None:
        """Somebody does one of these acts, among those that fit."""
        fitting = [act for act in acts if self.fits(act)]
        if fitting:
            self.do(dice.choice(fitting), dice)

    def do(self, act: Act, dice: Random) -> None:
        """Somebody who has the right does the act to a case that it fits."""
        fitting = [history for history in self.histories if act.fits and act.fits(history)]
        self._attempt(act.name, act, dice, dice.choice(fitting) if fitting else None, anybody=False)

    def overreach(self, dice: Random) -> None:
        """Anybody tries anything on any case: mostly refused, and then nothing must have changed."""
        act = dice.choice(list(ACTS.values()))
        if self.histories:
            self._attempt("overreach", act, dice, dice.choice(self.histories), anybody=True)

    def _attempt(self, name: str, act: Act, dice: Random, history: History | None, *, anybody: bool) -> None:
        self.pass_time(timedelta(minutes=dice.choice((1, 7, 31))))
        self.tally.tried[name] += 1
        with clock.set_to(self.at):
            try:
                with db.session.begin_nested():
                    scene = Scene(self.at, dice, self.histories, history)
                    actors = list(scene.users if anybody else act.by(scene)) or scene.users
                    actor = dice.choice(actors)
                    self._note(f"{act.name} on {history.case.id if history else '-'} by user {actor.id}")
                    act.perform(scene, actor)
                    db.session.flush()
            except (*REFUSALS, NothingToDo) as refused:
                self._note(f"  refused: {refused!r}")
                self.look(GRACE)
                return
        self.tally.done[name] += 1
        # The scheduler's next tick.
        self.pass_time(timedelta(minutes=5 - self.at.minute % 5))
        self.tick()
        if self.tally.steps % 3 == 0:
            # Whom a sweep passes over it passes over again: a look now and then sees it too.
            self.look_at_everything()

    def leave_the_scheduler_off(self, long: timedelta) -> None:
        """Nobody is told meanwhile; it is on again at a telling time, at which one sweep makes up for everything."""
        self.at = first_telling_time(self.at + long)
        self.tick()
        self.look_at_everything()

    def pass_time(self, long: timedelta) -> None:
        """Move the clock on, with a tick at each 08:00 on the way: nothing falls due at any other moment."""
        until = self.at + long
        day = clock.london_date(self.at)
        while (morning := clock.london(day)) <= until:
            if morning > self.at and working_days.is_working_day(day):
                self.at = morning
                self.tick()
            day += timedelta(days=1)
        self.at = until

    def tick(self) -> None:
        """One sweep, after which nothing may be silent, not for a moment."""
        with clock.set_to(self.at):
            told = sweep(self.at).told
            self.tally.told += told
            self._note(f"  sweep: {told} told")
        self.look(timedelta(0))

    def look_at_everything(self) -> None:
        """A sweep looks at what is new; one that looked at everything must find nobody whom it missed."""
        with clock.set_to(self.at), db.session.begin_nested() as only_looking:
            # A change about people may concern any case.
            db.session.add(UnsweptChange(case_id=None))
            db.session.flush()
            missed = due_now(self.at)
            only_looking.rollback()
        if missed:
            found = [
                Finding(
                    row.case_id, Kind.SILENT, f"The sweep passed over user {row.user_id}, to be told of {row.duty}."
                )
                for row in missed
            ]
            self._violated(found)

    def _violated(self, found: list[Finding]) -> NoReturn:
        self.tally.first = self.tally.first or (self.tally.walks, found[0])
        raise Violation(found, self.journal)

    def _note(self, words: str) -> None:
        self.journal.append(f"{self.at.astimezone(clock.LONDON):%a %d %b %Y %H:%M} {words}")

    def look(self, grace: timedelta) -> None:
        """The checker, held against what pages show, too; whatever it finds ends the walk."""
        # What the statements of a sweep or a relay changed is not known to the objects; a request begins with none.
        db.session.expire_all()
        with clock.set_to(self.at):
            self.tally.checks += 1
            report = check(db.session.connection(), self.at, holders=holders, grace=grace)
            if report.findings:
                self._violated(report.findings)
        self._histories = None
