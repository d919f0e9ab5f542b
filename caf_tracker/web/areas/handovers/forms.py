"""The four questions of a handover."""

from wtforms import ValidationError

from caf_tracker.services.handovers import Check
from caf_tracker.web.fields import Form, LongTextField, RadioField

CHECKS = ("papers", "joint_visit", "actions", "family")
_YES_NO = (("yes", "Yes"), ("no", "No"))


class _WhyNot(LongTextField):
    """The reason of the question it stands under: needed for a no."""

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        question = form[self.short_name.removesuffix("_reason")]
        if question.data == "no" and not self.data and not self.errors:
            raise ValidationError("Enter why not")


class HandoverForm(Form):
    """Each yes, or no with a reason: a no is recorded, it does not stop the handover."""

    papers = RadioField(
        "Has the lead professional received the papers?",
        choices=_YES_NO,
        needed="Select whether the lead professional has received the papers",
        hint="Assessment, plan, chronology and the names of everybody involved",
    )
    papers_reason = _WhyNot("Why not?")
    joint_visit = RadioField(
        "Was there a joint visit or meeting with the family?",
        choices=_YES_NO,
        needed="Select whether there was a joint visit or meeting",
    )
    joint_visit_reason = _WhyNot("Why not?")
    actions = RadioField(
        "Does each outstanding action have an owner?",
        choices=_YES_NO,
        needed="Select whether each outstanding action has an owner",
    )
    actions_reason = _WhyNot("Why not?")
    family = RadioField(
        "Does the family know whom to call?",
        choices=_YES_NO,
        needed="Select whether the family knows whom to call",
        hint="The lead professional’s name and telephone number, and whom to call when they are away",
    )
    family_reason = _WhyNot("Why not?")

    def checks(self) -> dict[str, Check]:
        """The four answers, as the act takes them."""
        return {
            name: Check(done=self[name].data == "yes", reason=self[f"{name}_reason"].data or None)
            if self[name].data == "no"
            else Check(done=True)
            for name in CHECKS
        }
