"""What the checker calls an unknown engagement of which nobody was told, and what not: both sides of every edge."""

from datetime import date

import pytest
import sqlalchemy as sa

from caf_tracker.checker import check
from caf_tracker.checker.findings import Kind
from caf_tracker.duties import holders
from caf_tracker.extensions import db
from caf_tracker.models import Case, ClosedPeriod, EngagementObservation, Snooze, TeamAgency, Telling
from caf_tracker.models.words import CafOutcome, EngagementStatus, Evidence, MailMode
from caf_tracker.services import approvals, caf_closing, cases, engagement, team
from caf_tracker.services.caf_closing import Closing
from caf_tracker.services.cases import NewChild
from tests import stories
from tests.factories import Authority, make_authority
from tests.stories import london

pytestmark = pytest.mark.usefixtures("app")

# A Tuesday; the school has a mailbox and nobody else.
JOINED = "2026-03-03 10:00"


@pytest.fixture
def authority() -> Authority:
    return make_authority()


@pytest.fixture
def case(authority: Authority) -> Case:
    """A family opened the day before; nothing is owed on it but what the school is asked."""
    return stories.open_family(authority, "2026-03-02 10:00")


def found(at: str) -> list[Kind]:
    db.session.flush()
    db.session.expire_all()
    return [finding.kind for finding in check(db.session.connection(), london(at), holders=holders).findings]


def join(authority: Authority, case: Case, at: str = JOINED) -> TeamAgency:
    return team.add_agency(actor=authority.coordinator, at=london(at), case=case, agency=authority.school)


def say(
    authority: Authority,
    case: Case,
    at: str,
    status: EngagementStatus = EngagementStatus.ENGAGED,
    *,
    as_of: str | None = None,
    evidence: Evidence = Evidence.DIRECT,
) -> EngagementObservation:
    return engagement.record_engagement(
        actor=authority.coordinator,
        at=london(at),
        case=case,
        agency=authority.school,
        status=status,
        evidence=evidence,
        as_of=date.fromisoformat(as_of or at[:10]),
    )


@pytest.mark.parametrize(
    ("joined", "allowed", "silent"),
    [
        (JOINED, "2026-03-03 10:14", "2026-03-03 10:15"),
        # A Saturday; the eve of Easter, before two bank holidays and a weekend.
        ("2026-03-07 12:00", "2026-03-09 08:14", "2026-03-09 08:15"),
        ("2026-04-02 23:50", "2026-04-07 08:14", "2026-04-07 08:15"),
    ],
)
def test_an_agency_that_has_just_joined_may_wait_for_the_first_telling_time(
    authority: Authority, case: Case, joined: str, allowed: str, silent: str
) -> None:
    join(authority, case, joined)
    assert found(allowed) == []
    assert found(silent) == [Kind.UNKNOWN]
    stories.tell(silent)
    assert found(silent) == []


def test_its_mailbox_was_told_until_the_fifth_working_day_after(authority: Authority, case: Case) -> None:
    join(authority, case)
    stories.tell("2026-03-03 10:05")
    told = db.session.scalars(sa.select(Telling)).one()
    assert (told.user_id, told.agency_id) == (None, authority.school.id)
    assert found("2026-03-10 08:14") == []
    assert found("2026-03-10 08:15") == [Kind.UNKNOWN]
    stories.tell("2026-03-10 08:16")
    assert found("2026-03-10 08:16") == []


def test_a_mailbox_that_refuses_mail_was_not_told(authority: Authority, case: Case) -> None:
    join(authority, case)
    stories.tell("2026-03-03 10:05")
    authority.school.mailbox_bounced_at = london("2026-03-04 10:30")
    db.session.flush()
    assert found("2026-03-04 10:44") == []
    assert found("2026-03-04 10:45") == [Kind.UNKNOWN]
    # Nothing reaches the school: the coordinator stands for it.
    stories.tell("2026-03-04 10:45")
    assert found("2026-03-04 10:45") == []
    assert db.session.scalars(sa.select(Telling.user_id).where(Telling.user_id.is_not(None))).all() == [
        authority.coordinator.id
    ]


def test_a_contact_who_is_lost_was_not_told(authority: Authority, case: Case) -> None:
    authority.school.contact = authority.teacher
    join(authority, case)
    stories.tell("2026-03-03 10:05")
    authority.teacher.disabled_at = london("2026-03-04 10:30")
    db.session.flush()
    assert found("2026-03-04 10:44") == []
    assert found("2026-03-04 10:45") == [Kind.UNKNOWN]
    stories.tell("2026-03-04 10:45")
    assert found("2026-03-04 10:45") == []


def test_out_of_term_another_mailbox_counts_until_it_refuses(authority: Authority, case: Case) -> None:
    holidays = ClosedPeriod(
        agency_id=authority.school.id, from_on=date(2026, 3, 2), to_on=date(2026, 3, 20), mailbox="office@example.org",
        recorded_at=london("2026-03-01 10:00"), recorded_by_id=authority.head.id,
    )  # fmt: skip
    db.session.add(holidays)
    join(authority, case)
    stories.tell("2026-03-03 10:05")
    assert db.session.scalars(sa.select(Telling.closed_period_id)).all() == [holidays.id]
    assert found("2026-03-09 12:00") == []
    holidays.mailbox_bounced_at = london("2026-03-09 12:00")
    db.session.flush()
    assert found("2026-03-09 12:14") == []
    assert found("2026-03-09 12:15") == [Kind.UNKNOWN]


def test_whoever_has_put_off_being_told_knows_until_that_day(authority: Authority, case: Case) -> None:
    authority.school.contact = authority.teacher
    member = join(authority, case)
    stories.tell("2026-03-03 10:05")
    db.session.add(
        Snooze(
            case_id=case.id,
            duty="engagement_unknown",
            subject_id=member.id,
            cause="team_agencies",
            cause_id=member.id,
            user_id=authority.teacher.id,
            until_on=date(2026, 3, 12),
            recorded_at=london("2026-03-09 10:00"),
            reason="I see them on Wednesday",
        )
    )
    assert found("2026-03-12 08:14") == []
    assert found("2026-03-12 08:15") == [Kind.UNKNOWN]


def folded(telling: Telling) -> None:
    telling.mail = MailMode.FOLDED


def of_something_else(telling: Telling) -> None:
    telling.duty = "caf_not_started"


def of_another_agency(telling: Telling) -> None:
    telling.subject_id = 4711


def of_an_earlier_question(telling: Telling) -> None:
    telling.cause = "observations"


@pytest.mark.parametrize("change", [folded, of_something_else, of_another_agency, of_an_earlier_question])
def test_what_is_no_telling(authority: Authority, case: Case, change: object) -> None:
    join(authority, case)
    stories.tell("2026-03-03 10:05")
    assert found("2026-03-04 12:00") == []
    assert callable(change)
    change(db.session.scalars(sa.select(Telling)).one())
    db.session.flush()
    assert found("2026-03-04 12:00") == [Kind.UNKNOWN]


def known(authority: Authority, case: Case) -> None:
    say(authority, case, "2026-03-04 10:00")


def gone(authority: Authority, case: Case) -> None:
    say(authority, case, "2026-03-04 10:00", EngagementStatus.ENDED_BY_AGENCY)


def taken_out(authority: Authority, case: Case) -> None:
    [member] = db.session.scalars(sa.select(TeamAgency)).all()
    team.remove_agency(
        actor=authority.coordinator, at=london("2026-03-04 10:00"), team_agency=member, reason="They never met"
    )


@pytest.mark.parametrize("settle", [known, gone, taken_out])
def test_nobody_need_be_told_of_what_is_known(authority: Authority, case: Case, settle: object) -> None:
    join(authority, case)
    assert callable(settle)
    settle(authority, case)
    assert found("2026-03-31 12:00") == []


def test_what_a_parent_says_settles_nothing(authority: Authority, case: Case) -> None:
    join(authority, case)
    say(authority, case, "2026-03-04 10:00", evidence=Evidence.PARENT_REPORT)
    assert found("2026-03-04 12:00") == [Kind.UNKNOWN]


def test_an_explicit_unknown_asks_anew_from_its_recording(authority: Authority, case: Case) -> None:
    join(authority, case)
    say(authority, case, "2026-03-04 10:00")
    say(authority, case, "2026-03-18 10:00", EngagementStatus.UNKNOWN, as_of="2026-03-11")
    assert found("2026-03-18 10:14") == []
    assert found("2026-03-18 10:15") == [Kind.UNKNOWN]


def test_one_that_speaks_of_an_earlier_day_asks_nothing(authority: Authority, case: Case) -> None:
    join(authority, case)
    say(authority, case, "2026-03-04 10:00")
    say(authority, case, "2026-03-18 10:00", EngagementStatus.UNKNOWN, as_of="2026-03-03")
    assert found("2026-03-18 10:15") == []


def test_what_was_known_goes_stale_on_a_monday_six_weeks_on(authority: Authority, case: Case) -> None:
    join(authority, case)
    say(authority, case, "2026-03-04 10:00")
    # Six weeks on it is Wednesday, 15 April.
    assert found("2026-04-20 08:14") == []
    assert found("2026-04-20 08:15") == [Kind.UNKNOWN]


def baby(case: Case, authority: Authority, at: str, born: str) -> None:
    cases.add_child(
        actor=authority.coordinator,
        at=london(at),
        case=case,
        child=NewChild(name="Sky Rowan", born=date.fromisoformat(born)),
    )


@pytest.mark.parametrize(
    ("born", "allowed", "silent"),
    [
        # Four weeks on it is Wednesday, 1 April: the child turns one on the day after, and on that very day.
        ("2025-04-02", "2026-04-01 08:14", "2026-04-01 08:15"),
        ("2025-04-01", "2026-04-20 08:14", "2026-04-20 08:15"),
    ],
)
def test_sooner_if_a_child_is_then_under_one(
    authority: Authority, case: Case, born: str, allowed: str, silent: str
) -> None:
    baby(case, authority, "2026-03-02 11:00", born)
    join(authority, case)
    say(authority, case, "2026-03-04 10:00")
    assert found(allowed) == []
    assert found(silent) == [Kind.UNKNOWN]


def test_a_birth_recorded_late_makes_it_stale_from_then_on(authority: Authority, case: Case) -> None:
    join(authority, case)
    say(authority, case, "2026-03-04 10:00")
    baby(case, authority, "2026-04-08 10:00", "2026-04-01")
    assert found("2026-04-08 10:14") == []
    assert found("2026-04-08 10:15") == [Kind.UNKNOWN]


# The case closes, and is opened again


def close_the_caf(authority: Authority, case: Case, at: str) -> None:
    closing = Closing(outcome=CafOutcome.NEEDS_MET, carries_on="The school")
    request = caf_closing.propose_closing(
        actor=authority.coordinator, at=london(at), case=case, closing=closing, asked=authority.head
    )
    approvals.approve(actor=authority.head, at=london(at), request=request)


def test_a_closed_case_asks_nobody_until_it_is_opened_again(authority: Authority, case: Case) -> None:
    stories.nominate(authority, case, "2026-03-03 10:10")
    stories.accept(case, "2026-03-03 10:20")
    stories.agree(case, "2026-03-03 10:30")
    stories.start(case, "2026-03-03 10:40")
    join(authority, case, "2026-03-03 10:50")
    stories.tell("2026-03-03 10:55")
    close_the_caf(authority, case, "2026-03-04 10:00")
    assert found("2026-03-24 10:00") == []
    caf_closing.reopen(
        actor=authority.coordinator, at=london("2026-03-24 10:00"), case=case, reason="The school has left"
    )
    assert found("2026-03-24 10:14") == []
    assert found("2026-03-24 10:15") == [Kind.UNKNOWN, Kind.UNKNOWN]
    stories.tell("2026-03-24 10:15")
    assert found("2026-03-24 10:15") == []


def test_words_hold_nothing_of_a_family(authority: Authority, case: Case) -> None:
    join(authority, case)
    [finding] = check(db.session.connection(), london("2026-03-03 12:00")).findings
    assert str(finding) == (
        f"{case.reference}: Agency {authority.school.id} has not said since 2026-03-03 whether the family engages, "
        "and nobody active was told in 5 working days."
    )
