"""Walk until the checker finds something: python -m tests.integration.silence.hunt WALKS FOLDER, a process of its own.

Prints what came of it as one line of JSON; a crash is no finding and ends the process with its traceback.
"""

import json
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from caf_tracker.extensions import db
from tests.fixtures.migrating import migrate_to
from tests.fixtures.plugin import make_app
from tests.integration.silence.machine import Silence
from tests.integration.silence.scene import make_people
from tests.integration.silence.walk import Tally

STEPS = 50


def walk(tally: Tally, walks: int, steps: int) -> None:
    """So many walks of so many steps; the first Violation ends them."""
    run_state_machine_as_test(
        type("Walking", (Silence,), {"tally": tally}),
        settings=settings(
            max_examples=walks,
            # The beginning counts as one.
            stateful_step_count=steps + 1,
            deadline=None,
            derandomize=True,
            # A walk that fails tells its own story; making it shorter would take many times as long.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
        _min_steps=steps + 1,
    )


def hunt(walks: int, folder: Path) -> dict[str, object]:
    """How many walks it took, and what was found, on a database of its own."""
    url = f"sqlite:///{folder / 'hunt.sqlite3'}"
    migrate_to(url)
    tally = Tally()
    with make_app(url).app_context():
        make_people()
        db.session.commit()
        try:
            walk(tally, walks, STEPS)
        # The finding itself, or what Hypothesis makes of it where the walk, walked again, goes another way.
        except Exception:
            if tally.first is None:
                raise
    walked, found = tally.first or (tally.walks, None)
    return {"walks": walked, "kind": found and found.kind, "found": found and str(found)}


if __name__ == "__main__":
    json.dump(hunt(int(sys.argv[1]), Path(sys.argv[2])), sys.stdout)
