"""How far a family has come when a form is sent."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.duties import open_duties
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, Caf, Case, Lead, Meeting, PlanAction, PlanOutcome, StepDown
from caf_tracker.models.words import ApprovalKind
from tests import factories
from tests.factories import Authority

Data = dict[str, str]


@dataclass
class Stage:
    """A family that has come to the point at which the form is sent."""

    authority: Authority
    case: Case
    step_down: StepDown | None = None
    lead: Lead | None = None
    request: ApprovalRequest | None = None
    outcome: PlanOutcome | None = None
    action: PlanAction | None = None
    meeting: Meeting | None = None
    snooze_id: int = 0

    @property
    def request_id(self) -> int:
        """The number of the request that waits."""
        assert self.request is not None
        return self.request.id

    @property
    def in_plan(self) -> str:
        """The address of the outcome of its plan."""
        assert self.outcome is not None
        return f"{self.at}/plan/outcomes/{self.outcome.id}"

    @property
    def to_do(self) -> str:
        """The address of its action."""
        assert self.action is not None
        return f"{self.at}/plan/actions/{self.action.id}"

    @property
    def to_hold(self) -> str:
        """The address of its meeting."""
        assert self.meeting is not None
        return f"{self.at}/meetings/{self.meeting.id}"

    @property
    def review(self) -> Data:
        """A review of its one outcome."""
        assert self.outcome is not None
        return {
            **date_of("held_on", 3, 3, 2026), f"outcome_{self.outcome.id}": "better",
            f"outcome_{self.outcome.id}_note": "She slept six nights in seven", "what_changed": "Nights are calmer now",
            **date_of("next_on", 20, 5, 2026),
        }  # fmt: skip

    @property
    def at(self) -> str:
        """The case's address."""
        return f"/cases/{self.case.reference}"


def opened() -> Stage:
    """A case and nothing more."""
    authority = factories.make_authority()
    return Stage(authority, factories.make_case(authority))


def decided() -> Stage:
    """A step-down is decided, nobody is nominated."""
    stage = opened()
    stage.step_down = factories.make_step_down(stage.case, stage.authority.manager)
    return stage


def nominated() -> Stage:
    """The health visitor is asked."""
    stage = decided()
    people = stage.authority
    stage.lead = factories.make_lead(stage.case, people.health_visitor, people.manager, accepted=False)
    return stage


def led() -> Stage:
    """The health visitor has accepted."""
    stage = decided()
    people = stage.authority
    stage.lead = factories.make_lead(stage.case, people.health_visitor, people.manager)
    factories.add_to_team(stage.case, people.health_visiting, people.health_visitor)
    return stage


def agreed() -> Stage:
    """The mother has agreed."""
    stage = led()
    factories.make_agreement(stage.case, stage.authority.health_visitor)
    return stage


def started() -> Stage:
    """The CAF runs."""
    stage = led()
    assert stage.lead is not None
    factories.make_caf(stage.case, stage.lead, factories.make_agreement(stage.case, stage.authority.health_visitor))
    return stage


def closed() -> Stage:
    """The CAF has closed today."""
    return with_closed_caf(started())


def with_closed_caf(stage: Stage) -> Stage:
    """Its CAF has closed today."""
    people = stage.authority
    caf = db.session.scalars(sa.select(Caf).filter_by(case_id=stage.case.id)).one()
    factories.close_caf(caf, people.health_visitor, people.coordinator)
    return stage


def planned() -> Stage:
    """The CAF runs and has a plan."""
    return with_plan(started())


def with_plan(stage: Stage) -> Stage:
    """Its plan holds something, a meeting is arranged, and the mother may be given papers."""
    people = stage.authority
    caf = db.session.scalars(sa.select(Caf).filter_by(case_id=stage.case.id)).one()
    stage.outcome = factories.make_outcome(caf, people.health_visitor)
    stage.action = factories.make_action(stage.case, people.health_visitor, date(2026, 3, 20))
    stage.meeting = factories.make_meeting(stage.case, people.health_visitor, date(2026, 3, 3))
    stage.case.adults[0].may_receive = True
    db.session.flush()
    return stage


def handed_on() -> Stage:
    """The other health visitor leads, and has nominated the health visitor with a note."""
    stage = decided()
    people = stage.authority
    factories.make_lead(stage.case, people.other_health_visitor, people.manager)
    stage.lead = factories.make_lead(
        stage.case, people.health_visitor, people.other_health_visitor, accepted=False, note="Ring the nursery first"
    )
    return stage


def assessed() -> Stage:
    """Everything that the assessment must hold is written."""
    stage = started()
    caf = db.session.scalars(sa.select(Caf).where(Caf.case_id == stage.case.id)).one()
    factories.make_assessment(caf, stage.authority.health_visitor)
    return stage


def asked() -> Stage:
    """The coordinator is asked to approve that the step-down ends without a CAF."""
    stage = decided()
    assert stage.step_down is not None
    stage.request = ApprovalRequest(
        case=stage.case,
        step_down=stage.step_down,
        kind=ApprovalKind.END_WITHOUT_CAF,
        asked=stage.authority.coordinator,
        requested_by=stage.authority.manager,
        requested_at=clock.now(),
        requested_on=clock.today(),
        reason="The grandmother cares for both children now.",
    )
    db.session.add(stage.request)
    db.session.flush()
    return stage


def asked_to_wait() -> Stage:
    """The manager asks the coordinator, again, that reminders may wait."""
    stage = asked()
    [duty] = (one for one in open_duties(clock.now(), case_ids=[stage.case.id]) if one.key == "approval_waiting")
    manager, above = stage.authority.manager, stage.authority.coordinator
    stage.snooze_id = factories.make_snooze(manager, duty, date(2026, 3, 6), asked=above).id
    return stage


def date_of(name: str, day: int, month: int, year: int) -> Data:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}
