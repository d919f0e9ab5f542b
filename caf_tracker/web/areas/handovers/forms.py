"""The four questions of a handover."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError

from caf_tracker.models import OutstandingAction
from caf_tracker.services.handovers import Check
from caf_tracker.web.fields import Form, LongTextField, RadioField, TextField

CHECKS = ("papers", "joint_visit", "actions", "family")
_YES_NO = (("yes", "Yes"), ("no", "No"))


class _WhyNot(LongTextField):
    """The reason of the question it stands under: needed for a no."""

    def __init__(self, needed_for_no: str, **options: Any) -> None:
        super().__init__("Why not?", **options)
        self.needed_for_no = needed_for_no

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        question = form[self.short_name.removesuffix("_reason")]
        if question.data == "no" and not self.data and not self.errors:
            raise ValidationError(self.needed_for_no)


class HandoverForm(Form):
    """Each yes, or no with a reason: a no is recorded, it does not stop the handover."""

    # The outstanding actions that nobody is named for, each with a field of its own; set by `handover_form`.
    ownerless: Sequence[OutstandingAction]

    papers = RadioField(
        "Has the lead professional received the papers?",
        choices=_YES_NO,
        needed="Select whether the lead professional has received the papers",
        hint="Assessment, plan, chronology and the names of everybody involved",
    )
    papers_reason = _WhyNot("Enter why the lead professional has not received the papers")
    joint_visit = RadioField(
        "Was there a joint visit or meeting with the family?",
        choices=_YES_NO,
        needed="Select whether there was a joint visit or meeting",
    )
    joint_visit_reason = _WhyNot("Enter why there was no joint visit or meeting")
    actions = RadioField(
        "Does each outstanding action have an owner?",
        choices=_YES_NO,
        needed="Select whether each outstanding action has an owner",
    )
    actions_reason = _WhyNot("Enter why an action has no owner")
    family = RadioField(
        "Does the family know whom to call?",
        choices=_YES_NO,
        needed="Select whether the family knows whom to call",
        hint="The lead professional’s name and telephone number, and whom to call when they are away",
    )
    family_reason = _WhyNot("Enter why the family does not know whom to call")

    def checks(self) -> dict[str, Check]:
        """The four answers, as the act takes them."""
        return {
            name: Check(done=self[name].data == "yes", reason=self[f"{name}_reason"].data or None)
            if self[name].data == "no"
            else Check(done=True)
            for name in CHECKS
        }

    def owners(self) -> dict[int, str]:
        """Who was named for the actions that had nobody, by the action's id."""
        named = {action.id: self[f"owner_{action.id}"].data for action in self.ownerless}
        return {action_id: name for action_id, name in named.items() if name}


def handover_form(actions: Sequence[OutstandingAction]) -> HandoverForm:
    """The form, with a question for the owner of each action that has none."""
    ownerless = [action for action in actions if not action.owner]
    questions: dict[str, Any] = {"ownerless": ownerless}
    questions |= {f"owner_{action.id}": TextField("Who does it?") for action in ownerless}
    form: HandoverForm = type("HandoverFormWithOwners", (HandoverForm,), questions)()
    return form
