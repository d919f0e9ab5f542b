"""The case page: who acts next, the picture, what is owed, who was told, what happened, and who may read it."""

import re

import pytest
import sqlalchemy as sa

from caf_tracker import clock
from caf_tracker.extensions import db
from caf_tracker.models import AuditEvent, Case, Mail, MobilityRecord, Telling
from caf_tracker.models.words import AssessmentTopic, CafOutcome, ComesFrom, Mobility, Recommendation
from caf_tracker.services import approvals, assessments, caf_closing, team
from caf_tracker.services.assessments import Place
from tests import stories
from tests.factories import Authority, add_to_team, make_step_down
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read


def test_who_acts_next_stands_in_one_sentence_with_how_late(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    clock_at("2026-02-10 10:00")
    sign_in(client, authority.manager)
    words = read(client.get(f"/cases/{case.reference}"))
    assert words.startswith(
        f"{case.reference} Kit Rowan, 3 years Who acts next Waiting for Hana Visram to accept or decline "
        "being the lead professional: 3 working days late"
    )


def test_whoever_acts_next_themself_reads_it_as_you_with_the_button(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00")
    clock_at("2026-02-10 10:00")
    sign_in(client, authority.manager)
    words = read(client.get(f"/cases/{case.reference}"))
    assert "Nobody is lead professional. Nominate someone by name. It is 5 working days late." in words


def test_with_nothing_owed_the_page_still_names_who_acts_next(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = stories.open_family(authority, "2026-03-02 10:00")
    sign_in(client, authority.coordinator)
    assert "Nothing is owed. If something changes, Cora Whitfield acts next." in read(
        client.get(f"/cases/{case.reference}")
    )


def test_the_track_shows_what_is_done_late_and_whose_turn_it_is(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.close(authority, case, "2026-02-03 10:00")
    clock_at("2026-02-12 10:00")
    sign_in(client, authority.manager)
    page = client.get(f"/cases/{case.reference}").text
    described = re.search(r"<desc[^>]*>([^<]+)</desc>", page)
    assert described is not None
    assert described[1] == (
        "Step-down decided: done, 2 February 2026, Marcus Adeyemi. "
        "Lead nominated: done, 2 February 2026, Hana Visram. "
        "Lead accepted: late by 5 working days, due 5 February 2026, Hana Visram. "
        "Family’s agreement: not yet. "
        "Closed to social care: done, 3 February 2026, Marcus Adeyemi. "
        "CAF started: late by 2 working days, due 10 February 2026, Hana Visram. "
        "Handover confirmed: not yet. "
        "Who acts next: Hana Visram."
    )


def test_a_lapsed_nomination_is_shown_as_nobody_nominated(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    sign_in(client, authority.manager)
    clock_at("2026-02-16 07:59")
    before = client.get(f"/cases/{case.reference}").text
    clock_at("2026-02-16 08:00")
    after = client.get(f"/cases/{case.reference}").text
    assert "Lead nominated: done, 2 February 2026, Hana Visram." in before
    assert "Lead nominated: waiting, due 17 February 2026, Marcus Adeyemi, Hana Visram did not answer." in after
    assert "the request has lapsed" in after and "the request has lapsed" not in before


def test_an_ended_step_down_needs_no_more_steps(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", recommendation=Recommendation.NONE)
    stories.close(authority, case, "2026-03-02 12:00")
    sign_in(client, authority.manager)
    page = client.get(f"/cases/{case.reference}").text
    assert "CAF started: not needed." in page and "Handover confirmed: not needed." in page
    assert "Nothing is owed on this case today." in page


def test_the_flags(client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt) -> None:
    clock_at("2026-03-03 10:00")
    baby = stories.decide(authority, "2026-03-03 09:00", years=0)
    toddler = stories.decide(authority, "2026-03-03 09:00", years=1)
    child = stories.decide(authority, "2026-03-03 09:00", years=2)
    court = stories.decide(authority, "2026-03-03 09:00", years=5, comes_from=ComesFrom.CARE_PROCEEDINGS)
    sign_in(client, authority.manager)
    shown = {}
    for name, case in {"baby": baby, "toddler": toddler, "child": child, "court": court}.items():
        page = client.get(f"/cases/{case.reference}").text
        shown[name] = re.findall(r"govuk-tag--purple\">([^<]+)<", page)
    assert shown == {
        "baby": ["Under 1", "Not mobile", "Fast track"],
        "toddler": ["Not mobile"],
        "child": [],
        "court": ["Fast track"],
    }


@pytest.mark.parametrize(
    ("mobility", "flagged"),
    [(Mobility.NOT_MOBILE, True), (Mobility.ROLLING, True), (Mobility.CRAWLING_OR_CRUISING, False)],
)
def test_what_is_recorded_of_mobility_counts_more_than_the_age(
    client: Client, authority: Authority, sign_in: SignIn, mobility: Mobility, flagged: bool
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", years=3 if flagged else 1)
    db.session.add(
        MobilityRecord(child_id=case.children[0].id, mobility=mobility, seen_on=clock.today(), recorded_at=clock.now())
    )
    sign_in(client, authority.manager)
    assert ("Not mobile</strong>" in client.get(f"/cases/{case.reference}").text) is flagged


def test_everyone_told_is_listed_with_what_became_of_the_mail_and_a_dead_address_is_said_plainly(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.tell("2026-02-02 11:00")
    mail = db.session.scalars(sa.select(Mail)).one()
    clock_at("2026-02-02 12:00")
    sign_in(client, authority.coordinator)
    address = f"/cases/{case.reference}"
    assert "Hana Visram: The nomination is not answered 2 February 2026 at 11:00am. E-mail waits to be sent." in read(
        client.get(address)
    )
    mail.sent_at = clock.now()
    assert "E-mail sent 2 February 2026 at midday." in read(client.get(address))
    mail.sent_at, mail.given_up_at, mail.attempts = None, clock.now(), 1
    authority.health_visitor.bounced_at = clock.now()
    words = read(client.get(address))
    assert "E-mail could not be delivered: given up 2 February 2026 at midday." in words
    assert "E-mail to Hana Visram does not arrive: the address does not work. Telephone them." in words


def test_why_is_linked_for_whoever_was_told_and_for_nobody_else(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00")
    stories.tell("2026-02-02 11:00")
    mine = db.session.scalars(sa.select(Telling.id).where(Telling.user_id == authority.coordinator.id)).one()
    clock_at("2026-02-03 10:00")
    sign_in(client, authority.coordinator)
    assert re.findall(r'href="(/told/\d+)"', client.get(f"/cases/{case.reference}").text) == [f"/told/{mine}"]


def test_what_happened_is_told_the_latest_first_from_the_facts(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.accept(case, "2026-02-03 10:00")
    stories.agree(case, "2026-02-04 10:00", agreed=False)
    stories.agree(case, "2026-02-05 10:00")
    stories.start(case, "2026-02-05 11:00")
    stories.close(authority, case, "2026-02-06 10:00")
    clock_at("2026-02-09 10:00")
    sign_in(client, authority.manager)
    words = read(client.get(f"/cases/{case.reference}")).split("What has happened")[1]
    order = [
        "Closed to social care 6 February 2026 at 10:00am, Marcus Adeyemi The court ended the proceedings",
        "CAF started 5 February 2026 at 11:00am, Hana Visram",
        "Megan Rowan agreed",
        "Megan Rowan refused 4 February 2026 at 10:00am, Hana Visram Wants no more visits",
        "Hana Visram (Health visiting) accepted as the lead professional",
        "Decided to call a meeting",
        "Hana Visram (Health visiting) asked to be the lead professional",
        "Step-down decided. Recommended: A CAF",
        "Case opened 2 February 2026 at 10:00am, Marcus Adeyemi",
    ]
    places = [words.find(one) for one in order]
    assert -1 not in places and places == sorted(places)


def test_a_nominee_without_another_part_reads_the_summary_only(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    clock_at("2026-02-03 10:00")
    sign_in(client, authority.health_visitor)
    page = client.get(f"/cases/{case.reference}")
    words = read(page)
    for shown in ("Kit Rowan", "Child in need plan", "The family’s needs are reduced", "Low contact with the clinic",
                  "Register with a dentist", "Accept or decline"):  # fmt: skip
        assert shown in words
    for hidden in ("Megan Rowan", "Dale Archer", "Who was told", "What has happened", "999 "):
        assert hidden not in words
    stories.accept(case, "2026-02-03 10:05")
    clock_at("2026-02-03 10:06")
    assert "Megan Rowan" in read(client.get(f"/cases/{case.reference}"))


@pytest.mark.parametrize("role", ["teacher", "other_health_visitor", "other_coordinator", "other_manager", "auditor"])
def test_a_case_one_may_not_see_answers_like_one_that_does_not_exist(
    client: Client, authority: Authority, sign_in: SignIn, role: str
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    sign_in(client, getattr(authority, role))
    seen, unknown = client.get(f"/cases/{case.reference}"), client.get("/cases/EH-000999J")
    expected = 403 if role == "auditor" else 404
    assert (seen.status_code, unknown.status_code) == (expected, expected)
    assert read(seen) == read(unknown)


@pytest.mark.parametrize("reference", ["EH-000001", "EH-000001Z", "1", "EH-999999999999A", "%00", "search"])
def test_what_is_no_reference_is_not_found(
    client: Client, authority: Authority, sign_in: SignIn, reference: str
) -> None:
    sign_in(client, authority.head)
    assert client.get(f"/cases/{reference}").status_code == 404


def test_every_reading_is_one_event_of_the_audit_log_and_a_refused_one_none(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    reads = sa.select(AuditEvent.user_id, AuditEvent.case_id).where(AuditEvent.act == "case.read")
    for person in (authority.manager, authority.health_visitor, authority.teacher):
        sign_in(client, person)
        client.get(f"/cases/{case.reference}")
    assert db.session.execute(reads.order_by(AuditEvent.id)).all() == [
        (authority.manager.id, case.id),
        (authority.health_visitor.id, case.id),
    ]


def test_nothing_personal_stands_in_the_title_or_an_address_of_the_page(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = stories.decide(authority, "2026-03-02 10:00", nominee=authority.health_visitor)
    sign_in(client, authority.manager)
    page = client.get(f"/cases/{case.reference}").text
    title = re.search(r"<title>([^<]+)</title>", page)
    assert title is not None and title[1].startswith(case.reference)
    assert not re.search(r'(href|src|action)="[^"]*(Kit|Rowan|Megan|999)', page.replace('href="tel:999"', ""))


def test_the_page_asks_as_many_statements_for_a_long_history_as_for_a_short_one(
    client: Client, authority: Authority, sign_in: SignIn, clock_at: ClockAt, statements: Counting
) -> None:
    case = stories.decide(authority, "2026-02-02 10:00", nominee=authority.health_visitor)
    stories.accept(case, "2026-02-02 10:30")
    clock_at("2026-02-03 10:00")
    stories.agree(case, "2026-02-02 11:00")
    stories.tell("2026-02-02 11:00")
    sign_in(client, authority.coordinator)
    counts = []
    for _ in range(2):
        with statements() as found:
            assert client.get(f"/cases/{case.reference}").status_code == 200
        counts.append(len(found))
        for hour in range(12, 18):
            stories.agree(case, f"2026-02-02 {hour}:00")
        stories.tell(*(f"2026-02-{day:02d} 08:00" for day in range(9, 28)))
    assert counts[0] == counts[1] <= 27


def opened_straight_into_a_caf(authority: Authority) -> Case:
    """A family whose CAF started on 2 March 2026, with no step-down before it."""
    case = stories.open_family(authority, "2026-03-02 09:00")
    stories.nominate(authority, case, "2026-03-02 10:00")
    stories.accept(case, "2026-03-02 11:00")
    stories.agree(case, "2026-03-02 12:00")
    stories.start(case, "2026-03-02 13:00")
    return case


def test_a_case_opened_straight_into_a_caf_has_no_step_down_to_wait_for(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = opened_straight_into_a_caf(authority)
    sign_in(client, authority.health_visitor)
    page = client.get(f"/cases/{case.reference}").text
    assert "Step-down decided: not needed." in page and "CAF started: done, 2 March 2026" in page
    # The lead owes what their own agency knows, sooner than the assessment and the plan.
    assert "Say whether the family is using this agency’s support. It is due 9 March 2026." in page


def test_a_case_closed_with_its_caf_still_says_who_led_and_that_it_ran(
    client: Client, authority: Authority, sign_in: SignIn
) -> None:
    case = opened_straight_into_a_caf(authority)
    school = add_to_team(case, authority.school, authority.teacher)
    for place in (Place(AssessmentTopic.STRENGTHS), Place(AssessmentTopic.CONTRIBUTION, agency_id=school.agency_id)):
        assessments.write_assessment(
            actor=authority.health_visitor, at=clock.now(), case=case, place=place, version=assessments.UNWRITTEN,
            text=f"Of the {place.topic}.",
        )  # fmt: skip
    team.remove_agency(actor=authority.health_visitor, at=clock.now(), team_agency=school, reason="Another school")
    request = caf_closing.propose_closing(
        actor=authority.health_visitor, at=clock.now(), case=case, asked=authority.coordinator,
        closing=caf_closing.Closing(outcome=CafOutcome.NEEDS_MET, carries_on="The nursery."),
    )  # fmt: skip
    approvals.approve(actor=authority.coordinator, at=clock.now(), request=request)
    sign_in(client, authority.coordinator)
    page = client.get(f"/cases/{case.reference}").text
    assert "This case is closed." in page
    for step in ("Lead nominated", "Lead accepted", "CAF started"):
        assert f"{step}: done, 2 March 2026, Hana Visram" in page

    # What was written is read as it was left, and no longer changed; what an agency wrote stays when it leaves.
    address = f"/cases/{case.reference}/assessment"
    assert f'href="{address}"' in page
    assert "As they were when the CAF closed on 3 March 2026" in page
    read_later = client.get(address).text
    assert "the CAF closed on 3 March 2026" in read_later
    assert "Of the strengths." in read_later and "Of the contribution." in read_later
    assert f"{authority.school.name} (has left the team)" in read_later
    assert f"{address}/" not in read_later


def test_an_imported_closure_without_a_manager_is_shown(client: Client, authority: Authority, sign_in: SignIn) -> None:
    case = stories.open_family(authority, "2026-03-02 09:00")
    step_down = make_step_down(case, authority.manager, closed_on=clock.today())
    step_down.manager = None
    step_down.close_recorded_by_id = None
    sign_in(client, authority.coordinator)
    page = client.get(f"/cases/{case.reference}")
    assert "Loaded from social care’s system" in read(page)
