"""Each fault that would let a handover fall silent turns the state machine red."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.proving import Figure
from tests.integration.silence.mutants import MUTANTS, Mutant, product_with

# Most are found in ten; the product without a fault walks five hundred and none finds anything.
WALKS = 200

each = pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])


@each
def test_the_code_that_a_fault_is_put_into_is_there(mutant: Mutant) -> None:
    compile(mutant.mutated(), mutant.file, "exec")


@each
@pytest.mark.proof(only=True)
def test_the_walks_find_it(mutant: Mutant, tmp_path: Path, figure: Figure) -> None:
    hunting = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "tests.integration.silence.hunt", str(WALKS), str(tmp_path)],
        cwd=product_with(mutant, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert hunting.returncode == 0, hunting.stderr[-4000:]
    result = json.loads(hunting.stdout.splitlines()[-1])
    assert result["found"], f"{result['walks']} walks found nothing"
    figure(f"found in walk {result['walks']}: {result['found']}")
