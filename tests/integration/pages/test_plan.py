"""The plan on its pages: what is seen of it, by whom it is done, with whom it is shared, how reviews find it."""

from datetime import date

import pytest

from caf_tracker.extensions import db
from caf_tracker.models import ActionProgress, Caf, Case, Meeting, PlanAction, PlanOutcome, PlanShare, Review, User
from caf_tracker.models.words import MeetingKind, OutcomeProgress, Relation
from caf_tracker.services.actions import Owner
from tests import factories
from tests.factories import Authority
from tests.fixtures.clients import Client
from tests.fixtures.plugin import ClockAt, SignIn
from tests.integration.pages.conftest import Counting, read


@pytest.fixture
def case(authority: Authority) -> Case:
    """A family whose CAF runs, led by the health visitor."""
    case = factories.make_case(authority)
    lead = factories.make_lead(case, authority.health_visitor, authority.manager)
    factories.add_to_team(case, authority.health_visiting, authority.health_visitor)
    factories.make_caf(case, lead, factories.make_agreement(case, authority.health_visitor))
    return case


def outcome(case: Case, wanted: str = "We sleep at night") -> PlanOutcome:
    """Something that shall be different."""
    caf = db.session.query(Caf).filter_by(case_id=case.id).one()
    return factories.make_outcome(caf, db.session.get_one(User, caf.started_by_id), wanted)


def day(name: str, value: date) -> dict[str, str]:
    """A date as a form sends it."""
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def test_the_plan_says_who_does_what_by_when_and_what_is_late(
    client: Client, authority: Authority, case: Case, sign_in: SignIn, clock_at: ClockAt
) -> None:
    wanted = outcome(case)
    action = factories.make_action(case, authority.health_visitor, date(2026, 3, 10), outcome=wanted)
    factories.make_action(case, case.adults[0], date(2026, 3, 27), action="Ring the landlord")
    sign_in(client, authority.health_visitor)
    path = f"/cases/{case.reference}/plan"
    client.submit(f"{path}/actions/{action.id}", {
        "what": "new_day", **day("due_on", date(2026, 3, 17)), "why_another_day": "The landlord is away",
    })  # fmt: skip
    clock_at("2026-03-20 10:00")
    sign_in(client, authority.health_visitor)
    said = read(client.get(path))
    assert (
        "“We sleep at night” Ask for a bigger flat Hana Visram, Health visiting, by 17 March 2026: "
        "3 working days late. First agreed for 10 March 2026"
    ) in said
    assert "Also agreed Ring the landlord Megan Rowan, by 27 March 2026" in said
    old = read(client.get(f"{path}/actions/{action.id}"))
    assert "Another day was agreed: The landlord is away By 17 March 2026" in old
    follower = db.session.query(PlanAction).filter_by(replaces_id=action.id).one()
    assert "Days agreed before 10 March 2026, until 3 March 2026: The landlord is away" in read(
        client.get(f"{path}/actions/{follower.id}")
    )


def test_an_owner_who_is_nobody_else_opens_their_action_and_does_it(
    client: Client, authority: Authority, case: Case, sign_in: SignIn
) -> None:
    action = factories.make_action(case, authority.teacher, date(2026, 3, 10))
    path = f"/cases/{case.reference}/plan/actions/{action.id}"
    sign_in(client, authority.teacher)
    assert "It is no longer to be done" not in read(client.get(path)), "only the team may take it out"
    assert client.submit(path, {"what": "no_longer", "why_no_longer": "Too much"}).status_code == 403
    assert client.submit(path, {"what": "progress", "note": "Asked the caretaker"}).location.endswith("/plan")
    done = client.submit(path, {"what": "done", **day("done_on", date(2026, 3, 2))})
    assert (done.status_code, done.location) == (302, "/")
    assert db.session.get_one(PlanAction, action.id).done_on == date(2026, 3, 2)
    assert client.get(path).status_code == client.get(f"/cases/{case.reference}").status_code == 404
    assert db.session.query(ActionProgress).one().note == "Asked the caretaker"


def test_an_owner_is_of_this_case(client: Client, authority: Authority, case: Case, sign_in: SignIn) -> None:
    others = factories.make_case(authority)
    sign_in(client, authority.health_visitor)
    path = f"/cases/{case.reference}/plan/actions/add"
    for owner in (f"adult-{others.adults[0].id}", f"agency-{authority.school.id}", f"person-{authority.teacher.id}"):
        answer = client.submit(path, {"action": "Visit", "owner": owner, **day("due_on", date(2026, 3, 10))})
        assert "Choose one of the answers on the page" in answer.text, owner
    assert db.session.query(PlanAction).count() == 0


def test_the_plan_is_given_only_to_adults_who_may_receive_it(
    client: Client, authority: Authority, case: Case, sign_in: SignIn
) -> None:
    outcome(case)
    mother, father = case.adults
    mother.may_receive, father.may_receive = True, False
    sign_in(client, authority.health_visitor)
    path = f"/cases/{case.reference}/plan/share"
    said = read(client.get(path))
    assert "Family copy for Megan Rowan" in said and "Family copy for Dale" not in said
    assert "Dale Archer: it is recorded that they may not be given papers" in said
    assert "Choose one of the answers" in client.submit(path, {"how": "given", "with_adults": str(father.id)}).text
    assert client.submit(path, {"how": "given", "with_adults": str(mother.id)}).status_code == 302
    assert client.submit(path, {"how": "talked", "with_adults": str(mother.id)}).status_code == 302
    assert [share.adult_id for share in db.session.query(PlanShare).order_by(PlanShare.id)] == [mother.id, None]
    assert db.session.query(Caf).one().plan_shared_on == date(2026, 3, 3)


def test_a_review_is_the_arranged_one_and_the_plan_shows_whether_it_moves(
    client: Client, authority: Authority, case: Case, sign_in: SignIn, clock_at: ClockAt
) -> None:
    wanted = outcome(case)
    arranged = factories.make_meeting(case, authority.health_visitor, date(2026, 3, 3), MeetingKind.REVIEW)
    sign_in(client, authority.health_visitor)
    path = f"/cases/{case.reference}/review"
    answers = {f"outcome_{wanted.id}": "no_change", f"outcome_{wanted.id}_note": "Two nights in seven"}
    common = {"what_changed": "A night light", "present": str(authority.health_visiting.id)}
    first = {**common, **answers, **day("held_on", date(2026, 3, 3)), **day("next_on", date(2026, 5, 5))}
    assert client.submit(path, first).status_code == 302
    clock_at("2026-05-05 10:00")
    sign_in(client, authority.health_visitor)
    second = {
        **common, f"outcome_{wanted.id}": "better", **day("held_on", date(2026, 5, 5)),
        **day("next_on", date(2026, 7, 7)),
    }  # fmt: skip
    assert client.submit(path, second).status_code == 302
    reviews = db.session.query(Review).order_by(Review.id).all()
    assert [review.answers[0].progress for review in reviews] == [OutcomeProgress.NO_CHANGE, OutcomeProgress.BETTER]
    meetings = db.session.query(Meeting).order_by(Meeting.id).all()
    assert [(one.id, one.held_on, one.recorded_at is not None) for one in meetings] == [
        (arranged.id, date(2026, 3, 3), True), (meetings[1].id, date(2026, 5, 5), True),
    ]  # fmt: skip
    said = read(client.get(f"/cases/{case.reference}/plan"))
    assert "No change 3 March 2026: Two nights in seven Better 5 May 2026" in said
    assert "There: Health visiting. Chaired by Hana Visram. Next noted for 7 July 2026" in read(
        client.get(f"/cases/{case.reference}/meetings")
    )


def test_the_pages_ask_as_many_statements_for_a_long_plan_as_for_a_short_one(
    client: Client, authority: Authority, case: Case, sign_in: SignIn, statements: Counting
) -> None:
    sign_in(client, authority.health_visitor)
    paths = [
        f"/cases/{case.reference}/{page}" for page in ("plan", "meetings", "plan/actions/1", "review", "plan/share")
    ]
    asked = []
    for number in range(3):
        wanted = outcome(case, f"Wanted {number}")
        owners: list[Owner] = [authority.health_visitor, authority.health_visiting, *case.adults, *case.children]
        for owner in owners:
            action = factories.make_action(case, owner, date(2026, 3, 10), outcome=wanted)
            noted = {"noted_at": action.agreed_at, "noted_by_id": authority.health_visitor.id}
            db.session.add(ActionProgress(action_id=action.id, note="Asked", **noted))
        factories.make_meeting(case, authority.teacher, date(2026, 3, 10))
        factories.add_adult(case, f"Adult {number}", Relation.OTHER_RELATIVE)
        with statements() as found:
            answers = [client.get(path).status_code for path in paths]
        assert answers == [200] * len(paths)
        asked.append(len(found))
    assert asked[0] == asked[2], asked


def test_the_case_page_says_how_the_plan_stands(
    client: Client, authority: Authority, case: Case, sign_in: SignIn, clock_at: ClockAt
) -> None:
    sign_in(client, authority.health_visitor)
    assert "In it Nothing is planned yet Actions Nothing is still to be done" in read(
        client.get(f"/cases/{case.reference}")
    )
    wanted = outcome(case)
    for number in (5, 6, 20):
        factories.make_action(case, authority.teacher, date(2026, 3, number), outcome=wanted)
    factories.make_meeting(case, authority.health_visitor, date(2026, 3, 12))
    clock_at("2026-03-10 10:00")
    sign_in(client, authority.health_visitor)
    page = client.get(f"/cases/{case.reference}")
    assert (
        "In it 1 thing that shall be different Actions 3 still to be done, 2 late Shared with the family Not yet "
        "Last review Not yet Next meeting 12 March 2026 (arranged)"
    ) in read(page)
    for address in ("plan", "review", "meetings", "meetings/arrange"):
        assert f'href="/cases/{case.reference}/{address}"' in page.text
