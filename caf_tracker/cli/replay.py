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
from caf_tracker.replay import lines, mail_figures, report
from caf_tracker.replay.player import ActRefused, Step, play
from caf_tracker.replay.policy import read_policy
from caf_tracker.replay.scenario import Scenario, ScenarioRefused, read_scenario


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
_TWO = ("Local defaults", "The policy")


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
    with _played(scenario, last, Timescales(), with_mail=True) as steps:
        seen = list(steps)
    weeks = report.weeks_of(scenario, seen)
    if other is None:
        shown = report.in_one_column(weeks)
    else:
        with _played(scenario, last, other, with_mail=True) as steps:
            others = list(steps)
        shown = ["", *report.side_by_side(weeks, report.weeks_of(scenario, others), _TWO)]
    for line in (*shown, "", *report.not_done(scenario, seen)):
        click.echo(line)
    for title, mailed in ((None, seen),) if other is None else zip(_TWO, (seen, others), strict=True):
        for line in mail_figures.table(scenario, mailed, last, title):
            click.echo(line)


@contextmanager
def _played(
    scenario: Scenario, last: date | None, scales: Timescales, *, with_mail: bool = False
) -> Iterator[Iterator[Step]]:
    """The replay in an application and a database in memory of its own."""
    app = caf_tracker.create_app(config.for_replay())
    with app.app_context(), timescales.set_to(scales):
        yield play(scenario, last, with_mail=with_mail)
