"""Reading the table of expected answers that is kept by hand in `expected/`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from caf_tracker.models.words import Role
from tests.integration.need_to_know.world import RELATIONS

FOLDER = Path(__file__).parent / "expected"
SIGNED_OUT = "signed out"
ROWS = {
    "practitioner": Role.PRACTITIONER,
    "manager": Role.SOCIAL_CARE_MANAGER,
    "coordinator": Role.EARLY_HELP_COORDINATOR,
    "head": Role.HEAD_OF_SERVICE,
    "agency admin": Role.AGENCY_ADMIN,
    "system admin": Role.SYSTEM_ADMIN,
    "auditor": Role.AUDITOR,
}
# A column of anybody is walked with a person of no relation, of the case's own area.
_ANYBODY = {"anybody": "outsider"}


@dataclass(frozen=True)
class Cell:
    """One question: may this person, by role and relation, do this? Without a role: somebody signed out."""

    endpoint: str
    method: str
    role: Role | None
    relation: str
    expected: str

    def __str__(self) -> str:
        who = f"{self.role.value}, {self.relation}" if self.role else SIGNED_OUT
        return f"{self.method} {self.endpoint} as {who}"


def cells() -> list[Cell]:
    """Every cell of every table."""
    return [cell for path in sorted(FOLDER.glob("*.txt")) if path.stem != "README" for cell in _read(path)]


def _read(path: Path) -> Iterator[Cell]:
    views: list[tuple[str, str]] = []
    columns: list[str] = []
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith(("#", "[")):
            views, columns = ([], []) if line.startswith("[") else (views, columns)
        elif line.startswith(("GET ", "POST ")):
            *methods, endpoint = line.split()
            views += [(method, endpoint) for method in methods]
        elif line.startswith(" "):
            columns = [_ANYBODY.get(name, name) for name in line.split()]
            assert set(columns) <= set(RELATIONS), f"{path.name}: {line}"
        else:
            yield from _row(line, views, columns)


def _row(line: str, views: list[tuple[str, str]], columns: list[str]) -> Iterator[Cell]:
    words = line.split()
    known = " ".join(words[:2]) if " ".join(words[:2]) in (*ROWS, SIGNED_OUT) else words[0]
    answers = words[len(known.split()) :]
    role = ROWS.get(known)
    # Signed out, nobody has a relation to anything.
    relations = columns if role else columns[:1]
    for method, endpoint in views:
        for relation, answer in zip(relations, answers, strict=True):
            yield Cell(endpoint, method, role, relation, answer)
