"""The `flask` commands, a file for each group."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register(app: Flask) -> None:
    """Add every command: each module of this package lists its own in COMMANDS."""
    for module in iter_modules(__path__):
        for command in import_module(f"{__name__}.{module.name}").COMMANDS:
            app.cli.add_command(command)
