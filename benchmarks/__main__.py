"""Measure the product against its promises: `python -m benchmarks --help`; ends non-zero if one is missed."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Protocol

from benchmarks import closures_import, fatigue, pages, relay, sweep
from benchmarks.rounds import HEADING, ROUNDS


class Measured(Protocol):
    """What a bench found, in words, and whether it is as promised."""

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""


BENCHES: dict[str, Callable[..., Iterator[Measured]]] = {
    "sweep": sweep.bench,
    "pages": pages.bench,
    "relay": relay.bench,
    "import": closures_import.bench,
}
# Of other things than speed, and long: only where they are asked for.
ON_REQUEST: dict[str, Callable[..., Iterator[Measured]]] = {"fatigue": fatigue.bench}


def main() -> int:
    """Run the benches that were asked for and print each ratio as it is found."""
    asked = _arguments()
    missed = 0
    began = perf_counter()
    if asked.benches != ["fatigue"]:
        print(HEADING)
    # Not in a private folder: PostgreSQL, started by root, runs under an account of its own.
    with tempfile.TemporaryDirectory(prefix="caf-tracker-bench-") as folder:
        for name in asked.benches or BENCHES:
            bench = (BENCHES | ON_REQUEST)[name]
            for measured in bench(Path(folder), cases=asked.cases, large=asked.large, rounds=asked.rounds):
                print(measured, flush=True)
                missed += not measured.is_kept
    print(f"{missed or 'No'} limit missed, in {perf_counter() - began:,.0f} seconds.")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "benches", nargs="*", metavar="BENCH", help=f"which: {', '.join(BENCHES)} (all), or {', '.join(ON_REQUEST)}"
    )
    parser.add_argument("--cases", type=int, default=100_000, help="open cases (default: %(default)s)")
    parser.add_argument("--large", type=int, default=1_000_000, help="open cases of the large one (%(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="alternating rounds (default: %(default)s)")
    asked = parser.parse_args()
    if unknown := set(asked.benches) - (BENCHES | ON_REQUEST).keys():
        parser.error(f"there is no bench called {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
