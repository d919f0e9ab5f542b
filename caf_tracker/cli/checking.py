"""The command that checks a live database against the promise that no handover falls silent."""

import click
from flask.cli import with_appcontext

from caf_tracker import clock
from caf_tracker.checker import Report, check_block, starts
from caf_tracker.duties import holders
from caf_tracker.extensions import db

# The rest would scroll away; the count says how many there are.
FINDINGS_PRINTED = 200


@click.command("check")
@with_appcontext
def check_command() -> None:
    """Check that every handover has somebody who acts next, and that no closure without a CAF has fallen silent.

    Also that of every agency whose engagement is unknown somebody was told lately, and that the kept columns agree with
    their history. Changes nothing. Exits with 1 if anything is found.
    """
    report = _check_all()
    click.echo(
        f"{report.cases} cases, {report.without_outcome} step-downs that recommend a CAF without an outcome, "
        f"{report.not_started} of them closed and not started; {report.questions} agencies asked what they know."
    )
    click.echo(f"{len(report.findings)} findings:" if report.findings else "Nothing is wrong.")
    for finding in report.findings[:FINDINGS_PRINTED]:
        click.echo(f"  {finding}")
    if len(report.findings) > FINDINGS_PRINTED:
        click.echo(f"  … and {len(report.findings) - FINDINGS_PRINTED} more.")
    if report.findings:
        raise SystemExit(1)


COMMANDS = (check_command,)


def _check_all() -> Report:
    """Block by block, each as it stood at one moment: nobody waits for the whole, and no act is seen by half."""
    report = Report()
    on_postgresql = db.engine.dialect.name == "postgresql"
    one_moment = {"isolation_level": "REPEATABLE READ"} if on_postgresql else {}
    every_start = starts(db.session.connection())
    for start in every_start:
        db.session.rollback()
        connection = db.session.connection(execution_options=one_moment)
        report.add(check_block(connection, clock.now(), start, holders=holders))
    db.session.rollback()
    return report
