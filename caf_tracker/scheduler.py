"""The scheduler process: nothing but a clock that calls the jobs below; the rows are the truth.

Its jobs live in memory and may run late, twice or in two processes: each works out from the rows what is to be done.
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.reminders.channels import channel_for
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.tick import prune_ticks, relay_tick, tick
from caf_tracker.services.unfinished_forms import forget_old_forms

Job = Callable[[], object]

_log = structlog.get_logger(__name__)


class Scheduler:
    """The jobs of one app and the wish to stop, which a job that takes long asks after."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stop = threading.Event()

    def sweep(self) -> None:
        """Every five minutes: who must be told, and after 08:00 the digests and summaries."""
        self._run("sweep", lambda: tick(clock.now()))

    def relay(self) -> None:
        """Every fifteen seconds: send what waits."""
        settings = self._app.config
        self._run(
            "relay",
            lambda: relay_tick(channel_for(settings), Letterhead.from_settings(settings), stopping=self._stop.is_set),
        )

    def prune(self) -> None:
        """Once a night: forget old ticks that told nobody anything, and forms that nobody sent."""
        self._run("prune", lambda: prune_ticks(clock.now()))
        self._run("forget_forms", _forget_forms)

    def run(self) -> None:
        """Run until SIGTERM or Ctrl-C; a job under way is let finish, a relay after the mail in its hand."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        scheduler = make_scheduler(self)
        scheduler.start()
        _log.info("scheduler_started")
        self._stop.wait()
        scheduler.shutdown(wait=True)
        _log.info("scheduler_stopped")

    def stop(self) -> None:
        """Ask it to stop."""
        self._stop.set()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def _run(self, name: str, job: Job) -> None:
        """Run a job in its own context; what goes wrong is logged, and the next run starts afresh from the rows."""
        try:
            with self._app.app_context():
                job()
        except Exception:
            _log.exception("job_failed", job=name)


def _forget_forms() -> None:
    forget_old_forms(at=clock.now())
    db.session.commit()


def make_scheduler(jobs: Scheduler) -> BackgroundScheduler:
    """APScheduler with the list of jobs: late runs are made up for by one, and none overtakes itself.

    A run is never left out for being late (`misfire_grace_time`): a machine that slept sweeps as soon as it wakes.
    """
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    now = clock.now()
    # On the five minutes, so that 08:00 in London is one of them, in summer and in winter; and once at the start.
    scheduler.add_job(jobs.sweep, CronTrigger(minute="*/5", timezone="UTC"), id="sweep", next_run_time=now)
    scheduler.add_job(jobs.relay, "interval", seconds=15, id="relay", next_run_time=now)
    scheduler.add_job(jobs.prune, CronTrigger(hour=3, minute=30, timezone="UTC"), id="prune")
    return scheduler
