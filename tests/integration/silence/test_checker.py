"""What the checker calls silence, and what not: both sides of every edge."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from caf_tracker.checker import check
from caf_tracker.checker.findings import Kind
from caf_tracker.duties import Person, holders, open_duties
from caf_tracker.extensions import db
from caf_tracker.models import Case, StepDown, Telling, User
from caf_tracker.models.words import ApprovalKind, MailMode, Recommendation, Role, TriggerKind
from caf_tracker.services import approvals, closing, meeting_decisions
from tests import stories
from tests.factories import Authority, make_authority
from tests.stories import london

pytestmark = pytest.mark.usefixtures("app")

# Tuesday; social care closes at ten, and a sweep is never more than a quarter of an hour away.
DECIDED, CLOSED = "2026-03-02 11:00", "2026-03-03 10:00"


@pytest.fixture
def authority() -> Authority:
    return make_authority()


def found(at: str) -> list[Kind]:
    """What is wrong of the handover itself; of its agencies, see test_unknown.py."""
    db.session.expire_all()
    findings = check(db.session.connection(), london(at), holders=holders).findings
    return [finding.kind for finding in findings if finding.kind != Kind.UNKNOWN]


def closed(authority: Authority, at: str = CLOSED, *, on: str | None = None) -> Case:
    """A family that social care closed on a recommended CAF, with nobody asked to lead."""
    case = stories.decide(authority, at if on is None or on > DECIDED else f"{on} 07:00")
    closing.close_to_social_care(
        actor=authority.manager,
        at=london(at),
        step_down=stories.step_down_of(case),
        closed_on=date.fromisoformat(on) if on else london(at).date(),
        reason="The panel's date",
    )
    return case


@pytest.mark.parametrize(
    ("recorded", "allowed", "silent"),
    [
        ("2026-03-03 10:00", "2026-03-03 10:14", "2026-03-03 10:15"),
        ("2026-03-03 07:00", "2026-03-03 08:14", "2026-03-03 08:15"),
        ("2026-03-03 23:44", "2026-03-03 23:58", "2026-03-03 23:59"),
        # Too late for a sweep that has surely come round before midnight.
        ("2026-03-03 23:45", "2026-03-04 08:14", "2026-03-04 08:15"),
        # A Saturday; the eve of Easter; Christmas Eve at night, before two bank holidays and a weekend.
        ("2026-03-07 12:00", "2026-03-09 08:14", "2026-03-09 08:15"),
        ("2026-04-03 09:00", "2026-04-07 08:14", "2026-04-07 08:15"),
        ("2026-12-24 23:50", "2026-12-29 08:14", "2026-12-29 08:15"),
        # The clock goes forward in that night, and back in this one.
        ("2026-03-28 12:00", "2026-03-30 08:14", "2026-03-30 08:15"),
        ("2026-10-24 12:00", "2026-10-26 08:14", "2026-10-26 08:15"),
    ],
)
def test_a_closure_just_recorded_may_wait_for_the_first_telling_time(
    authority: Authority, recorded: str, allowed: str, silent: str
) -> None:
    closed(authority, recorded)
    assert found(allowed) == []
    assert found(silent) == [Kind.SILENT]


def test_one_typed_in_late_is_silent_no_later(authority: Authority) -> None:
    closed(authority, on="2026-01-14")
    assert found("2026-03-03 10:14") == []
    assert found("2026-03-03 10:15") == [Kind.SILENT]


@pytest.mark.parametrize(
    ("told", "allowed", "silent"),
    [
        ("2026-03-03 10:05", "2026-03-10 08:14", "2026-03-10 08:15"),
        ("2026-03-31 10:05", "2026-04-09 08:14", "2026-04-09 08:15"),
        ("2026-12-22 10:05", "2026-12-31 08:14", "2026-12-31 08:15"),
    ],
)
def test_who_was_told_counts_until_the_fifth_working_day_after(
    authority: Authority, told: str, allowed: str, silent: str
) -> None:
    closed(authority, told.replace("10:05", "10:00"))
    stories.tell(told)
    assert found(allowed) == []
    assert found(silent) == [Kind.SILENT]


def lose_everybody_told(at: str, how: str) -> None:
    for user in db.session.scalars(sa.select(User).join(Telling, Telling.user_id == User.id)).unique():
        setattr(user, how, london(at))
    db.session.flush()


@pytest.mark.parametrize("how", ["disabled_at", "bounced_at"])
@pytest.mark.parametrize(
    ("lost", "allowed", "silent"),
    [
        ("2026-03-04 10:30", "2026-03-04 10:44", "2026-03-04 10:45"),
        ("2026-03-06 19:00", "2026-03-06 19:14", "2026-03-06 19:15"),
        ("2026-03-07 12:00", "2026-03-09 08:14", "2026-03-09 08:15"),
    ],
)
def test_when_all_who_were_told_are_lost_the_next_tick_must_tell_others(
    authority: Authority, how: str, lost: str, allowed: str, silent: str
) -> None:
    closed(authority)
    stories.tell("2026-03-03 10:05")
    lose_everybody_told(lost, how)
    assert found(allowed) == []
    assert found(silent) == [Kind.SILENT]
    stories.tell(silent)
    assert found(silent) == []


def test_one_of_them_left_is_enough(authority: Authority) -> None:
    closed(authority)
    stories.tell("2026-03-03 10:05")
    lose_everybody_told("2026-03-04 10:30", "disabled_at")
    authority.coordinator.disabled_at = None
    db.session.flush()
    assert found("2026-03-05 12:00") == []


def to_the_mailbox(authority: Authority) -> dict[str, object]:
    return {"user_id": None, "agency_id": authority.early_help.id}


def folded(_authority: Authority) -> dict[str, object]:
    return {"mail": MailMode.FOLDED}


def of_something_else(_authority: Authority) -> dict[str, object]:
    return {"duty": "no_lead"}


def of_another_closure(_authority: Authority) -> dict[str, object]:
    return {"subject_id": 4711}


def while_inactive(authority: Authority) -> dict[str, object]:
    authority.system_admin.disabled_at = london("2026-03-01 10:00")
    return {"user_id": authority.system_admin.id}


@pytest.mark.parametrize("change", [to_the_mailbox, folded, of_something_else, of_another_closure, while_inactive])
def test_what_is_no_telling(authority: Authority, change: Callable[[Authority], dict[str, object]]) -> None:
    closed(authority)
    stories.tell("2026-03-03 10:05")
    one = db.session.scalars(sa.select(Telling).where(Telling.duty == "caf_not_started")).first()
    assert one is not None
    db.session.execute(sa.delete(Telling).where(Telling.id != one.id))
    assert found("2026-03-04 12:00") == []
    for name, value in change(authority).items():
        setattr(one, name, value)
    db.session.flush()
    assert Kind.SILENT in found("2026-03-04 12:00")


def started(authority: Authority, case: Case) -> None:
    stories.nominate(authority, case, "2026-03-03 11:00")
    stories.accept(case, "2026-03-03 11:10")
    stories.agree(case, "2026-03-03 11:20")
    stories.start(case, "2026-03-03 11:30")


def returned(authority: Authority, case: Case) -> None:
    stories.return_to_social_care(authority, case, "2026-03-03 11:30")


def recommended_nothing(_authority: Authority, case: Case) -> None:
    step_down = stories.step_down_of(case)
    step_down.recommendation, step_down.vacant_on = Recommendation.NONE, None
    db.session.flush()


@pytest.mark.parametrize("settle", [started, returned, recommended_nothing])
def test_nobody_need_be_told_of_what_is_settled(
    authority: Authority, settle: Callable[[Authority, Case], None]
) -> None:
    case = closed(authority)
    settle(authority, case)
    assert found("2026-03-27 12:00") == []


def test_a_refusal_settles_nothing(authority: Authority) -> None:
    case = closed(authority)
    stories.nominate(authority, case, "2026-03-03 11:00")
    stories.accept(case, "2026-03-03 11:10")
    stories.agree(case, "2026-03-03 11:20", agreed=False)
    assert found("2026-03-27 12:00") == [Kind.SILENT]


def test_a_step_down_that_has_not_closed_is_not_silent(authority: Authority) -> None:
    stories.decide(authority, DECIDED)
    assert found("2026-03-27 12:00") == []


# Who acts next


def test_with_nobody_left_to_reach_nobody_acts_next(authority: Authority) -> None:
    stories.decide(authority, DECIDED)
    for user in authority.everyone:
        user.bounced_at = london("2026-03-02 12:00")
    db.session.flush()
    assert found("2026-03-02 12:05") == [Kind.NO_HOLDER]
    authority.system_admin.bounced_at = None
    db.session.flush()
    assert found("2026-03-02 12:05") == []


def test_a_page_that_shows_somebody_else_is_found(authority: Authority) -> None:
    case = stories.decide(authority, DECIDED)

    def shown(person: Person | None) -> list[Kind]:
        people = {case.id: person} if person else {}
        report = check(db.session.connection(), london("2026-03-02 12:00"), holders=lambda *_: people)
        return [finding.kind for finding in report.findings]

    assert shown(Person("Marcus Adeyemi", authority.manager.id)) == []
    assert shown(Person("Cora Whitfield", authority.coordinator.id)) == [Kind.OTHER_HOLDER]
    assert shown(None) == [Kind.OTHER_HOLDER]


def test_of_two_questions_due_on_one_day_the_one_asked_first_says_who_acts_next(authority: Authority) -> None:
    case = stories.decide(authority, DECIDED, nominee=authority.health_visitor, meeting=False)
    stories.accept(case, "2026-03-02 11:10")
    for moment in ("2026-03-02 11:20", "2026-03-02 11:30"):
        meeting_decisions.record_trigger(
            actor=authority.coordinator, at=london(moment), case=case, kind=TriggerKind.OTHER, note="Told by the school"
        )
    # The lead's name comes before the manager's.
    at = london("2026-03-02 12:00")
    assert authority.health_visitor.name < authority.manager.name
    assert open_duties(at, case_ids=[case.id])[0].owed_by[0].user_id == authority.manager.id
    assert holders(at, [case.id])[case.id].user_id == authority.manager.id
    assert found("2026-03-02 12:00") == []


# Outcomes


def test_an_outcome_that_nobody_approved_is_found(authority: Authority) -> None:
    case = closed(authority)
    step_down = stories.step_down_of(case)
    request = approvals.request_outcome(
        actor=authority.manager,
        at=london("2026-03-03 11:00"),
        step_down=step_down,
        kind=ApprovalKind.END_WITHOUT_CAF,
        reason="The school supports the family",
        asked=authority.head,
    )
    approvals.approve(actor=authority.head, at=london("2026-03-03 11:30"), request=request)
    assert found("2026-03-03 12:00") == []
    db.session.delete(request)
    db.session.flush()
    assert found("2026-03-03 12:00") == [Kind.OUTCOME]


def test_a_confirmation_without_a_handover_is_found(authority: Authority) -> None:
    case = closed(authority)
    started(authority, case)
    db.session.execute(sa.update(StepDown).values(outcome="caf_confirmed", outcome_at=london("2026-03-03 12:00")))
    assert found("2026-03-03 12:10") == [Kind.OUTCOME]


def test_the_last_coordinator_and_head_lost_leave_the_administrators(authority: Authority) -> None:
    closed(authority)
    for user in authority.everyone:
        if user.role != Role.SYSTEM_ADMIN:
            user.bounced_at = london("2026-03-03 10:01")
    db.session.flush()
    stories.tell("2026-03-03 10:05")
    assert found("2026-03-03 10:20") == []
    told = db.session.scalars(sa.select(Telling.user_id).where(Telling.user_id.is_not(None)).distinct()).all()
    assert told == [authority.system_admin.id]


def test_words_hold_nothing_of_a_family(authority: Authority) -> None:
    case = closed(authority)
    [finding] = check(db.session.connection(), london("2026-03-03 12:00") + timedelta(hours=1)).findings
    assert str(finding) == (
        f"{case.reference}: Closed on 2026-03-03 with no CAF started, and nobody active was told in 5 working days."
    )
