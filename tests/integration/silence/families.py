"""Acts about children and adults: opening a case, correcting a birth date, somebody more."""

from datetime import timedelta

import sqlalchemy as sa

from caf_tracker.extensions import db
from caf_tracker.models import Adult, User
from caf_tracker.models.words import Relation, Role
from caf_tracker.services import cases
from caf_tracker.services.cases import NewAdult, NewChild
from tests.integration.silence.scene import NothingToDo, Scene, act

FEW_CASES = 3


def some_child(scene: Scene) -> NewChild:
    """A child: unborn, a baby about to turn one, or older."""
    name = scene.one_of(("Kit Rowan", "Jo Rowan", "Robin Ash", "Sky Fern"))
    if scene.maybe(0.15):
        return NewChild(name=name, due=scene.today + timedelta(days=scene.one_of((-20, 5, 60, 200))))
    return NewChild(
        name=name, born=scene.today - timedelta(days=scene.one_of((3, 200, 350, 362, 366, 900, 2500, 5000)))
    )


def _everybody_working(scene: Scene) -> list[User]:
    return scene.deciders + scene.practitioners


@act(_everybody_working)
def open_case(scene: Scene, actor: User) -> object:
    if len(scene.histories) >= FEW_CASES:
        raise NothingToDo
    coordinators = scene.with_role(Role.EARLY_HELP_COORDINATOR)
    return cases.open_case(
        actor=actor,
        at=scene.at,
        area=scene.one_of(scene.areas[:1] * 3 + scene.areas),
        children=[some_child(scene) for _ in range(scene.one_of((1, 2)))],
        adults=[
            NewAdult(name="Megan Rowan", relations={0: Relation.MOTHER}, parental_responsibility={0: True}),
            NewAdult(name=None, relations={0: Relation.FATHER}),
        ],
        coordinator=scene.one_of(coordinators) if coordinators and scene.maybe(0.4) else None,
    )


@act(lambda scene: scene.office, lambda history: history.is_open)
def add_child(scene: Scene, actor: User) -> object:
    return cases.add_child(actor=actor, at=scene.at, case=scene.case, child=some_child(scene))


@act(lambda scene: scene.office, lambda history: True)
def correct_birth_date(scene: Scene, actor: User) -> None:
    child = scene.one_of(scene.case.children)
    new = some_child(scene)
    cases.change_child(actor=actor, at=scene.at, child=child, version=child.version, new=new)


@act(lambda scene: scene.office, lambda history: history.is_open)
def add_adult(scene: Scene, actor: User) -> object:
    adult = NewAdult(name="Dale Archer", relations={0: Relation.FATHER})
    return cases.add_adult(actor=actor, at=scene.at, case=scene.case, adult=adult)


@act(lambda scene: scene.office, lambda history: True)
def change_adult(scene: Scene, actor: User) -> None:
    adults = db.session.scalars(sa.select(Adult).where(Adult.case_id == scene.case.id)).all()
    if not adults:
        cases.add_adult(actor=actor, at=scene.at, case=scene.case, adult=NewAdult(relations={0: Relation.MOTHER}))
        return
    adult = scene.one_of(adults)
    new = NewAdult(name="Dale Archer", relations={0: scene.one_of((Relation.FATHER, Relation.MOTHER))})
    cases.change_adult(actor=actor, at=scene.at, adult=adult, version=adult.version, new=new)
