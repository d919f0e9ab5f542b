"""What the closures pages show: files, their problems, and possible matches side by side."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from caf_tracker.errors import NotVisible
from caf_tracker.extensions import db
from caf_tracker.models import (
    Adult,
    AdultRelation,
    Area,
    Case,
    Child,
    ClosureFile,
    ClosureProblem,
    PossibleMatch,
    StepDown,
    User,
)
from caf_tracker.models.words import Role
from caf_tracker.references import reference_of
from caf_tracker.services.possible_matches import visible_matches
from caf_tracker.web.filters import day, label, nhs_number
from caf_tracker.web.paging import PAGE, Page, after, page_of

SAME_NHS_NUMBER = "Same NHS number"
SAME_NAME_AND_DATE = "Same name and date"


@dataclass(frozen=True)
class FileLine:
    """One loaded file with its counts."""

    file: ClosureFile
    loaded_by: str
    problems: int
    matches: int


@dataclass(frozen=True)
class MatchLine:
    """One possible match on the review list."""

    id: int
    name: str
    other_name: str
    area: str
    reference: str
    other_reference: str
    alike: str
    found_at: datetime


@dataclass(frozen=True)
class Elsewhere:
    """How many possible matches the user may not compare, and who may."""

    count: int
    people: list[str]


@dataclass(frozen=True)
class Compared:
    """One line of the comparison: what each case says, and whether they differ."""

    what: str
    imported: str
    earlier: str

    @property
    def differs(self) -> bool:
        """Whether both are known and not the same."""
        return bool(self.imported and self.earlier) and self.imported.casefold() != self.earlier.casefold()


def files_page() -> Page[FileLine]:
    """The files loaded so far, the latest first."""
    begin = after(int)
    query = _files().order_by(ClosureFile.id.desc()).limit(PAGE + 1)
    if begin:
        query = query.where(ClosureFile.id < begin[0])
    lines = [_file_line(row) for row in db.session.execute(query)]
    return page_of(lines, lambda line: (line.file.id,))


def find_file(file_id: int) -> FileLine:
    """One loaded file; NotVisible if there is none."""
    row = db.session.execute(_files().where(ClosureFile.id == file_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _file_line(row)


def problems_page(file: ClosureFile) -> Page[ClosureProblem]:
    """What could not be used of a file, by line."""
    begin = after(int, int)
    query = _problems(file).limit(PAGE + 1)
    if begin:
        query = query.where(sa.tuple_(ClosureProblem.line, ClosureProblem.id) > sa.tuple_(*map(sa.literal, begin)))
    return page_of(list(db.session.scalars(query)), lambda problem: (problem.line, problem.id))


def all_problems(file: ClosureFile) -> list[tuple[int, str, str]]:
    """Line, column and reason of everything that could not be used."""
    columns = (ClosureProblem.line, ClosureProblem.column, ClosureProblem.reason)
    found = db.session.execute(_problems(file).with_only_columns(*columns))
    return [(line, column, reason) for line, column, reason in found]


def matches_page(user: User) -> Page[MatchLine]:
    """The possible matches that wait for an answer, the longest waiting first."""
    begin = after(int)
    query = _waiting(user).limit(PAGE + 1)
    if begin:
        query = query.where(PossibleMatch.id > begin[0])
    return page_of([_match_line(row) for row in db.session.execute(query)], lambda line: (line.id,))


def matches_of_file(user: User, file: ClosureFile) -> list[MatchLine]:
    """The first possible matches of one file that wait for an answer from this user."""
    query = _waiting(user).where(PossibleMatch.file_id == file.id).limit(PAGE)
    return [_match_line(row) for row in db.session.execute(query)]


def matches_elsewhere(user: User) -> Elsewhere | None:
    """The possible matches of the user's area of which the other case is hidden from them; None if there is none.

    Only how many, and who may see all areas: of the hidden case nothing is said.
    """
    if user.area_id is None:
        return None
    mine = sa.select(PossibleMatch.id).where(PossibleMatch.resolution.is_(None), PossibleMatch.area_id == user.area_id)
    visible = visible_matches(user).with_only_columns(PossibleMatch.id).order_by(None)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(mine.except_(visible).subquery())) or 0
    everywhere = sa.select(User.name).where(
        User.role.in_((Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)),
        User.area_id.is_(None),
        User.disabled_at.is_(None),
    )
    return Elsewhere(count, list(db.session.scalars(everywhere.order_by(User.name).limit(5)))) if count else None


def answered_by(match: PossibleMatch) -> str:
    """Who answered, empty while nobody has."""
    return db.session.scalar(sa.select(User.name).where(User.id == match.resolved_by_id)) or ""


def compare(match: PossibleMatch) -> list[Compared]:
    """What is known of both children and their cases, line by line."""
    mine, theirs = _about(match.child), _about(match.other_child)
    return [Compared(what, mine[what], theirs[what]) for what in mine]


def _waiting(user: User) -> sa.Select[*tuple[Any, ...]]:
    child, other, earlier = aliased(Child), aliased(Child), aliased(Case)
    return (
        visible_matches(user)
        .join(child, PossibleMatch.child_id == child.id)
        .join(other, PossibleMatch.other_child_id == other.id)
        .join(Area, Area.id == PossibleMatch.area_id)
        .join(earlier, earlier.id == other.case_id)
        .where(PossibleMatch.resolution.is_(None))
        .order_by(PossibleMatch.id)
        .with_only_columns(
            PossibleMatch.id, PossibleMatch.found_at, Area.name.label("area"),
            child.name, child.case_id, child.nhs_number,
            other.name.label("other_name"), other.case_id.label("other_case_id"), other.nhs_number.label("other_nhs"),
        )
    )  # fmt: skip


def _match_line(row: sa.Row[Any]) -> MatchLine:
    return MatchLine(
        id=row.id,
        name=row.name,
        other_name=row.other_name,
        area=row.area,
        reference=reference_of(row.case_id),
        other_reference=reference_of(row.other_case_id),
        alike=SAME_NHS_NUMBER if row.nhs_number and row.nhs_number == row.other_nhs else SAME_NAME_AND_DATE,
        found_at=row.found_at,
    )


def _files() -> sa.Select[ClosureFile, str, int, int]:
    problems = sa.select(sa.func.count(ClosureProblem.id)).where(ClosureProblem.file_id == ClosureFile.id)
    matches = sa.select(sa.func.count(PossibleMatch.id)).where(PossibleMatch.file_id == ClosureFile.id)
    return sa.select(ClosureFile, User.name, problems.scalar_subquery(), matches.scalar_subquery()).outerjoin(
        User, User.id == ClosureFile.loaded_by_id
    )


def _file_line(row: sa.Row[ClosureFile, str, int, int]) -> FileLine:
    file, loaded_by, problems, matches = row
    return FileLine(file, loaded_by or "The command line", problems, matches)


def _problems(file: ClosureFile) -> sa.Select[ClosureProblem]:
    return (
        sa.select(ClosureProblem)
        .where(ClosureProblem.file_id == file.id)
        .order_by(ClosureProblem.line, ClosureProblem.id)
    )


def _about(child: Child) -> dict[str, str]:
    case = child.case
    step_down = db.session.scalar(
        sa.select(StepDown)
        .where(StepDown.case_id == case.id, StepDown.decided_on.is_not(None))
        .order_by(StepDown.decided_on.desc(), StepDown.id.desc())
        .limit(1)
    )
    siblings = sorted(sibling.name for sibling in case.children if sibling.id != child.id)
    return {
        "Name": child.name,
        "Birth date": day(child.born),
        "Due date": day(child.due),
        "NHS number": nhs_number(child.nhs_number),
        "Brothers and sisters": ", ".join(siblings),
        "Adults": ", ".join(_adults(child)),
        "Area": case.area.name,
        "Case opened": day(case.opened_at),
        "Social care’s reference": (step_down.social_care_reference or "") if step_down else "",
        "Step-down from": label(step_down.comes_from) if step_down else "",
        "Closed to social care": day(step_down.closed_on) if step_down else "",
    }


def _adults(child: Child) -> list[str]:
    rows = db.session.scalars(
        sa.select(Adult)
        .join(AdultRelation, AdultRelation.adult_id == Adult.id)
        .where(AdultRelation.child_id == child.id)
        .options(joinedload(Adult.relations))
        .order_by(Adult.id)
    ).unique()
    return [
        f"{adult.name or 'Name not known'} ({label(relation.relation).lower()})"
        for adult in rows
        for relation in adult.relations
        if relation.child_id == child.id
    ]
