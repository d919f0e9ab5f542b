"""The harness's hold on a scheduler process: let it work, meet it at a point, kill it, stop it, let it go on."""

import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from tests.faults.points import Point
from tests.faults.scheduler_process import Born, Done, GoOn, Job, Logged, Reached, Run, Setting

# How long to wait for a word from a process before the harness says that it hangs.
PATIENCE = 60.0

_ROOT = Path(__file__).parents[2]


class Hangs(AssertionError):
    """A process said nothing for so long that it must be hanging."""


class Nursery:
    """The process from which schedulers are forked."""

    def __init__(self, setting: Setting) -> None:
        self._orders, theirs = socket.socketpair()
        self._orders.settimeout(PATIENCE)
        command = [sys.executable, "-m", "tests.faults", str(theirs.fileno()), pickle.dumps(setting).hex()]
        self._process = subprocess.Popen(command, cwd=_ROOT, pass_fds=[theirs.fileno()])  # noqa: S603 - it is our own
        theirs.close()
        assert self._orders.recv(16) == b"ready", "the schedulers' parent did not start"

    def start(self, name: str) -> "SchedulerProcess":
        """A new scheduler, which has just started."""
        ours, theirs = Pipe()
        socket.send_fds(self._orders, [b"fork"], [theirs.fileno()])
        theirs.close()
        return SchedulerProcess(name, ours)

    def close(self) -> None:
        """End it, and every scheduler that is left."""
        self._orders.close()
        self._process.wait(PATIENCE)


class SchedulerProcess:
    """One scheduler; `log` holds the lines that it wrote, also those of one killed since."""

    def __init__(self, name: str, pipe: Any) -> None:
        self.name = name
        self.log: list[dict[str, Any]] = []
        self.is_alive = True
        self.is_stopped = False
        self.waits_at: Point | None = None
        self._pipe = pipe
        born = self._next_word()
        assert isinstance(born, Born)
        self.pid = born.pid

    @property
    def is_free(self) -> bool:
        """Whether it can be given work: alive and not waiting at a point."""
        return self.is_alive and self.waits_at is None

    def run(self, job: Job, at: datetime, halts: dict[Point, int] | None = None) -> Point | None:
        """Run a job to its end, or to the first point at which it is to wait."""
        self._pipe.send(Run(job, at, halts or {}))
        return self._listen()

    def go_on(self, at: datetime) -> Point | None:
        """Let it go on from the point at which it waits."""
        self.waits_at = None
        self._pipe.send(GoOn(at))
        if self.is_stopped:
            self.is_stopped = False
            self._signal(signal.SIGCONT)
        return self._listen()

    def kill(self) -> None:
        """kill -9, wherever it is; returns when the kernel has closed what it held."""
        if not self.is_alive:
            return
        self._signal(signal.SIGKILL)
        self.is_alive, self.is_stopped, self.waits_at = False, False, None
        with suppress(EOFError, ConnectionResetError):
            while True:
                self._take(self._next_word())

    def stop(self) -> None:
        """SIGSTOP: it holds whatever it holds, and neither the kernel nor anybody else tells the others."""
        self._signal(signal.SIGSTOP)
        self.is_stopped = True

    def _signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def _listen(self) -> Point | None:
        while True:
            word = self._next_word()
            self._take(word)
            if isinstance(word, Reached):
                self.waits_at = word.point
            if isinstance(word, Reached | Done):
                return self.waits_at

    def _take(self, word: object) -> None:
        if isinstance(word, Logged):
            self.log.append(word.line)

    def _next_word(self) -> object:
        if not self._pipe.poll(PATIENCE):
            raise Hangs(f"{self.name} has said nothing for {PATIENCE:.0f} seconds; its log: {self.log[-5:]}")
        return self._pipe.recv()
