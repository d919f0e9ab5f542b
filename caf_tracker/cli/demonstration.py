"""`flask load-demonstration`: an invented authority in an empty database."""

import click
from flask import current_app
from flask.cli import with_appcontext

from caf_tracker import clock
from caf_tracker.demonstration.loading import NotEmpty, load_demonstration
from caf_tracker.extensions import db


@click.command("load-demonstration")
@with_appcontext
def load() -> None:
    """Fill an empty database with an invented authority and its families. Refused in production."""
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("The demonstration is never loaded in production.")
    try:
        families = load_demonstration(clock.now())
    except NotEmpty as error:
        raise click.ClickException("There are people in the database already: nothing was changed.") from error
    db.session.commit()
    click.echo(f"Loaded {families} families.")


COMMANDS = (load,)
