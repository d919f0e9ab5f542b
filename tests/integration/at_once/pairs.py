"""Two acts that meet on one family: where the family stands, who sends what, and how it may come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import ApprovalRequest, User
from caf_tracker.models.words import ApprovalKind
from tests import factories
from tests.factories import Authority
from tests.integration.at_once.drafts import drafted, make_draft, revising
from tests.integration.path.forms import FORMS
from tests.integration.path.stages import Stage, with_closed_caf, with_plan

Who = Callable[[Authority], User]


@dataclass(frozen=True)
class Act:
    """One person's part: a form of the path, with something of their own typed into it."""

    form: str
    by: Who
    # What is written down when it is done.
    written: str
    typed: Mapping[str, str] = field(default_factory=dict)
    data: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}

    def path(self, stage: Stage) -> str:
        """Where the form is."""
        return FORMS[self.form].path(stage)

    def filled(self, stage: Stage) -> dict[str, Any]:
        """What is sent, besides what the page carries."""
        return {**FORMS[self.form].data(stage), **self.typed, **self.data(stage)}


@dataclass(frozen=True)
class Deciding(Act):
    """A step-down at its last page."""

    as_draft: bool = False

    def path(self, stage: Stage) -> str:
        assert stage.step_down is not None
        said = {**drafted(stage.step_down), "remaining_risk": self.typed["risk"]}
        return revising(stage.step_down, self.by(stage.authority), said, as_draft=self.as_draft)

    def filled(self, stage: Stage) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Pair:
    """Two acts at the same moment. `wins`: how many of them may be done, one after the other."""

    stage: Callable[[Authority], Stage]
    first: Act
    second: Act
    wins: tuple[int, ...] = (1,)
    # What the page of whoever is refused may say instead of who did what at which time.
    says: tuple[str, ...] = ()


def opened(authority: Authority) -> Stage:
    """A case and nothing more."""
    return Stage(authority, factories.make_case(authority))


def decided(authority: Authority) -> Stage:
    """A step-down is decided."""
    stage = opened(authority)
    stage.step_down = factories.make_step_down(stage.case, authority.manager)
    return stage


def nominated(authority: Authority) -> Stage:
    """The health visitor is asked."""
    stage = decided(authority)
    stage.lead = factories.make_lead(stage.case, authority.health_visitor, authority.manager, accepted=False)
    return stage


def led(authority: Authority) -> Stage:
    """The health visitor leads."""
    stage = decided(authority)
    stage.lead = factories.make_lead(stage.case, authority.health_visitor, authority.manager)
    factories.add_to_team(stage.case, authority.health_visiting, authority.health_visitor)
    return stage


def agreed(authority: Authority) -> Stage:
    """The mother has agreed."""
    stage = led(authority)
    factories.make_agreement(stage.case, authority.health_visitor)
    return stage


def started(authority: Authority) -> Stage:
    """The CAF runs."""
    stage = led(authority)
    assert stage.lead is not None
    factories.make_caf(stage.case, stage.lead, factories.make_agreement(stage.case, authority.health_visitor))
    return stage


def closed(authority: Authority) -> Stage:
    """The CAF has closed today."""
    return with_closed_caf(started(authority))


def planned(authority: Authority) -> Stage:
    """The CAF runs and has a plan."""
    return with_plan(started(authority))


def asked(authority: Authority, stage: Stage | None = None) -> Stage:
    """A second person is asked to let the step-down end without a CAF."""
    stage = stage or decided(authority)
    assert stage.step_down is not None
    stage.request = ApprovalRequest(
        case=stage.case, step_down=stage.step_down, kind=ApprovalKind.END_WITHOUT_CAF, asked=authority.coordinator,
        requested_by=authority.manager, requested_at=clock.now(), requested_on=clock.today(), reason="They are well.",
    )  # fmt: skip
    db.session.add(stage.request)
    db.session.flush()
    return stage


def started_and_asked(authority: Authority) -> Stage:
    """The CAF runs, and yet somebody is asked to let the step-down end without one."""
    return asked(authority, started(authority))


def drafted_for_the_manager(authority: Authority) -> Stage:
    """A draft waits for a decision."""
    row = make_draft(authority)
    return Stage(authority, row.case, row)


def manager(authority: Authority) -> User:
    """Who decided the step-down."""
    return authority.manager


def locum(authority: Authority) -> User:
    """Another manager of the same team."""
    return authority.locum


def coordinator(authority: Authority) -> User:
    """The area's coordinator."""
    return authority.coordinator


def head(authority: Authority) -> User:
    """The area's head of service."""
    return authority.head


def visitor(authority: Authority) -> User:
    """The health visitor."""
    return authority.health_visitor


def _person(stage: Stage) -> dict[str, str]:
    return {"person": str(stage.authority.other_health_visitor.id), "find": "nkemelu"}


def confirm(by: Who) -> Act:
    return Act("handover", by, "confirm_handover", {"joint_visit_reason": f"No visit, says {by.__name__}"})


def nominate(by: Who, *, another: bool = True) -> Act:
    return Act("nominate", by, "nominate_lead", {"note": f"Ring {by.__name__}"}, _person if another else lambda _: {})


def accept(by: Who = visitor) -> Act:
    return Act("accept", by, "accept_lead")


def decline(by: Who = visitor) -> Act:
    return Act("decline", by, "decline_lead", {"reason": "On leave from Monday"})


def decline_by_telephone(by: Who = manager) -> Act:
    return Act("decline by telephone", by, "decline_lead", {"reason": "She said she is on leave"})


def approve(by: Who) -> Act:
    return Act("approve", by, "approve")


def refuse(by: Who) -> Act:
    return Act("refuse", by, "refuse_approval", {"reason": f"Nobody has seen them, says {by.__name__}"})


def take_back() -> Act:
    return Act("take a request back", manager, "withdraw_request")


def close(by: Who) -> Act:
    return Act("close", by, "close_to_social_care", {"reason": f"They refuse us, says {by.__name__}"})


def take_them_back(by: Who) -> Act:
    return Act("return", by, "returned_to_social_care", {"reason": f"New bruising, says {by.__name__}"})


def ask_to_end(by: Who) -> Act:
    return Act("end without a CAF", by, "ask_moved_area", {"reason": f"They moved, says {by.__name__}"})


def start(by: Who) -> Act:
    return Act("start a CAF", by, "start_caf")


def agreement(by: Who) -> Act:
    return Act("agreement", by, "record_agreement", {"agreed": "yes"})


def refusal(by: Who) -> Act:
    return Act("agreement", by, "record_agreement", {"agreed": "no", "reason": f"No more visits, heard {by.__name__}"})


def meet(by: Who, hold: str) -> Act:
    return Act(
        "decide whether to meet", by, "decide_meeting", {"hold": hold, "reason": f"One agency, says {by.__name__}"}
    )


def trigger(by: Who) -> Act:
    return Act("record a trigger", by, "record_trigger", {"note": f"Due in August, says {by.__name__}"})


def end_lead(by: Who) -> Act:
    return Act("end a lead", by, "end_lead", {"reason": f"Moves team, says {by.__name__}"})


def decide(by: Who) -> Act:
    return Deciding("", by, "decide_step_down", {"risk": f"Father may return, says {by.__name__}"})


def revise(by: Who) -> Act:
    return Deciding("", by, "revise_draft", {"risk": f"Debts, says {by.__name__}"}, as_draft=True)


BOTH_TEXTS = "Not saved (yours)"
NOT_FOUND = "the request may have been taken back or answered in the meantime"

PAIRS = {
    "two managers confirm the handover": Pair(started, confirm(manager), confirm(locum)),
    "a nominee accepts twice": Pair(nominated, accept(), accept()),
    "a nominee accepts, a manager asks another": Pair(nominated, accept(), nominate(manager), says=(NOT_FOUND,)),
    "a nominee declines, a manager asks another": Pair(
        nominated, decline(), nominate(manager), wins=(1, 2), says=(NOT_FOUND,)
    ),
    "a nominee accepts, a manager records their decline": Pair(
        nominated, accept(), decline_by_telephone(), says=(NOT_FOUND,)
    ),
    "a nominee declines, a manager records it too": Pair(
        nominated, decline(), decline_by_telephone(), says=(NOT_FOUND,)
    ),
    "approve and withdraw": Pair(asked, approve(coordinator), take_back()),
    "approve and refuse": Pair(asked, approve(coordinator), refuse(head)),
    "two approve": Pair(asked, approve(coordinator), approve(head)),
    "refuse and withdraw": Pair(asked, refuse(coordinator), take_back()),
    "two close": Pair(decided, close(manager), close(locum)),
    "close and return": Pair(decided, close(manager), take_them_back(locum), wins=(2,)),
    "two return": Pair(decided, take_them_back(manager), take_them_back(locum)),
    "return and accept": Pair(nominated, take_them_back(manager), accept(), wins=(1, 2), says=(NOT_FOUND,)),
    "return and confirm": Pair(started, take_them_back(manager), confirm(locum)),
    "return and approve an end": Pair(asked, take_them_back(locum), approve(coordinator)),
    "two start the CAF": Pair(agreed, start(visitor), start(coordinator)),
    "agreement and refusal": Pair(led, agreement(visitor), refusal(coordinator)),
    "two decide whether to meet": Pair(decided, meet(manager, "no"), meet(coordinator, "yes")),
    "two record what calls for a meeting": Pair(decided, trigger(manager), trigger(coordinator)),
    "two nominate": Pair(decided, nominate(manager), nominate(coordinator, another=False)),
    "two end a lead": Pair(led, end_lead(manager), end_lead(coordinator)),
    "a lead ends, the CAF starts": Pair(
        agreed, end_lead(manager), start(coordinator), wins=(1, 2), says=("needs a lead professional who has accepted",)
    ),
    "confirm and end without a CAF": Pair(started_and_asked, confirm(manager), approve(coordinator)),
    "confirm and ask to end": Pair(started, confirm(manager), ask_to_end(locum), wins=(1, 2)),
    "two ask to end": Pair(decided, ask_to_end(manager), ask_to_end(locum)),
    "two decide": Pair(drafted_for_the_manager, decide(manager), decide(coordinator)),
    "decide and revise the draft": Pair(
        drafted_for_the_manager, decide(manager), revise(coordinator), says=(BOTH_TEXTS,)
    ),
}
