"""The command that loads closures from social care's system, with a progress bar."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from caf_tracker import clock
from caf_tracker.exchange.closures.loading import load_closures
from caf_tracker.exchange.closures.problems import FileProblem
from caf_tracker.extensions import db
from caf_tracker.models import ClosureFile, ClosureProblem, PossibleMatch

# The rest stands on the file's page.
PROBLEMS_PRINTED = 50


class ProgressBars:
    """One bar while the rows are checked, one while the closures are loaded; none where nobody sees them."""

    def __init__(self) -> None:
        self._bar = tqdm(desc="Checking", unit=" rows", disable=None)

    def read(self, rows: int) -> None:
        """So many more rows have been read and checked."""
        self._bar.update(rows)

    def begin_loading(self, closures: int) -> None:
        """All rows are read; so many closures follow."""
        self._bar.close()
        self._bar = tqdm(desc="Loading", unit=" closures", total=closures, disable=None)

    def loaded(self, closures: int) -> None:
        """So many more closures are settled."""
        self._bar.update(closures)

    def close(self) -> None:
        """Leave the line as it stands."""
        self._bar.close()


@click.command("import-closures")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@with_appcontext
def import_closures_command(file: Path) -> None:
    """Load the closures of FILE, a CSV file from social care's system (docs/closures-file.md).

    Loading it again changes nothing. A row that cannot be used is listed and blocks no other. Exits with 1 when the
    file as a whole cannot be used.
    """
    bars = ProgressBars()
    try:
        with file.open("rb") as stream:
            caf_name = current_app.config["CAF_NAME"]
            file_id = load_closures(stream, at=clock.now(), caf_name=caf_name, watching=bars)
    except FileProblem as problem:
        raise click.ClickException(f"Nothing was loaded. {problem.message}") from problem
    finally:
        bars.close()
    _report(db.session.get_one(ClosureFile, file_id))


COMMANDS = (import_closures_command,)


def _report(file: ClosureFile) -> None:
    problems = _count(ClosureProblem, file)
    click.echo(f"{file.rows} rows: {file.loaded} closures loaded, {file.already_known} already known.")
    click.echo(f"{file.closings} of those were open here and are now closed.")
    click.echo(f"{_count(PossibleMatch, file)} possible matches wait for a coordinator.")
    click.echo(f"{problems} problems.")
    shown = sa.select(ClosureProblem).where(ClosureProblem.file_id == file.id)
    ordered = shown.order_by(ClosureProblem.line, ClosureProblem.id).limit(PROBLEMS_PRINTED)
    for problem in db.session.scalars(ordered):
        click.echo(f"  line {problem.line}, {problem.column}: {problem.reason}")
    if problems > PROBLEMS_PRINTED:
        page = f"{current_app.config['BASE_URL']}/closures/files/{file.id}"
        click.echo(f"  … and {problems - PROBLEMS_PRINTED} more: see {page}")


def _count(model: type[ClosureProblem] | type[PossibleMatch], file: ClosureFile) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(model.file_id == file.id)) or 0
