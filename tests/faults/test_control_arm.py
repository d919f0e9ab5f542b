"""The same reminders, the same kill -9, and APScheduler's job store: it must lose some, or the drills are blind."""

import multiprocessing
from collections import Counter

import pytest

from caf_tracker import database
from tests.faults.conftest import Stage
from tests.faults.drill import Drill
from tests.faults.job_store_process import left, queue, serve_jobs
from tests.faults.points import Point
from tests.faults.schedulers import PATIENCE
from tests.fixtures.proving import Figure

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["__main__", "tests.faults.job_store_process"])
POINTS = (Point.AFTER_CLAIMING, Point.BEFORE_CONNECTING, Point.AFTER_250)


@pytest.mark.proof(only=True)
def test_a_job_store_loses_reminders_where_the_outbox_does_not(stage: Stage, figure: Figure) -> None:
    with stage.drill() as drill:
        drill.work("leader")
        reminders = [(str(mail["To"]), str(mail["Message-ID"])) for mail in drill.mail.taken]
    lost, twice, kills = 0, 0, 0
    for point in POINTS * 3:
        with stage.drill() as drill:
            copies = kill_and_restart(drill, reminders, point)
        kills += 1
        lost += sum(copies[message_id] == 0 for _, message_id in reminders)
        twice += sum(copies[message_id] > 1 for _, message_id in reminders)
    figure(f"job store, {kills} times kill -9: of {kills * len(reminders)} reminders {lost} lost, {twice} sent twice")
    assert lost > 0


def kill_and_restart(drill: Drill, reminders: list[tuple[str, str]], point: Point) -> Counter[str]:
    """A scheduler is killed when a job comes to the point; another does what is left; the copies that arrived."""
    url = database.normalised(drill.store.url).render_as_string(hide_password=False)
    queue(url, reminders, drill.mail.port)
    assert left(url) == len(reminders)
    for halt in (point, None):
        ours, theirs = _processes.Pipe()
        process = _processes.Process(target=serve_jobs, args=(theirs, url, halt), daemon=True)
        process.start()
        theirs.close()
        assert ours.poll(PATIENCE), "the job store's scheduler hangs"
        assert ours.recv() == (halt or "done")
        process.kill()
        process.join()
    assert left(url) == 0
    return Counter(str(mail["Message-ID"]) for mail in drill.mail.taken)
