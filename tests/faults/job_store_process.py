"""The way that was not taken: reminders as jobs in APScheduler's own job store, in a process that can be killed."""

import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from multiprocessing.connection import Connection

from apscheduler.events import EVENT_JOB_REMOVED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler

from tests.faults.points import Point

# Set in the process that runs the jobs: a job is found by its name and has no other way to know.
_pipe: Connection | None = None
_halt: Point | None = None
# The store forgets a job when it hands it to a thread, not when the thread has done it.
_forgotten = threading.Event()

_LONG_AGO = datetime(2026, 3, 9, 8, tzinfo=UTC)


def queue(url: str, reminders: list[tuple[str, str]], port: int) -> None:
    """Put a job for each reminder (address, Message-ID) into the store; they are due."""
    with _started(_Desk, url) as scheduler:
        for address, message_id in reminders:
            scheduler.add_job(remind, "date", run_date=_LONG_AGO, args=[port, address, message_id])


def left(url: str) -> int:
    """How many jobs the store still holds."""
    with _started(_Desk, url) as scheduler:
        return len(scheduler.get_jobs())


def serve_jobs(pipe: Connection, url: str, halt: Point | None) -> None:
    """Run whatever is due, as APScheduler does, until nothing is left; wait at the point if a job comes to it."""
    global _pipe, _halt
    _pipe, _halt = pipe, halt
    one_less = threading.Semaphore(0)

    def removed(_event: object) -> None:
        _forgotten.set()
        one_less.release()

    with _started(BackgroundScheduler, url, removed) as scheduler:
        while scheduler.get_jobs():
            one_less.acquire()
    pipe.send("done")


def remind(port: int, address: str, message_id: str) -> None:
    """The job: send one reminder."""
    _reached(Point.AFTER_CLAIMING)
    mail = EmailMessage()
    mail["To"], mail["Message-ID"] = address, message_id
    _reached(Point.BEFORE_CONNECTING)
    with smtplib.SMTP("127.0.0.1", port, "drill") as server:
        server.send_message(mail, "caf-tracker@example.org", [address])
        _reached(Point.AFTER_250)


def _reached(point: Point) -> None:
    if point is _halt and _pipe is not None:
        _forgotten.wait()
        _pipe.send(point)
        threading.Event().wait()


class _Desk(BaseScheduler):
    """A scheduler at which jobs are handed in and counted, and none is run."""

    def wakeup(self) -> None:
        """There is nothing to wake."""

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)


@contextmanager
def _started(
    kind: type[BaseScheduler], url: str, removed: Callable[[object], None] = lambda _event: None
) -> Iterator[BaseScheduler]:
    scheduler = kind(
        jobstores={"default": SQLAlchemyJobStore(url)},
        job_defaults={"misfire_grace_time": None, "coalesce": True},
        timezone=UTC,
    )
    scheduler.add_listener(removed, EVENT_JOB_REMOVED)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=True)
