"""`flask replay`: what this tool would have said in a past case, to whom, and when."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

import click

import caf_tracker
import config
from caf_tracker.duties import timescales
from caf_tracker.duties.timescales import Timescales
from caf_tracker.replay import lines, report
from caf_tracker.replay.player import ActRefused, Happened, StillOpen, Told, play
from caf_tracker.replay.policy import read_policy
from caf_tracker.replay.scenario import Scenario, ScenarioRefused, read_scenario

Steps = Iterator[Happened | Told | StillOpen]


@click.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a report.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Stop at the end of this day (YYYY-MM-DD).")
@click.option("--policy", type=click.Path(path_type=Path), help="Also play under the timescales of this file.")
def replay(file: Path, as_json: bool, until: datetime | None, policy: Path | None) -> None:
    """Play the scenario in FILE (TOML) through the product, on a clock of its own. Nothing is sent or kept."""
    try:
        scenario = read_scenario(file)
        other = read_policy(policy) if policy else None
    except ScenarioRefused as refused:
        raise click.UsageError(str(refused)) from refused
    last = until.date() if until else None
    try:
        if as_json:
            _print_json(scenario, last, other)
        else:
            _print_report(scenario, last, other)
    except ActRefused as refused:
        sys.stdout.flush()
        raise click.ClickException(str(refused)) from refused


COMMANDS = (replay,)


def _print_json(scenario: Scenario, last: date | None, other: Timescales | None) -> None:
    ends = datetime.combine(min(scenario.ends, last) if last else scenario.ends, time(23, 59))
    if other is None:
        with _played(scenario, last, Timescales()) as steps:
            for line in lines.json_lines(steps, ends):
                click.echo(line)
        return
    for name, scales in (("defaults", Timescales()), ("policy", other)):
        with _played(scenario, last, scales) as steps:
            for line in lines.json_lines(steps, ends, timescales=name):
                click.echo(line)


def _print_report(scenario: Scenario, last: date | None, other: Timescales | None) -> None:
    for line in report.heading(scenario):
        click.echo(line)
    with _played(scenario, last, Timescales()) as steps:
        seen = list(steps)
    weeks = report.weeks_of(scenario, seen)
    if other is None:
        shown = report.in_one_column(weeks)
    else:
        with _played(scenario, last, other) as steps:
            others = report.weeks_of(scenario, steps)
        shown = ["", *report.side_by_side(weeks, others, ("Local defaults", "The policy"))]
    for line in shown:
        click.echo(line)
    click.echo("")
    for line in report.not_done(scenario, seen):
        click.echo(line)


@contextmanager
def _played(scenario: Scenario, last: date | None, scales: Timescales) -> Iterator[Steps]:
    """The replay in an application and a database in memory of its own."""
    app = caf_tracker.create_app(config.for_replay())
    with app.app_context(), timescales.set_to(scales):
        yield play(scenario, last)
