"""Closures from social care's own system: families never seen here, ones that are drafted, ones that are open."""

from datetime import timedelta

import sqlalchemy as sa

from caf_tracker.exchange.closures.checking import ImportedChild
from caf_tracker.exchange.closures.grouping import ImportedClosure
from caf_tracker.exchange.closures.known import known_step_downs, take_up_known
from caf_tracker.extensions import db
from caf_tracker.models import PossibleMatch, StepDown, User
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation, Resolution, Role
from caf_tracker.services import possible_matches
from caf_tracker.services.imported_closures import ClosureFacts, open_reported_cases
from tests.integration.silence.families import some_child
from tests.integration.silence.scene import NothingToDo, Scene, act

JOB = "import-closures"
FEW_CASES = 5


def _nobody(scene: Scene) -> list[User]:
    return scene.users[:1]


def _closure(scene: Scene, reference: str, area_id: int) -> ImportedClosure:
    closed_on = scene.earlier(scene.today - timedelta(days=60))
    deciders = scene.deciders
    facts = ClosureFacts(
        area_id=area_id,
        decided_on=closed_on - timedelta(days=scene.one_of((0, 1, 10, 30))),
        closed_on=closed_on,
        comes_from=scene.one_of(list(ComesFrom)),
        recommendation=scene.dice.choices(list(Recommendation), (8, 0, 1))[0],
        main_reason=scene.one_of(list(ClosingReason)),
        receiving_agency_id=scene.one_of(scene.agencies).id if scene.maybe(0.5) else None,
        manager_id=scene.one_of(deciders).id if deciders and scene.maybe(0.6) else None,
    )
    child = some_child(scene)
    return ImportedClosure(reference, 2, facts, ((2, ImportedChild(child.name, child.born, child.due, None)),))


@act(_nobody)
def import_a_new_family(scene: Scene, actor: User) -> None:
    if len(scene.histories) >= FEW_CASES:
        raise NothingToDo
    area_id = scene.one_of(scene.areas[:1] * 3 + scene.areas).id
    closure = _closure(scene, f"LCS-{len(scene.histories)}-{scene.at:%Y%m%d%H%M%S}", area_id)
    children = open_reported_cases(job=JOB, at=scene.at, closures=[closure.reported()])
    found = [child.id for child in children]
    possible_matches.note_possible_matches(at=scene.at, file_id=None, children=found)
    for match in db.session.scalars(sa.select(PossibleMatch).where(PossibleMatch.resolution.is_(None))).all():
        possible_matches.answer_possible_match(
            actor=scene.one_of(scene.with_role(Role.EARLY_HELP_COORDINATOR, Role.HEAD_OF_SERVICE)),
            at=scene.at,
            match=match,
            resolution=scene.one_of(list(Resolution)),
            note="Compared the birth certificates",
        )


@act(_nobody, lambda history: any(row.closed_on is None for row in history.rows.step_downs))
def import_a_known_family(scene: Scene, actor: User) -> object:
    """The closing of a step-down that is drafted or decided here, or a row that says otherwise."""
    step_downs = sa.select(StepDown).where(StepDown.case_id == scene.of.case.id, StepDown.closed_on.is_(None))
    step_down = db.session.scalars(step_downs.order_by(StepDown.id)).first()
    if step_down is None:
        raise NothingToDo
    # Social care wrote its reference on it; without one it would be a new family to the file.
    step_down.social_care_reference = step_down.social_care_reference or f"SC-D{step_down.id}"
    db.session.flush()
    reference = step_down.social_care_reference
    closure = _closure(scene, reference, scene.of.case.area_id)
    return take_up_known([closure], known_step_downs([reference]), job=JOB, at=scene.at)
