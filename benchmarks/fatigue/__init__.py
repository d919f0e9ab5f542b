"""Alert fatigue: a year of an authority, once well run and once badly run, and the mails and lines that came of it."""

from collections.abc import Iterator
from multiprocessing import get_context
from typing import Any

from benchmarks.fatigue.habits import BADLY_RUN, WELL_RUN
from benchmarks.fatigue.playing import Played, Size, play


def bench(*_: Any, **__: Any) -> Iterator[Played]:
    """Both years, side by side in a process each; `python -m benchmarks fatigue`."""
    with get_context("spawn").Pool(2) as processes:
        running = [processes.apply_async(play, (habits, Size())) for habits in (WELL_RUN, BADLY_RUN)]
        for year in running:
            yield year.get()
