"""The commands and the scheduler process, as an operator runs them."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.testing import capture_logs

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Mail, Telling, Tick
from caf_tracker.reminders.relay import RelayResult
from caf_tracker.scheduler import Scheduler, make_scheduler
from tests.factories import Authority, make_case, make_lead
from tests.fixtures.clients import CommandRunner
from tests.fixtures.databases import Database
from tests.fixtures.plugin import ClockAt
from tests.integration.reminders.conftest import Wait

ROOT = Path(__file__).parents[3]


def count(model: type[Tick] | type[Telling] | type[Mail]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_dry_run_prints_who_would_be_told_and_changes_nothing(
    commands: CommandRunner, authority: Authority, clock_at: ClockAt
) -> None:
    clock_at("2026-03-03 10:00")
    case = make_case(authority)
    make_lead(case, authority.health_visitor, authority.manager, accepted=False)

    result = commands.invoke(args=["sweep", "--dry-run"])

    assert result.exit_code == 0, result.output
    headings, _, *rows, total = result.output.splitlines()
    assert headings.split() == ["Case", "Reminder", "Working", "day", "Who", "By", "mail"]
    assert [row.split() for row in rows if "lead_not_answered" in row] == [
        [case.reference, "lead_not_answered", "0", *authority.health_visitor.name.split(), "now"]
    ]
    assert total == f"{len(rows)} would be told."
    assert (count(Tick), count(Telling), count(Mail)) == (0, 0, 0)


def test_a_dry_run_and_the_sweep_after_it_agree(commands: CommandRunner, authority: Authority) -> None:
    make_lead(make_case(authority), authority.health_visitor, authority.manager, accepted=False)
    would_be = int(commands.invoke(args=["sweep", "--dry-run"]).output.splitlines()[-1].split()[0])
    result = commands.invoke(args=["sweep"])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1].startswith(f"{would_be} told,")
    assert count(Telling) == would_be > 0
    assert commands.invoke(args=["sweep", "--dry-run"]).output.splitlines()[-1] == "0 would be told."


@pytest.mark.parametrize("moment", ["2026-03-03 07:59", "2026-02-28 10:00", "2026-04-06 10:00"])
def test_before_eight_and_on_other_days_it_says_why_nobody_is_told(
    commands: CommandRunner, authority: Authority, clock_at: ClockAt, moment: str
) -> None:
    clock_at(moment)
    make_lead(make_case(authority), authority.health_visitor, authority.manager, accepted=False)
    assert "Nobody is told before 08:00" in commands.invoke(args=["sweep"]).output
    assert count(Telling) == 0


def test_the_relay_by_hand(commands: CommandRunner, authority: Authority, waiting: Wait) -> None:
    waiting(authority.teacher)
    result = commands.invoke(args=["relay"])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "1 sent, 0 put off, 0 given up."


def test_a_job_that_fails_is_logged_and_the_next_run_happens(
    app: Flask, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Scheduler(app)
    ran = 0

    def relay_tick(*_args: object, **_more: object) -> RelayResult:
        nonlocal ran
        ran += 1
        if ran == 1:
            raise RuntimeError("the disk is full")
        return RelayResult()

    monkeypatch.setattr("caf_tracker.scheduler.relay_tick", relay_tick)
    with capture_logs() as logs:
        jobs.relay()
        jobs.relay()
    assert ran == 2
    assert [(line["event"], line["job"]) for line in logs] == [("job_failed", "relay")]


def test_the_jobs_are_on_time_and_none_is_left_out_for_being_late(app: Flask) -> None:
    scheduler = make_scheduler(Scheduler(app))
    scheduler.start(paused=True)
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert set(jobs) == {"sweep", "relay", "prune"}
        for job in jobs.values():
            assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
        assert jobs["relay"].trigger.interval == timedelta(seconds=15)
        # 08:00 in London is one of the sweep's moments, in winter and in summer.
        for eight in (datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 7, 6, 7, tzinfo=UTC)):
            assert jobs["sweep"].trigger.get_next_fire_time(None, eight) == eight
            following = jobs["sweep"].trigger.get_next_fire_time(eight, eight + timedelta(seconds=1))
            assert following == eight + timedelta(minutes=5)
    finally:
        scheduler.shutdown(wait=False)


def test_the_scheduler_process_works_and_sigterm_stops_it_cleanly(
    database: Database, app: Flask, authority: Authority, waiting: Wait, tmp_path: Path
) -> None:
    mail = waiting(authority.teacher)
    db.session.rollback()
    environ = {
        **os.environ, "CAF_TRACKER_ENV": "test", "DATABASE_URL": database.url, "MAIL_CHANNEL": "files",
        "MAIL_FOLDER": str(tmp_path), "SECRET_KEY": "of no account",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "run-scheduler"]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        said = ""
        while "relayed" not in said and (line := process.stdout.readline()):
            said += line
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0, said + rest
    assert "scheduler_stopped" in rest
    assert "Traceback" not in said + rest
    # By the true clock it may also be the hour of the week's summaries.
    assert len(list(tmp_path.glob(f"{mail.message_id}*.eml"))) == 1
    db.session.refresh(mail)
    assert mail.sent_at is not None
    assert mail.claimed_until is None
    assert clock.now() < mail.sent_at, "by the true clock, not the test's"
