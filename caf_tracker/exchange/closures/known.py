"""Closures whose reference is here already: what is missing here is added, what differs is listed, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from caf_tracker.errors import RuleBroken, TransitionNotAllowed
from caf_tracker.exchange.closures.checking import ImportedChild
from caf_tracker.exchange.closures.columns import WHOLE_LINE, Column
from caf_tracker.exchange.closures.grouping import ImportedClosure, may_be_same_child, same_child
from caf_tracker.exchange.closures.problems import Problem
from caf_tracker.extensions import db
from caf_tracker.models import Case, Child, StepDown
from caf_tracker.services import standing
from caf_tracker.services.closing import close_from_import
from caf_tracker.services.imported_closures import add_reported_child, decide_reported_draft

_COMPARED = (
    (Column.DECIDED_ON, "decided_on"),
    (Column.CLOSED_ON, "closed_on"),
    (Column.COMES_FROM, "comes_from"),
    (Column.RECOMMENDATION, "recommendation"),
    (Column.REASON, "main_reason"),
)


@dataclass
class TakenUp:
    """What became of closures that were known."""

    children: list[int] = field(default_factory=list)
    closings: int = 0
    problems: list[Problem] = field(default_factory=list)


def known_step_downs(references: Sequence[str]) -> dict[str, StepDown]:
    """The step-downs here with these references, with their cases' children."""
    query = (
        sa.select(StepDown)
        .where(StepDown.social_care_reference.in_(references))
        .options(selectinload(StepDown.case).selectinload(Case.children))
    )
    return {found.social_care_reference or "": found for found in db.session.scalars(query)}


def take_up_known(
    closures: Sequence[ImportedClosure], known: Mapping[str, StepDown], *, job: str, at: datetime
) -> TakenUp:
    """Record the closings and children that are missing here, and list where the file says something else."""
    taken = TakenUp()
    # By the number of the case, as everybody takes several: two who wait for each other would both wait for ever.
    for closure in sorted(closures, key=lambda one: known[one.reference].case_id):
        step_down = known[closure.reference]
        try:
            _take_up(closure, step_down, taken, job, at)
        except RuleBroken as broken:
            taken.problems.append(Problem(closure.line, Column.CLOSED_ON, f"{broken.message}. Nothing was changed."))
        except TransitionNotAllowed as refused:
            taken.problems.append(Problem(closure.line, WHOLE_LINE, refused.message))
    return taken


def _take_up(closure: ImportedClosure, step_down: StepDown, taken: TakenUp, job: str, at: datetime) -> None:
    if step_down.closed_on is None:
        # Somebody may be deciding or closing it here at this moment: what they did is seen before anything is added.
        standing.lock(step_down.case)
        db.session.refresh(step_down)
    if step_down.is_draft:
        decide_reported_draft(job=job, at=at, draft=step_down, closure=closure.reported())
        taken.closings += 1
    elif step_down.closed_on is None:
        close_from_import(job=job, at=at, step_down=step_down, closed_on=closure.facts.closed_on)
        taken.closings += 1
    taken.problems += _differences(closure, step_down)
    here = [_as_imported(child) for child in step_down.case.children]
    for line, child in closure.children:
        if any(same_child(child, other) for other in here):
            continue
        if any(may_be_same_child(child, other) for other in here):
            reason = (
                "This closure is here already, and this child may be one of its case, written otherwise or born "
                "meanwhile. Look at the case and change or add the child there."
            )
            taken.problems.append(Problem(line, Column.CHILD, reason))
            continue
        added = add_reported_child(job=job, at=at, case=step_down.case, child=child.as_new())
        taken.children.append(added.id)
        here.append(child)


def _differences(closure: ImportedClosure, step_down: StepDown) -> list[Problem]:
    differing = [column for column, name in _COMPARED if getattr(closure.facts, name) != getattr(step_down, name)]
    agency = closure.facts.receiving_agency_id
    if agency is not None and agency != step_down.receiving_agency_id:
        differing.append(Column.AGENCY)
    reason = "The step-down with this reference here says otherwise. Nothing was changed."
    return [Problem(closure.line, column, reason) for column in differing]


def _as_imported(child: Child) -> ImportedChild:
    return ImportedChild(child.name, child.born, child.due, child.nhs_number)
