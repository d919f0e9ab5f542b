"""Databases of a benchmark's own, in a folder that goes with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from benchmarks.population import Population, build
from tests.fixtures import databases, migrating


@dataclass(frozen=True)
class Place:
    """A database with a population, and an app that stays connected to it; `owner_url` may do more than the product."""

    engine: str
    app: Flask
    url: str
    owner_url: str
    population: Population


@contextmanager
def populated(engine: str, folder: Path, cases: int, *, standing: int = 20_000, due: int = 1_000) -> Iterator[Place]:
    """A migrated database of that engine with so many open cases."""
    name = f"{engine}-{cases}"
    if engine == "sqlite":
        url = owner_url = f"sqlite:///{folder / name}.sqlite3"
        migrating.migrate_to(url)
        close = None
    else:
        database = databases.make_postgresql(f"bench_{cases}", folder, migrating.migrate_to)
        url, owner_url, close = database.url, database.superuser_url, database.close
    with migrating.app_on(owner_url):
        population = build(cases, standing=standing, due=due)
    with migrating.app_on(url) as app:
        yield Place(engine, app, url, owner_url, population)
    if close:
        close()
