"""Drafted step-downs under edit, each editor with a form of their own."""

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import OutstandingAction, StepDown, User
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation
from caf_tracker.services.unfinished_forms import begin_form
from caf_tracker.web.areas.step_downs.answers import from_draft
from tests import factories
from tests.factories import Authority
from tests.integration.at_once.thing import Stored, Thing


def draft(authority: Authority, mark: str) -> Thing:
    """A drafted step-down: each editor has gone through its pages and stands before the last one."""
    row = make_draft(authority)
    editors: list[int] = []
    agencies = (authority.health_visiting, authority.school)

    def path(editor: User) -> str:
        editors.append(editor.id)
        return revising(row, editor, meant(len(editors) - 1))

    def meant(number: int) -> Stored:
        return {
            "social_care_reference": f"CSC {mark}-{number}", "remaining_risk": f"Risk {mark}-{number}",
            "information_shared_with": f"Told {mark}-{number}",
            "actions": [[f"Action {mark}-{number}", f"Owner {mark}-{number}"]],
            "receiving_agency_id": agencies[number % 2].id,
        }  # fmt: skip

    def words(number: int) -> dict[str, str]:
        said = meant(number)
        plain = {name: said[name] for name in ("social_care_reference", "remaining_risk", "information_shared_with")}
        return {
            **plain, "actions": said["actions"][0][0], "owner": said["actions"][0][1],
            "receiving_agency": agencies[number % 2].name,
        }  # fmt: skip

    return Thing(path, lambda _: {}, words, lambda: drafted(row), meant, row, "revise_draft")


def make_draft(authority: Authority) -> StepDown:
    """A draft with something in every part."""
    row = StepDown(
        case=factories.make_case(authority), comes_from=ComesFrom.CHILD_IN_NEED, recommendation=Recommendation.CAF,
        main_reason=ClosingReason.NEEDS_REDUCED, drafted_by_id=authority.social_worker.id, drafted_at=clock.now(),
        remaining_risk="As first drafted",
        actions=[OutstandingAction(action="Letter to the landlord", owner="Sam Petrov")],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def drafted(row: StepDown) -> Stored:
    """What the draft holds of what `revising` changes."""
    db.session.refresh(row)
    plain = ("social_care_reference", "remaining_risk", "information_shared_with", "receiving_agency_id")
    return {
        **{name: getattr(row, name) for name in plain},
        "actions": [[action.action, action.owner] for action in row.actions],
    }


def revising(row: StepDown, editor: User, said: Stored, *, as_draft: bool = True) -> str:
    """The last page of a form that this editor has begun from the draft and answered with this."""
    started = from_draft(row)
    left = {name: said[name] for name in ("remaining_risk", "information_shared_with", "actions")}
    answers = {
        **started,
        "as_draft": as_draft,
        "decision": {**started["decision"], "social_care_reference": said["social_care_reference"]},
        "left": left,
        "receiver": {"for": "caf", "who": "agency", "person": None, "agency": said["receiving_agency_id"]},
    }
    if not as_draft:
        # A day before which no file of the tests says that social care closed.
        answers["decision"]["decided_on"] = "2026-02-16"
        answers["meeting"] = {"hold": "later", "reason": "", "keep": False}
    begun = begin_form(actor=editor, at=clock.now(), kind="step_down", answers=answers, case=row.case)
    return f"/cases/{row.case.reference}/step-down/{begun.key}/check"
