"""Commands that tell people: a sweep by hand, the relay by hand, and the scheduler that does both."""

from collections.abc import Sequence

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Agency, User
from caf_tracker.references import reference_of
from caf_tracker.reminders.channels import channel_for
from caf_tracker.reminders.letterhead import Letterhead
from caf_tracker.reminders.sweep import due_now, is_telling_time
from caf_tracker.reminders.tick import relay_tick, tick
from caf_tracker.scheduler import Scheduler

_HEADINGS = ("Case", "Reminder", "Working day", "Who", "By mail")


@click.command("sweep")
@click.option("--dry-run", is_flag=True, help="Print who would be told what, and change nothing.")
@with_appcontext
def sweep_command(dry_run: bool) -> None:
    """Tell everybody who is due to be told; after 08:00 of a working day, queue the digests too."""
    at = clock.now()
    if not is_telling_time(at):
        click.echo("Nobody is told before 08:00 or on a day that is no working day.")
    if dry_run:
        _print_table(_would_be_told())
        db.session.rollback()
        return
    made = tick(at)
    if made.skipped:
        click.echo("Another process is sweeping at this moment.")
    click.echo(f"{made.told} told, {made.digests} digests and {made.summaries} summaries queued.")


@click.command("relay")
@with_appcontext
def relay_command() -> None:
    """Send the mail that waits in the outbox."""
    settings = current_app.config
    made = relay_tick(channel_for(settings), Letterhead.from_settings(settings))
    click.echo(f"{made.sent} sent, {made.put_off} put off, {made.given_up} given up.")


@click.command("run-scheduler")
@with_appcontext
def run_scheduler_command() -> None:
    """Sweep every five minutes and send every fifteen seconds, until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, for other threads
    Scheduler(app).run()


COMMANDS = (sweep_command, relay_command, run_scheduler_command)


def _would_be_told() -> list[tuple[str, ...]]:
    due = due_now(clock.now())
    users = _names(User, {row.user_id for row in due})
    agencies = _names(Agency, {row.agency_id for row in due})
    return sorted(
        (
            reference_of(row.case_id),
            row.duty,
            str(row.rung),
            users[row.user_id] if row.user_id else f"{agencies[row.agency_id]} (mailbox)",
            str(row.mail),
        )
        for row in due
    )


def _names(model: type[User] | type[Agency], ids: set[int | None]) -> dict[int, str]:
    rows = db.session.execute(sa.select(model.id, model.name).where(model.id.in_(ids - {None})))
    return {row.id: row.name for row in rows}


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(line[column]) for line in (_HEADINGS, *rows)) for column in range(len(_HEADINGS))]
    for line in (_HEADINGS, tuple("-" * width for width in widths), *rows):
        click.echo("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())
    click.echo(f"{len(rows)} would be told.")
