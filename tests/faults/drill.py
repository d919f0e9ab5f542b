"""A drill: two schedulers at work on a Monday morning, something goes wrong, it is mended, ten minutes pass."""

import resource
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.faults.as_owner import limit_file_size
from tests.faults.families import MORNING
from tests.faults.mail_server import MailServer
from tests.faults.points import Point
from tests.faults.scheduler_process import Job
from tests.faults.schedulers import Nursery, SchedulerProcess
from tests.faults.stores import Store

if TYPE_CHECKING:
    from tests.faults.faults import Fault

HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
JOBS: tuple[Job, Job] = ("sweep", "relay")


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


class Drill:
    """The stage of one drill; `now` is the true time, from which a process's own clock may differ."""

    def __init__(self, store: Store, mail: MailServer, nursery: Nursery, *, begins: datetime = MORNING) -> None:
        store.renew()
        mail.renew()
        self.store, self.mail, self._nursery = store, mail, nursery
        self.now = self.began = begins
        self.struck: list[str] = []
        self._left_over: dict[str, tuple[Job, ...]] = {}
        self._off: dict[str, timedelta] = {}
        self._gone: list[SchedulerProcess] = []
        self._processes = {name: nursery.start(name) for name in ("leader", "other")}

    def __enter__(self) -> "Drill":
        return self

    def __exit__(self, *_why: object) -> None:
        for process in self._processes.values():
            process.kill()
        self.store.mend()
        self.mail.mend()

    @property
    def log(self) -> list[dict[str, Any]]:
        """What all schedulers of this drill have logged, the killed ones too."""
        return [line for process in [*self._gone, *self._processes.values()] for line in process.log]

    def process(self, name: str) -> SchedulerProcess:
        """The scheduler that goes by this name now."""
        return self._processes[name]

    def clock_of(self, name: str) -> datetime:
        """What this scheduler takes for the time."""
        return self.now + self._off.get(name, timedelta())

    def set_off(self, name: str, by: timedelta) -> None:
        """This scheduler's clock is wrong from now on."""
        self._off[name] = by

    def work(self, name: str, *jobs: Job, halts: dict[Point, int] | None = None) -> Point | None:
        """Let a scheduler run these jobs, up to the first point at which it is to wait."""
        for number, job in enumerate(jobs or JOBS):
            point = self.process(name).run(job, self.clock_of(name), halts)
            if point is not None:
                self._left_over[name] = (jobs or JOBS)[number + 1 :]
                return point
        return None

    def go_on(self, name: str) -> None:
        """Let a scheduler that waits at a point finish what it was at, and its round."""
        while self.process(name).waits_at is not None:
            self.process(name).go_on(self.clock_of(name))
        if left_over := self._left_over.pop(name, ()):
            self.work(name, *left_over)

    def pass_time(self, until: datetime, *, every: timedelta = _MINUTE) -> None:
        """Let whoever is free work: the relay at every step, the sweep when five minutes have passed."""
        while self.now < until:
            self.now = min(self.now + every, until)
            sweeps = every > minutes(5) or (self.now - MORNING) % minutes(5) < every
            for name, process in self._processes.items():
                if process.is_free:
                    self.work(name, *(JOBS if sweeps else ("relay",)))

    def fill_disks_of_schedulers(self) -> None:
        """No file can be written any more by any scheduler: to them the disk is full."""
        for process in self._processes.values():
            if process.is_alive:
                limit_file_size(process.pid, 0)

    def strike(self, fault: "Fault", victim: str, point: Point, nth: int = 1) -> bool:
        """Let a scheduler work, strike when it has come to the point for the n-th time; whether it came there."""
        met = self.work(victim, halts={point: nth})
        if met is None:
            return False
        fault.strike(self, victim)
        self.struck.append(fault.name)
        if not fault.fells:
            self.go_on(victim)
        return True

    def mend(self) -> None:
        """Everything works again: server, database, clocks; whoever was stopped goes on, whoever was killed is back."""
        self.store.mend()
        self.mail.mend()
        self._off.clear()
        for name, process in self._processes.items():
            if process.is_alive:
                limit_file_size(process.pid, resource.RLIM_INFINITY)
            if not process.is_alive:
                self._gone.append(process)
                self._processes[name] = self._nursery.start(name)
            elif process.waits_at is not None:
                self.go_on(name)

    def leap(self, to: datetime) -> None:
        """Nothing works until then."""
        self.now = to

    def recover(self) -> None:
        """Ten minutes of work after the repair, with two sweeps in them."""
        self.pass_time(self.now + minutes(10))
