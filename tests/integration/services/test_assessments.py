"""Writing and completing an assessment."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caf_tracker import clock
from caf_tracker.errors import EditConflict, NotPermitted, RuleBroken, TransitionNotAllowed
from caf_tracker.extensions import db
from caf_tracker.models import AssessmentText, AuditEvent, Caf, Case, User
from caf_tracker.models.words import AssessmentTopic
from caf_tracker.services.assessments import UNWRITTEN, Place, complete_assessment, missing, write_assessment
from tests.factories import (
    Authority,
    add_to_team,
    make_case,
    make_case_with_caf,
)

pytestmark = pytest.mark.usefixtures("app")

Topic = AssessmentTopic


@pytest.fixture
def case(authority: Authority) -> Case:
    """A family of two children whose CAF the health visitor leads."""
    return make_case_with_caf(authority)


def write(case: Case, actor: User, place: Place, text: str = "Seen at home.", version: int = UNWRITTEN) -> int:
    written = write_assessment(actor=actor, at=clock.now(), case=case, place=place, text=text, version=version)
    return written.version


def write_all_but(case: Case, actor: User, *left_out: Place) -> None:
    for place in missing(case, db.session.scalars(sa.select(Caf)).one()):
        if place not in left_out:
            write(case, actor, place)


def complete(case: Case, actor: User) -> Caf:
    return complete_assessment(actor=actor, at=clock.now(), case=case)


def test_it_is_completed_when_nothing_is_missing(
    case: Case, authority: Authority, clock_at: Callable[..., datetime]
) -> None:
    # Half past midnight in London is still the day before in UTC.
    at = clock_at("2026-06-11 00:30")
    write_all_but(case, authority.health_visitor)
    caf = complete(case, authority.health_visitor)
    assert (caf.assessed_at, caf.assessed_on) == (at, date(2026, 6, 11))
    assert caf.assessed_by_id == authority.health_visitor.id
    acts = db.session.scalars(sa.select(AuditEvent.act).where(AuditEvent.case_id == case.id)).all()
    assert acts.count("complete_assessment") == 1
    assert acts.count("write_assessment") == db.session.scalar(sa.select(sa.func.count(AssessmentText.id)))


def test_each_thing_that_it_must_hold_is_missed(case: Case, authority: Authority) -> None:
    kit, jo = case.children
    wanted = missing(case, db.session.scalars(sa.select(Caf)).one())
    assert wanted == [
        Place(Topic.CHILDS_DEVELOPMENT), Place(Topic.PARENTING), Place(Topic.FAMILY_AND_ENVIRONMENT),
        Place(Topic.CHILDS_VOICE, kit.id), Place(Topic.CHILDS_VOICE, jo.id), Place(Topic.STRENGTHS),
        Place(Topic.ANALYSIS),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(7))
def test_without_one_of_them_it_is_not_completed(case: Case, authority: Authority, number: int) -> None:
    caf = db.session.scalars(sa.select(Caf)).one()
    left_out = missing(case, caf)[number]
    write_all_but(case, authority.health_visitor, left_out)
    with pytest.raises(RuleBroken):
        complete(case, authority.health_visitor)
    assert caf.assessed_at is None
    write(case, authority.health_visitor, left_out)
    assert complete(case, authority.health_visitor).assessed_at == clock.now()


def test_a_domain_is_written_for_the_family_or_for_every_child(case: Case, authority: Authority) -> None:
    kit, jo = case.children
    domain = Place(Topic.PARENTING)
    write_all_but(case, authority.health_visitor, domain)
    write(case, authority.health_visitor, Place(Topic.PARENTING, kit.id))
    with pytest.raises(RuleBroken):
        complete(case, authority.health_visitor)
    write(case, authority.health_visitor, Place(Topic.PARENTING, jo.id))
    assert complete(case, authority.health_visitor).assessed_on == clock.today()


def test_whoever_comes_second_sees_both_texts(case: Case, authority: Authority) -> None:
    place = Place(Topic.ANALYSIS)
    version = write(case, authority.health_visitor, place, "His weight is a worry.")
    for stale in (UNWRITTEN, version + 1):
        with pytest.raises(EditConflict) as conflict:
            write(case, authority.coordinator, place, "All is well.", stale)
        assert conflict.value.theirs == {"text": "His weight is a worry."}
        assert conflict.value.yours == {"text": "All is well."}
    assert conflict.value.version == version
    assert write(case, authority.coordinator, place, "Both.", version) == version + 1
    assert db.session.scalars(sa.select(AssessmentText.text)).all() == ["Both."]


def test_the_team_contributes_and_the_lead_completes(case: Case, authority: Authority) -> None:
    with pytest.raises(NotPermitted):
        write(case, authority.teacher, Place(Topic.ANALYSIS))
    add_to_team(case, authority.school, authority.teacher)
    write_all_but(case, authority.teacher)
    write(case, authority.teacher, Place(Topic.CONTRIBUTION, agency_id=authority.school.id))
    with pytest.raises(NotPermitted):
        complete(case, authority.teacher)
    for stranger in (authority.manager, authority.agency_admin, authority.other_health_visitor):
        with pytest.raises(NotPermitted):
            complete(case, stranger)
    assert complete(case, authority.coordinator).assessed_by_id == authority.coordinator.id


def test_it_speaks_of_this_family_and_of_agencies_in_its_team(case: Case, authority: Authority) -> None:
    other = make_case(authority)
    for place in (
        Place(Topic.CHILDS_VOICE, other.children[0].id),
        Place(Topic.CONTRIBUTION, agency_id=authority.school.id),
    ):
        with pytest.raises(RuleBroken):
            write(case, authority.health_visitor, place)
    assert db.session.scalar(sa.select(sa.func.count(AssessmentText.id))) == 0


@pytest.mark.parametrize(
    "place",
    [
        Place(Topic.CHILDS_VOICE),
        Place(Topic.ANALYSIS, child_id=1),
        Place(Topic.ANALYSIS, agency_id=1),
        Place(Topic.CONTRIBUTION),
    ],
)
def test_a_place_that_no_assessment_has_is_a_mistake_of_ours(case: Case, authority: Authority, place: Place) -> None:
    with pytest.raises(ValueError, match="no such place"):
        write(case, authority.health_visitor, place)


@pytest.mark.parametrize("text", ["", "  \n ", "a\0b", "x" * 30_001])
def test_a_text_that_cannot_be_kept_changes_nothing(case: Case, authority: Authority, text: str) -> None:
    version = write(case, authority.health_visitor, Place(Topic.STRENGTHS), "They sing to him.")
    with pytest.raises(RuleBroken) as refused:
        write(case, authority.health_visitor, Place(Topic.STRENGTHS), text, version)
    assert refused.value.field == "text"
    assert db.session.scalars(sa.select(AssessmentText.text)).all() == ["They sing to him."]


def test_it_is_completed_once_and_needs_a_caf(case: Case, authority: Authority) -> None:
    write_all_but(case, authority.health_visitor)
    complete(case, authority.health_visitor)
    with pytest.raises(TransitionNotAllowed, match="already been completed"):
        complete(case, authority.coordinator)
    without = make_case(authority)
    with pytest.raises(TransitionNotAllowed, match="no CAF"):
        complete(without, authority.coordinator)
    with pytest.raises(TransitionNotAllowed, match="no CAF"):
        write(without, authority.coordinator, Place(Topic.ANALYSIS))


@pytest.mark.parametrize(
    "place", [Place(Topic.ANALYSIS), Place(Topic.CHILDS_VOICE, 1), Place(Topic.CONTRIBUTION, None, 1)]
)
def test_the_database_keeps_one_text_of_each(case: Case, authority: Authority, place: Place) -> None:
    place = Place(place.topic, place.child_id and case.children[0].id, place.agency_id and authority.health_visiting.id)
    write(case, authority.health_visitor, place)
    first = db.session.scalars(sa.select(AssessmentText)).one()
    db.session.add(
        AssessmentText(
            case_id=case.id, caf_id=first.caf_id, topic=place.topic, child_id=place.child_id,
            agency_id=place.agency_id, text="Again", written_at=clock.now(), written_by_id=authority.health_visitor.id,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.flush()
