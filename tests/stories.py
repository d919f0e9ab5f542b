"""Families whose handover has come so far, told through the product's own acts on the test's clock."""

import functools
import inspect
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import Case, StepDown, User
from caf_tracker.models.words import ClosingReason, ComesFrom, Recommendation, Relation
from caf_tracker.reminders.sweep import sweep
from caf_tracker.services import agreements, cafs, cases, closing, leads, meeting_decisions, standing, step_downs
from caf_tracker.services.cases import NewAdult, NewChild
from caf_tracker.services.step_downs import MeetingAnswer, StepDownFacts
from tests.factories import Authority, nhs_number


def london(moment: str) -> datetime:
    """A London moment: "2026-02-04 10:00"."""
    return datetime.fromisoformat(moment).replace(tzinfo=clock.LONDON)


Act = TypeVar("Act", bound=Callable[..., Any])


def _then(act: Act) -> Act:
    """The act with the clock at its own moment, which its arguments name `at`."""
    place = list(inspect.signature(act).parameters).index("at")

    @functools.wraps(act)
    def played(*args: Any, **more: Any) -> Any:
        with clock.set_to(london(args[place])):
            return act(*args, **more)

    return played  # type: ignore[return-value]  # the same call as before


@_then
def open_family(authority: Authority, at: str, *, child: str = "Kit Rowan", years: int = 3) -> Case:
    """A case that the manager opened: one child of some years, a mother and a father."""
    moment = london(at)
    return cases.open_case(
        actor=authority.manager,
        at=moment,
        area=authority.area,
        children=[NewChild(name=child, born=moment.date().replace(year=moment.year - years), nhs_number=nhs_number())],
        adults=[
            NewAdult(name="Megan Rowan", relations={0: Relation.MOTHER}, parental_responsibility={0: True}),
            NewAdult(name="Dale Archer", relations={0: Relation.FATHER}, parental_responsibility={0: None}),
        ],
    )


@_then
def decide(
    authority: Authority,
    at: str,
    *,
    nominee: User | None = None,
    child: str = "Kit Rowan",
    years: int = 3,
    comes_from: ComesFrom = ComesFrom.CHILD_IN_NEED,
    recommendation: Recommendation = Recommendation.CAF,
    meeting: bool = True,
) -> Case:
    """A family whose step-down the manager decided, with a meeting called unless said otherwise."""
    case = open_family(authority, at, child=child, years=years)
    step_downs.decide_step_down(
        actor=authority.manager,
        at=london(at),
        case=case,
        facts=StepDownFacts(
            comes_from=comes_from,
            recommendation=recommendation,
            main_reason=ClosingReason.NEEDS_REDUCED,
            receiving_agency=authority.health_visiting,
            remaining_risk="Low contact with the clinic",
            actions=(("Register with a dentist", "Hana Visram"), ("Housing form", None)),
        ),
        decided_on=london(at).date(),
        nominee=nominee,
        meeting=MeetingAnswer(True, "Three agencies know the family") if meeting else None,
    )
    return case


@_then
def nominate(authority: Authority, case: Case, at: str) -> None:
    """The coordinator nominates the health visitor."""
    leads.nominate_lead(actor=authority.coordinator, at=london(at), case=case, nominee=authority.health_visitor)


@_then
def accept(case: Case, at: str) -> None:
    """Whoever is nominated accepts."""
    lead = standing.pending_row(case)
    assert lead is not None
    leads.accept_lead(actor=lead.user, at=london(at), lead=lead)


@_then
def agree(case: Case, at: str, *, agreed: bool = True) -> None:
    """The mother says yes, or no."""
    lead = standing.accepted_lead(case)
    assert lead is not None
    reason = None if agreed else "Wants no more visits"
    agreements.record_agreement(
        actor=lead.user, at=london(at), case=case, adult=case.adults[0], agreed=agreed, reason=reason
    )


@_then
def start(case: Case, at: str) -> None:
    """The lead starts the CAF."""
    lead = standing.accepted_lead(case)
    assert lead is not None
    cafs.start_caf(actor=lead.user, at=london(at), case=case)


@_then
def close(authority: Authority, case: Case, at: str) -> None:
    """Social care closes, whatever is still open."""
    closing.close_to_social_care(
        actor=authority.manager, at=london(at), step_down=step_down_of(case), closed_on=london(at).date(),
        reason="The court ended the proceedings",
    )  # fmt: skip


@_then
def hold_meeting(authority: Authority, case: Case, at: str) -> None:
    """The manager decides to call a meeting."""
    meeting_decisions.decide_meeting(
        actor=authority.manager, at=london(at), case=case, hold=True, reason="They know the family"
    )


@_then
def return_to_social_care(authority: Authority, case: Case, at: str) -> None:
    """Social care takes the family back."""
    closing.return_to_social_care(
        actor=authority.manager, at=london(at), step_down=step_down_of(case), reason="A new worry",
        accepted_on=london(at).date(),
    )  # fmt: skip


def step_down_of(case: Case) -> StepDown:
    """The case's step-down."""
    found = standing.current_step_down(case)
    assert found is not None
    return found


def tell(*moments: str) -> None:
    """Sweep at each of these moments."""
    for moment in moments:
        with clock.set_to(london(moment)):
            sweep(clock.now())
            db.session.commit()
