"""The answers given on the way to a step-down, which pages they still lack, and what they say to the act."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from caf_tracker.models import Agency, StepDown
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation
from caf_tracker.services.step_downs import MeetingAnswer, StepDownFacts

Answers = dict[str, Any]


@dataclass(frozen=True)
class StepDownAnswers:
    """What is kept of a step-down on its way, a part for each page."""

    kept: Answers

    @property
    def is_draft(self) -> bool:
        """Whether it is for somebody else to decide."""
        return bool(self.kept.get("as_draft"))

    @property
    def decision(self) -> Answers:
        """The first page, which every form begins with."""
        found: Answers = self.kept["decision"]
        return found

    @property
    def recommendation(self) -> Recommendation:
        """What is recommended."""
        return Recommendation(self.decision["recommendation"])

    @property
    def needs_second_person(self) -> bool:
        """Whether nothing is recommended although the family refused or proceedings were withdrawn."""
        return self.facts(None).needs_second_person

    def part(self, page: str) -> Answers:
        """What a page was answered with, nothing if it was not yet."""
        found: Answers = self.kept.get(page) or {}
        return found

    def pages(self) -> list[str]:
        """The pages that these answers call for, in their order."""
        found = ["decision", "left"]
        if self.recommendation != Recommendation.NONE:
            found.append("receiver")
        if not self.is_draft:
            # What waits for a second person is decided when they approve; whether to meet is asked then.
            found.append("second_person" if self.needs_second_person else "meeting")
        return found

    def next_page(self) -> str:
        """The first page still to be answered, or the last look."""
        return next((page for page in self.pages() if not self.answered(page)), "check")

    def answered(self, page: str) -> bool:
        """Whether the page was answered in a way that still fits the recommendation."""
        if page == "receiver" and self.kept.get("receiver"):
            return bool(self.kept["receiver"].get("for") == self.recommendation.value)
        return page in self.kept

    def facts(self, agency: Agency | None) -> StepDownFacts:
        """What the step-down says, as the act takes it."""
        left = self.part("left")
        return StepDownFacts(
            comes_from=ComesFrom(self.decision["comes_from"]),
            recommendation=self.recommendation,
            main_reason=ClosingReason(self.decision["main_reason"]),
            other_reasons=tuple(ClosingReason(word) for word in self.decision["other_reasons"]),
            receiving_agency=agency,
            social_care_reference=self.decision["social_care_reference"],
            remaining_risk=left.get("remaining_risk"),
            information_shared_with=left.get("information_shared_with"),
            actions=tuple((action, owner) for action, owner in left.get("actions", [])),
        )

    def decided_on(self) -> date:
        """The day of the decision."""
        return date.fromisoformat(self.decision["decided_on"])

    def meeting(self) -> MeetingAnswer | None:
        """Whether to meet; None while it waits."""
        part = self.part("meeting") if "meeting" in self.pages() else {}
        if part.get("hold") not in ("yes", "no"):
            return None
        return MeetingAnswer(hold=part["hold"] == "yes", reason=part["reason"])


def from_draft(draft: StepDown) -> Answers:
    """The answers that say the same as a draft."""
    agency = draft.receiving_agency_id
    return {
        "decision": {
            "comes_from": draft.comes_from.value,
            "social_care_reference": draft.social_care_reference,
            "recommendation": draft.recommendation.value,
            "main_reason": draft.main_reason.value,
            "other_reasons": list(draft.other_reasons),
        },
        "left": {
            "remaining_risk": draft.remaining_risk,
            "information_shared_with": draft.information_shared_with,
            "actions": [(action.action, action.owner) for action in draft.actions],
        },
        "suggested_agency": agency,
        "draft_version": draft.version,
    }
