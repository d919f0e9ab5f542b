"""One family's story: what was done for it, in working days before today, step by step through the services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from caf_tracker import clock
from caf_tracker.demonstration.authority import Authority
from caf_tracker.models import Case, StepDown
from caf_tracker.models.words import ApprovalKind, Recommendation, TriggerKind
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


@dataclass
class Story:
    """One family and what was done for it; each step: how many working days ago, and the act."""

    authority: Authority
    children: list[cases.NewChild]
    adults: list[cases.NewAdult]
    area: str = "north"
    opened_by: str = "manager"
    steps: list[tuple[int, Callable[["Story", datetime], object]]] = field(default_factory=list)
    case: Case | None = None

    def person(self, key: str) -> Any:
        """Somebody of the authority."""
        return self.authority.people[key]

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

        return self._and(ago, act)

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

        return self._and(ago, act)

    def drafted(self, ago: int, by: str, **facts: Any) -> "Story":
        return self._and(
            ago,
            lambda story, at: step_downs.draft_step_down(
                actor=story.person(by),
                at=at,
                case=story.the_case(),
                facts=step_downs.StepDownFacts(recommendation=Recommendation.CAF, **facts),
            ),
        )

    def nominated(self, ago: int, who: str, by: str = "coordinator") -> "Story":
        return self._and(
            ago,
            lambda story, at: leads.nominate_lead(
                actor=story.person(by), at=at, case=story.the_case(), nominee=story.person(who)
            ),
        )

    def accepted(self, ago: int, by: str) -> "Story":
        return self._and(
            ago, lambda story, at: leads.accept_lead(actor=story.person(by), at=at, lead=_nomination(story))
        )

    def declined(self, ago: int, by: str, reason: str) -> "Story":
        return self._and(
            ago,
            lambda story, at: leads.decline_lead(actor=story.person(by), at=at, lead=_nomination(story), reason=reason),
        )

    def said(self, ago: int, by: str, agreed: bool, reason: str | None = None) -> "Story":
        return self._and(
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
        return self._and(ago, lambda story, at: cafs.start_caf(actor=story.person(by), at=at, case=story.the_case()))

    def confirmed(self, ago: int, by: str = "manager") -> "Story":
        yes = handovers.Check(done=True)
        no = handovers.Check(
            done=False, reason="The health visitor met the family alone; we spoke by telephone before."
        )
        return self._and(
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
        return self._and(
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
        return self._and(
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
        return self._and(
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
        return self._and(
            ago,
            lambda story, at: meeting_decisions.record_trigger(
                actor=story.person(by), at=at, case=story.the_case(), kind=kind, note=note
            ),
        )

    def left(self, ago: int, who: str) -> "Story":
        return self._and(
            ago,
            lambda story, at: people.disable_user(actor=story.person("administrator"), at=at, user=story.person(who)),
        )

    def _and(self, ago: int, act: Callable[["Story", datetime], object]) -> "Story":
        self.steps.append((ago, act))
        return self


def _nomination(story: Story) -> Any:
    return standing.pending_row(story.the_case())
