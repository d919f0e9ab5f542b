"""Acts that need two people: asking, approving, refusing, taking back."""

from caf_tracker.checker.history import History
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, User
from caf_tracker.models.words import ApprovalKind, ClosingReason, ComesFrom, Recommendation
from caf_tracker.services import approvals, step_downs
from caf_tracker.services.step_downs import StepDownFacts
from tests.integration.silence.handovers import room_for_another
from tests.integration.silence.scene import Scene, act


def _waiting(history: History) -> bool:
    return any(row.answer is None for row in history.rows.requests)


def _request(scene: Scene) -> ApprovalRequest:
    rows = [row for row in scene.of.rows.requests if row.answer is None] or scene.of.rows.requests
    return db.session.get_one(ApprovalRequest, scene.one_of(rows).id)


def _who_asked(scene: Scene) -> list[User]:
    return scene.user(_request(scene).requested_by_id) if scene.of.rows.requests else []


def _second(scene: Scene) -> list[User]:
    return [user for user in scene.deciders if user not in _who_asked(scene)]


@act(lambda scene: scene.office, lambda history: history.undecided and not _waiting(history))
def ask_for_an_ending(scene: Scene, actor: User) -> object:
    kind = scene.one_of((ApprovalKind.END_WITHOUT_CAF, ApprovalKind.MOVED_AREA, ApprovalKind.ERROR))
    moved = kind == ApprovalKind.MOVED_AREA
    return approvals.request_outcome(
        actor=actor,
        at=scene.at,
        step_down=scene.step_down,
        kind=kind,
        reason="The school supports the family",
        asked=scene.other_than(actor),
        act_on=scene.today if moved else None,
        receiving_person="A colleague there" if moved else None,
    )


@act(lambda scene: scene.deciders, room_for_another)
def ask_to_recommend_nothing(scene: Scene, actor: User) -> object:
    facts = StepDownFacts(
        comes_from=scene.one_of(list(ComesFrom)),
        recommendation=Recommendation.NONE,
        main_reason=ClosingReason.FAMILY_REFUSED,
        remaining_risk="The flat is still cold",
    )
    return step_downs.decide_step_down(
        actor=actor, at=scene.at, case=scene.case, facts=facts, decided_on=scene.today, asked=scene.other_than(actor)
    )


@act(_second, _waiting)
def approve(scene: Scene, actor: User) -> None:
    approvals.approve(actor=actor, at=scene.at, request=_request(scene))


@act(_second, _waiting)
def refuse(scene: Scene, actor: User) -> None:
    approvals.refuse(actor=actor, at=scene.at, request=_request(scene), reason="Nobody has asked the father")


@act(_who_asked, _waiting)
def take_back(scene: Scene, actor: User) -> None:
    approvals.withdraw(actor=actor, at=scene.at, request=_request(scene))
