"""One scheduler in a process of its own: it runs the product's own jobs when it is told to, at the moment it is told.

It is forked from a process that has imported everything, has worked through one morning and holds no connection:
that saves the seconds in which a scheduler that starts afresh reads its templates and rules.
"""

import os
import signal
import socket
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any, Literal

import structlog
from flask import Flask

from caf_tracker import clock, database, scheduler
from caf_tracker.extensions import db
from caf_tracker.reminders.channels import channel_for
from caf_tracker.reminders.channels.base import Channel
from caf_tracker.reminders.channels.smtp import SmtpChannel
from tests.faults.points import Point, watch
from tests.fixtures.plugin import make_app

Job = Literal["sweep", "relay"]

# What every scheduler of the drills signs links with, so that the verdict can read them.
SIGNED_WITH = "nobody guesses this, nor has to"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a scheduler is started with; patience is in seconds, where the product has 20 or, with stalls, 60."""

    url: str
    smtp_port: int
    # A morning on which there is something to tell.
    morning: datetime
    smtp_patience: float = 1.5
    lock_patience: float = 0.25
    stall_patience: float = 2.0


@dataclass(frozen=True)
class Run:
    """Run a job at this moment; wait at these points when they are reached for the n-th time."""

    job: Job
    at: datetime
    halts: dict[Point, int]


@dataclass(frozen=True)
class GoOn:
    """Go on from a point, the clock standing at this moment."""

    at: datetime


@dataclass(frozen=True)
class Born:
    """A scheduler has started."""

    pid: int


@dataclass(frozen=True)
class Reached:
    """The process waits at a point."""

    point: Point


@dataclass(frozen=True)
class Logged:
    """A line of the log, passed on the moment it is written, as to a file: a kill does not take it back."""

    line: dict[str, Any]


@dataclass(frozen=True)
class Done:
    """The job has ended."""


def fork_schedulers(orders: socket.socket, setting: Setting) -> None:
    """Fork a scheduler for each pipe that comes in; when no more can come, end them all."""
    database.BUSY_SECONDS = setting.lock_patience  # type: ignore[assignment]  # a fraction, for the test's sake
    database.STALLED_SECONDS = setting.stall_patience  # type: ignore[assignment]  # likewise
    _shorten_patience(setting.smtp_patience)
    jobs = scheduler.Scheduler(_app(setting))
    structlog.configure(processors=[_drop])
    _work_through_a_morning(jobs, setting.morning)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children = []
    orders.send(b"ready")
    while fds := socket.recv_fds(orders, 16, 1)[1]:
        child = os.fork()
        if not child:
            orders.close()
            serve(Connection(fds[0]), jobs)
            os._exit(0)
        os.close(fds[0])
        children.append(child)
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def serve(pipe: Connection, jobs: scheduler.Scheduler) -> None:
    """Be one scheduler: do as told until the pipe closes."""
    with ExitStack() as moved:
        process = _Process(pipe, moved)
        structlog.configure(processors=[structlog.processors.format_exc_info, process.log])
        watch(process.reached)
        pipe.send(Born(os.getpid()))
        while (run := process.next_run()) is not None:
            getattr(jobs, run.job)()
            pipe.send(Done())


def _work_through_a_morning(jobs: scheduler.Scheduler, morning: datetime) -> None:
    with clock.set_to(morning):
        jobs.sweep()
        jobs.relay()
    with jobs._app.app_context():
        db.session.remove()
        # A connection must not be shared over a fork.
        db.engine.dispose()


class _Process:
    """The process's end of the pipe, and its clock."""

    def __init__(self, pipe: Connection, moved: ExitStack) -> None:
        self._pipe = pipe
        self._moved = moved
        self._halts: dict[Point, int] = {}

    def next_run(self) -> Run | None:
        """What to do next; None when nobody is there any more."""
        try:
            run = self._pipe.recv()
        except EOFError:
            return None
        assert isinstance(run, Run)
        self._halts = dict(run.halts)
        self._moved.enter_context(clock.set_to(run.at))
        return run

    def reached(self, point: Point) -> None:
        """Wait here, if that is wanted, for the word to go on."""
        if point not in self._halts:
            return
        self._halts[point] -= 1
        if self._halts[point]:
            return
        del self._halts[point]
        self._pipe.send(Reached(point))
        go_on = self._pipe.recv()
        assert isinstance(go_on, GoOn)
        self._moved.enter_context(clock.set_to(go_on.at))

    def log(self, _logger: object, _name: str, line: Any) -> Any:
        """Pass a line on; a processor of structlog's."""
        self._pipe.send(Logged({key: str(value) for key, value in line.items()}))
        raise structlog.DropEvent


def _shorten_patience(seconds: float) -> None:
    def impatient(settings: Any) -> Channel:
        channel = channel_for(settings)
        assert isinstance(channel, SmtpChannel)
        return SmtpChannel(replace(channel._server, timeout=seconds))

    scheduler.__dict__["channel_for"] = impatient


def _app(setting: Setting) -> Flask:
    smtp = {"MAIL_CHANNEL": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(setting.smtp_port)}
    return make_app(setting.url, durable=True, SECRET_KEY=SIGNED_WITH, **smtp)


def _drop(_logger: object, _name: str, _line: Any) -> Any:
    raise structlog.DropEvent
