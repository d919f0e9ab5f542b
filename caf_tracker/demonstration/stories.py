"""One family's story: what was done for it, in working days before today, step by step through the services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from caf_tracker import clock, working_days
from caf_tracker.demonstration.authority import Authority
from caf_tracker.models import Agency, Case, StepDown, User
from caf_tracker.models.words import ApprovalKind, ClosingReason, ComesFrom, Recommendation, TriggerKind
from caf_tracker.services import (
    agreements,
    approvals,
    cafs,
    cases,
    closing,
    handovers,
    leads,
    meeting_decisions,
    people,
    standing,
    step_downs,
)

# What social care's decision says where a story has nothing else to tell of it.
IN_NEED: dict[str, Any] = {"comes_from": ComesFrom.CHILD_IN_NEED, "main_reason": ClosingReason.NEEDS_REDUCED}

# Something that is done in a family's story at a moment.
Act = Callable[["Story", datetime], object]


@dataclass
class Story:
    """One family and what was done for it; each step: how many working days ago, and the acts.

    What a later act speaks of again (an outcome, an action, a meeting) is kept under a name of the story's own.
    """

    authority: Authority
    today: date
    children: list[cases.NewChild]
    adults: list[cases.NewAdult]
    area: str = "north"
    opened_by: str = "manager"
    steps: list[tuple[int, tuple[Act, ...]]] = field(default_factory=list)
    case: Case | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    def person(self, key: str) -> Any:
        """Somebody of the authority."""
        return self.authority.people[key]

    def agency(self, key: str) -> Agency:
        """An agency of the authority."""
        return self.authority.agencies[key]

    def day(self, ago: int) -> date:
        """The day so many working days before today; after it, where the number is below nothing."""
        return working_days.add(self.today, -ago)

    def lead(self) -> User:
        """Whoever leads now."""
        found = standing.accepted_lead(self.the_case())
        if found is None:
            raise LookupError("The story has no lead professional now.")
        return found.user

    def the_case(self) -> Case:
        """The case, once it is opened."""
        if self.case is None:
            raise LookupError("The story has no case yet.")
        return self.case

    def step_down(self) -> StepDown:
        """The step-down, once it is decided."""
        found = standing.current_step_down(self.the_case())
        if found is None:
            raise LookupError("The story has no step-down yet.")
        return found

    def opened(self, ago: int) -> "Story":
        def act(story: Story, at: datetime) -> None:
            story.case = cases.open_case(
                actor=story.person(story.opened_by),
                at=at,
                area=story.authority.areas[story.area],
                children=story.children,
                adults=story.adults,
            )

        return self.then(ago, act)

    def decided(
        self, ago: int, by: str = "manager", nominate: str | None = None, meet: str | None = None, **facts: Any
    ) -> "Story":
        def act(story: Story, at: datetime) -> None:
            agency = facts.pop("agency", None)
            step_downs.decide_step_down(
                actor=story.person(by),
                at=at,
                case=story.the_case(),
                decided_on=clock.london_date(at),
                facts=step_downs.StepDownFacts(
                    recommendation=Recommendation.CAF,
                    receiving_agency=story.authority.agencies[agency] if agency else None,
                    **facts,
                ),
                nominee=story.person(nominate) if nominate else None,
                meeting=step_downs.MeetingAnswer(hold=True, reason=meet) if meet else None,
            )

        return self.then(ago, act)

    def drafted(self, ago: int, by: str, **facts: Any) -> "Story":
        return self.then(
            ago,
            lambda story, at: step_downs.draft_step_down(
                actor=story.person(by),
                at=at,
                case=story.the_case(),
                facts=step_downs.StepDownFacts(recommendation=Recommendation.CAF, **facts),
            ),
        )

    def nominated(self, ago: int, who: str, by: str = "coordinator") -> "Story":
        return self.then(
            ago,
            lambda story, at: leads.nominate_lead(
                actor=story.person(by), at=at, case=story.the_case(), nominee=story.person(who)
            ),
        )

    def accepted(self, ago: int, by: str) -> "Story":
        return self.then(
            ago, lambda story, at: leads.accept_lead(actor=story.person(by), at=at, lead=_nomination(story))
        )

    def declined(self, ago: int, by: str, reason: str) -> "Story":
        return self.then(
            ago,
            lambda story, at: leads.decline_lead(actor=story.person(by), at=at, lead=_nomination(story), reason=reason),
        )

    def said(self, ago: int, by: str, agreed: bool, reason: str | None = None) -> "Story":
        return self.then(
            ago,
            lambda story, at: agreements.record_agreement(
                actor=story.person(by),
                at=at,
                case=story.the_case(),
                adult=story.the_case().adults[0],
                agreed=agreed,
                reason=reason,
            ),
        )

    def caf_started(self, ago: int, by: str) -> "Story":
        return self.then(ago, lambda story, at: cafs.start_caf(actor=story.person(by), at=at, case=story.the_case()))

    def confirmed(self, ago: int, by: str = "manager") -> "Story":
        yes = handovers.Check(done=True)
        no = handovers.Check(
            done=False, reason="The health visitor met the family alone; we spoke by telephone before."
        )
        return self.then(
            ago,
            lambda story, at: handovers.confirm_handover(
                actor=story.person(by),
                at=at,
                step_down=story.step_down(),
                papers=yes,
                joint_visit=no,
                actions=yes,
                family=yes,
            ),
        )

    def closed(self, ago: int, by: str = "manager", reason: str | None = None) -> "Story":
        return self.then(
            ago,
            lambda story, at: closing.close_to_social_care(
                actor=story.person(by),
                at=at,
                step_down=story.step_down(),
                closed_on=clock.london_date(at),
                reason=reason,
            ),
        )

    def asked_to_end(self, ago: int, by: str, asked: str, reason: str) -> "Story":
        return self.then(
            ago,
            lambda story, at: approvals.request_outcome(
                actor=story.person(by),
                at=at,
                step_down=story.step_down(),
                kind=ApprovalKind.END_WITHOUT_CAF,
                reason=reason,
                asked=story.person(asked),
            ),
        )

    def returned(self, ago: int, by: str, reason: str) -> "Story":
        return self.then(
            ago,
            lambda story, at: closing.return_to_social_care(
                actor=story.person(by),
                at=at,
                step_down=story.step_down(),
                reason=reason,
                accepted_on=clock.london_date(at),
            ),
        )

    def happened(self, ago: int, by: str, kind: TriggerKind, note: str) -> "Story":
        return self.then(
            ago,
            lambda story, at: meeting_decisions.record_trigger(
                actor=story.person(by), at=at, case=story.the_case(), kind=kind, note=note
            ),
        )

    def left(self, ago: int, who: str) -> "Story":
        return self.then(
            ago,
            lambda story, at: people.disable_user(actor=story.person("administrator"), at=at, user=story.person(who)),
        )

    def then(self, ago: int, *acts: Act) -> "Story":
        """So many working days ago all of this was done, one after the other."""
        self.steps.append((ago, acts))
        return self


def _nomination(story: Story) -> Any:
    return standing.pending_row(story.the_case())
